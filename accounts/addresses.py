"""Email addresses: which are one and the same mailbox."""

import contextlib
import re
import unicodedata

from django.utils.encoding import punycode

# An address can't be longer where mail is delivered (RFC 5321, 4.5.3.1.3), nor in the database.
LONGEST_ADDRESS = 254
# Their mailboxes are reached with dots anywhere in the name.
WITHOUT_DOTS = {"gmail.com": "gmail.com", "googlemail.com": "gmail.com"}


def fold_address(address: str) -> str:
    """The key under which an address is counted, coarser than any mail server's: without case, quotes, alphabets'
    second spellings and what stands behind a + (RFC 5233). It is no address to write to.
    """
    if len(address) > LONGEST_ADDRESS:
        # Nobody's: to fold a megabyte takes minutes.
        return address[:LONGEST_ADDRESS]
    name, _, domain = unicodedata.normalize("NFKC", address.strip()).casefold().rpartition("@")
    name = re.sub(r'["\\]', "", name)
    name = name.partition("+")[0] or name
    # Else no mail goes there.
    with contextlib.suppress(UnicodeError):
        domain = punycode(domain)
    domain = domain.rstrip(".")
    if domain in WITHOUT_DOTS:
        name, domain = name.replace(".", ""), WITHOUT_DOTS[domain]
    return f"{name}@{domain}"
