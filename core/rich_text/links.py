"""The address of a link in a story, made from what was typed or pasted."""

import re

_LABEL = r"[^\W_](?:[\w-]*[^\W_])?"
# At least two parts, the last with a letter, or four numbers; www.example.org:8080/x?y#z, without a scheme.
_HOST = re.compile(
    rf"(?:(?:{_LABEL}\.)+(?=[^\W\d_]|xn--){_LABEL}\.?|[0-9]{{1,3}}(?:\.[0-9]{{1,3}}){{3}})(?::[0-9]{{1,5}})?(?=[/?#]|\Z)"
)
# A bare name that ends so is a file's, on a site that nobody named.
_FILE = re.compile(
    r"[^/?#]+\.(?:html?|php|aspx?|jsp|pdf|docx?|odt|xlsx?|txt|jpe?g|png|gif|webp|svg)\Z", re.IGNORECASE
)
_MAILBOX = re.compile(rf"[^\s@/?#:]+@(?:{_LABEL}\.)+{_LABEL}(?:\?\S*)?")
_WEB = re.compile(r"(https?):[/\\]*(?=[^/\\?#])", re.IGNORECASE)
_AROUND = "".join(map(chr, range(0x21))) + "\xa0\u200b\ufeff"
_OTHER = re.compile(r"(?:mailto|tel):(?=[^?\s])", re.IGNORECASE)


def target(typed: str) -> str | None:
    """The address of a link, or None where it can lead nowhere: its words then stay without a link.

    A host name that was typed without a scheme gets https://, as in browsers today. A path from the root is an address
    of ours and stays one, wherever the site moves to. Any other path, a fragment and a footnote lead nowhere: nobody
    can say which site they belonged to.
    """
    # Browsers leave these signs out too, and copied text brings them along.
    address = re.sub(r"[\t\n\r]", "", typed).strip(_AROUND)
    if found := _WEB.match(address):
        return f"{found[1].lower()}://{address[found.end() :]}"
    if _OTHER.match(address):
        return address
    if address.startswith("//"):
        return target(f"https:{address}") if _HOST.match(address, 2) else None
    if address.startswith("/"):
        return address
    if _MAILBOX.fullmatch(address):
        return f"mailto:{address}"
    if _HOST.match(address) and not _FILE.fullmatch(address):
        return f"https://{address}"
    return None
