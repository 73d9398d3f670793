"""Email addresses: in which spelling one is stored and written to, and which are one and the same mailbox."""

import contextlib
import ipaddress
import re
import unicodedata
from typing import Any

import idna
from allauth.account import fields as allauth
from django import forms
from django.core.exceptions import ValidationError
from django.core.validators import EmailValidator, validate_email
from django.db import models
from django.utils.encoding import punycode

# The longest address that mail is delivered to (RFC 5321, 4.5.3.1.3), and that the database stores.
LONGEST_ADDRESS = 254
# The longest typed text that is folded: a megabyte takes minutes.
LONGEST_TYPED = 4 * LONGEST_ADDRESS
# Hosts that ignore dots in the name, each with the host under which it is counted.
WITHOUT_DOTS = {"gmail.com": "gmail.com", "googlemail.com": "gmail.com"}
# Invisible characters, which come along with pasted text (Unicode's Default_Ignorable, and Braille's blank).
INVISIBLE = re.compile(
    "[\u2800\u00ad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180b-\u180f\u200b-\u200f\u202a-\u202e\u2060-\u206f\u3164"
    "\ufe00-\ufe0f\ufeff\uffa0\ufff0-\ufff8\U0001bca0-\U0001bca3\U0001d173-\U0001d17a\U000e0000-\U000e0fff]"
)
# A name that needs no quotes, and one in quotes (RFC 5321, 4.1.2). With or without them it is the same mailbox.
_ATOM = r"[a-z0-9!#$%&'*+/=?^_`{|}~-]+"
_BARE = re.compile(rf"{_ATOM}(?:\.{_ATOM})*")
_QUOTED = re.compile(r'"((?:[^"\\]|\\.)*)"')


def canonical(address: str) -> str:
    """The one spelling in which an address is stored, so that a unique column knows it again.

    It has lowercase letters (NFKC), the domain in ASCII (IDNA 2008, RFC 5891), and no invisible characters, blanks
    around it or needless quotes. What is no address comes back nearly unchanged; AddressField refuses it.
    """
    if len(address) > LONGEST_TYPED:
        return address
    plain = unicodedata.normalize("NFKC", INVISIBLE.sub("", address)).lower()
    # Again: lowercase letters may compose, and so may two letters that a dropped character separated.
    plain = unicodedata.normalize("NFKC", INVISIBLE.sub("", plain)).strip()
    name, at, domain = plain.rpartition("@")
    return f"{unquoted(name)}@{_domain(domain)}" if at else plain


def as_address(login: str) -> str | None:
    """What is typed to sign in, as an address; None where it is a pen name."""
    address = canonical(login)
    return address if "@" in address else None


def unquoted(name: str) -> str:
    """The name before the @ without quotes, or, where it needs them, quoted in one way."""
    quoted = _QUOTED.fullmatch(name)
    if quoted is None:
        return name
    bare = re.sub(r"\\(.)", r"\1", quoted[1])
    return bare if _BARE.fullmatch(bare) else '"' + re.sub(r'(["\\])', r"\\\1", bare) + '"'


def _domain(domain: str) -> str:
    if domain.startswith("[") and domain.endswith("]"):
        with contextlib.suppress(ValueError):
            return f"[{ipaddress.ip_address(domain[1:-1])}]"
    domain = domain.replace("\N{IDEOGRAPHIC FULL STOP}", ".").rstrip(".")
    if domain.isascii():
        return ".".join(map(_label, domain.split(".")))
    try:
        return idna.encode(domain, uts46=True).decode()
    except idna.IDNAError:
        return domain


def _label(label: str) -> str:
    """The one spelling of an ASCII label. One that IDNA 2008 can't decode stays as it is: mail goes there."""
    with contextlib.suppress(UnicodeError):
        if label.startswith("xn--"):
            return idna.encode(idna.decode(label)).decode()
    return label


def validate_plain(address: str) -> None:
    """Refuse what has no spelling in ASCII, such as a domain that IDNA 2008 can't encode."""
    if not address.isascii():
        raise ValidationError(EmailValidator.message, code="invalid")


class AddressField(allauth.EmailField):
    """For forms: takes any spelling, gives the canonical one."""

    default_validators = [validate_email, validate_plain]

    def to_python(self, value: Any) -> Any:
        value = super().to_python(value)
        return canonical(value) if value else value

    def clean(self, value: Any) -> Any:
        """Not allauth's, which fails for None."""
        return forms.EmailField.clean(self, value)


class AddressModelField(models.EmailField):
    """Takes any spelling from forms and from the command line; see UserManager.normalize_email for code."""

    def clean(self, value: Any, model_instance: models.Model | None) -> Any:
        return super().clean(canonical(value) if value else value, model_instance)

    def pre_save(self, model_instance: models.Model, add: bool) -> Any:
        """Store a new row's address in its canonical spelling: code may give any.

        The spelling that an older version stored stays, because another account may have the canonical one.
        """
        if add and (value := getattr(model_instance, self.attname)):
            setattr(model_instance, self.attname, canonical(value))
        return super().pre_save(model_instance, add)

    def formfield(self, **kwargs: Any) -> Any:
        return super().formfield(**{"form_class": AddressField, **kwargs})


def fold_address(address: str) -> str:
    """The key under which an address is counted: without quotes, and without what follows a + (RFC 5233).

    It is coarser than any mail server's rule and than the stored spelling, and no address to write to.
    """
    address = canonical(address)
    if len(address) > LONGEST_ADDRESS:
        # Too long for any account.
        return address[:LONGEST_ADDRESS]
    name, _, domain = address.casefold().rpartition("@")
    name = re.sub(r'["\\]', "", name)
    name = name.partition("+")[0] or name
    # Where this fails, no mail can go there.
    with contextlib.suppress(UnicodeError):
        domain = punycode(domain)
    if domain in WITHOUT_DOTS:
        name, domain = name.replace(".", ""), WITHOUT_DOTS[domain]
    return f"{name}@{domain}"
