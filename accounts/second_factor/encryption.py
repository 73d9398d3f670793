"""The secrets of second factors as the database has them: encrypted with a key made of SECRET_KEY.

Whoever has a copy of the database alone can make no codes of it. With another SECRET_KEY nobody can: the second factors
of apps, and recovery codes, then have to be removed and set up anew. Passkeys have no secret here.
"""

import base64

from cryptography.fernet import Fernet, InvalidToken
from django.utils.crypto import salted_hmac


class Unreadable(Exception):
    """It was encrypted with another SECRET_KEY, or changed by hand."""


def encrypt(text: str) -> str:
    return _fernet().encrypt(text.encode()).decode()


def decrypt(encrypted: str) -> str:
    try:
        return _fernet().decrypt(encrypted.encode()).decode()
    except InvalidToken:
        raise Unreadable from None


def _fernet() -> Fernet:
    key = salted_hmac("accounts.second_factor", "encryption", algorithm="sha256").digest()
    return Fernet(base64.urlsafe_b64encode(key))
