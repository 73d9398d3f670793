"""Secrets as people type them: keyboards differ, so codes come in any digits and passwords in any form of Unicode."""

import unicodedata

# Dashes and blanks that Unicode counts as signs or letters.
OTHERS = frozenset(
    "\N{MINUS SIGN}\N{HYPHEN BULLET}\N{MODIFIER LETTER MINUS SIGN}\N{HEAVY MINUS SIGN}\N{BOX DRAWINGS LIGHT HORIZONTAL}"
    "\N{KATAKANA-HIRAGANA PROLONGED SOUND MARK}\N{HALFWIDTH KATAKANA-HIRAGANA PROLONGED SOUND MARK}"
    "\N{BRAILLE PATTERN BLANK}\N{HANGUL FILLER}\N{HALFWIDTH HANGUL FILLER}\N{HANGUL CHOSEONG FILLER}"
    "\N{HANGUL JUNGSEONG FILLER}"
)
# Letters: to sort thousands of marks on one letter takes minutes.
LONGEST_PASSWORD = 4096


def normalize_code(typed: str) -> str:
    """The code with digits of any script as 0 to 9, without dashes, blanks and invisible characters; all else stays."""
    return "".join(
        str(unicodedata.decimal(each, each))
        for each in typed
        if unicodedata.category(each) not in ("Pd", "Zs", "Zl", "Zp", "Cf", "Cc", "Mn", "Me")
        and each not in OTHERS
    )


def normalize_password(typed: str) -> str:
    """The password in one form of Unicode, NFKC, for keyboards differ in how they write an é (RFC 8265)."""
    if len(typed) > LONGEST_PASSWORD:
        return typed
    return unicodedata.normalize("NFKC", typed)


def password_spellings(typed: str) -> list[str]:
    """The spellings that may have been hashed: the normal one, and the one that an older release stored."""
    normal = normalize_password(typed)
    if len(typed) > LONGEST_PASSWORD:
        return [normal]
    other = typed if typed != normal else unicodedata.normalize("NFD", typed)
    return [normal, other] if other != normal else [normal]
