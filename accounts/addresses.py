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

# An address can't be longer where mail is delivered (RFC 5321, 4.5.3.1.3), nor in the database.
LONGEST_ADDRESS = 254
# As typed, in any spelling: to fold a megabyte takes minutes.
LONGEST_TYPED = 4 * LONGEST_ADDRESS
# Their mailboxes are reached with dots anywhere in the name.
WITHOUT_DOTS = {"gmail.com": "gmail.com", "googlemail.com": "gmail.com"}
# What a page shows nothing of, and what is pasted brings along (Unicode's Default_Ignorable, and Braille's blank).
INVISIBLE = re.compile(
    "[\u2800\u00ad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180b-\u180f\u200b-\u200f\u202a-\u202e\u2060-\u206f\u3164"
    "\ufe00-\ufe0f\ufeff\uffa0\ufff0-\ufff8\U0001bca0-\U0001bca3\U0001d173-\U0001d17a\U000e0000-\U000e0fff]"
)
# A name that needs no quotes, and one in them (RFC 5321, 4.1.2): both are the same mailbox.
_ATOM = r"[a-z0-9!#$%&'*+/=?^_`{|}~-]+"
_BARE = re.compile(rf"{_ATOM}(?:\.{_ATOM})*")
_QUOTED = re.compile(r'"((?:[^"\\]|\\.)*)"')


def canonical(address: str) -> str:
    """The one spelling of an address, so that unique means unique: without what can't be seen and blanks around it,
    in small plain letters, in no quotes that it does not need, the domain as the network knows it (IDNA 2008,
    RFC 5891).

    What is no address stays what it is, nearly; AddressField refuses it.
    """
    if len(address) > LONGEST_TYPED:
        return address
    plain = unicodedata.normalize("NFKC", INVISIBLE.sub("", address)).lower()
    # Small letters can be composed anew, and what is dropped can have stood between two that are one then.
    plain = unicodedata.normalize("NFKC", INVISIBLE.sub("", plain)).strip()
    name, at, domain = plain.rpartition("@")
    return f"{unquoted(name)}@{_domain(domain)}" if at else plain


def as_address(login: str) -> str | None:
    """What is typed to sign in, as an address; None where it is a pen name."""
    address = canonical(login)
    return address if "@" in address else None


def unquoted(name: str) -> str:
    """What stands before the @ without quotes; in one way where it can't be without."""
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
    """In plain letters already. One that stands for what IDNA 2008 does not know stays: mail goes there."""
    with contextlib.suppress(UnicodeError):
        if label.startswith("xn--"):
            return idna.encode(idna.decode(label)).decode()
    return label


def validate_plain(address: str) -> None:
    """A domain that IDNA 2008 has no spelling for is nobody's to register with."""
    if not address.isascii():
        raise ValidationError(EmailValidator.message, code="invalid")


class AddressField(allauth.EmailField):
    """Of a form: takes any spelling, gives the one."""

    default_validators = [validate_email, validate_plain]

    def to_python(self, value: Any) -> Any:
        value = super().to_python(value)
        return canonical(value) if value else value

    def clean(self, value: Any) -> Any:
        """allauth's asks None for its small letters."""
        return forms.EmailField.clean(self, value)


class AddressModelField(models.EmailField):
    """Takes any spelling from forms and from the command line; see UserManager.normalize_email for code."""

    def clean(self, value: Any, model_instance: models.Model | None) -> Any:
        return super().clean(canonical(value) if value else value, model_instance)

    def pre_save(self, model_instance: models.Model, add: bool) -> Any:
        """Code that makes an account types any spelling too. What an older version stored is nobody's to respell here:
        another account may have it.
        """
        if add and (value := getattr(model_instance, self.attname)):
            setattr(model_instance, self.attname, canonical(value))
        return super().pre_save(model_instance, add)

    def formfield(self, **kwargs: Any) -> Any:
        return super().formfield(**{"form_class": AddressField, **kwargs})


def fold_address(address: str) -> str:
    """The key under which an address is counted, coarser than any mail server's and than the spelling it is stored in:
    without quotes, and what stands behind a + (RFC 5233). It is no address to write to.
    """
    address = canonical(address)
    if len(address) > LONGEST_ADDRESS:
        # Nobody's.
        return address[:LONGEST_ADDRESS]
    name, _, domain = address.casefold().rpartition("@")
    name = re.sub(r'["\\]', "", name)
    name = name.partition("+")[0] or name
    # Else no mail goes there.
    with contextlib.suppress(UnicodeError):
        domain = punycode(domain)
    if domain in WITHOUT_DOTS:
        name, domain = name.replace(".", ""), WITHOUT_DOTS[domain]
    return f"{name}@{domain}"
