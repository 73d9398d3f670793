"""What is typed of a secret, on whatever keyboard: codes in any digits, passwords in any form of Unicode."""

import unicodedata

# Dashes and blanks that are signs or letters to Unicode.
OTHERS = frozenset(
    "\N{MINUS SIGN}\N{HYPHEN BULLET}\N{MODIFIER LETTER MINUS SIGN}\N{HEAVY MINUS SIGN}\N{BOX DRAWINGS LIGHT HORIZONTAL}"
    "\N{KATAKANA-HIRAGANA PROLONGED SOUND MARK}\N{HALFWIDTH KATAKANA-HIRAGANA PROLONGED SOUND MARK}"
    "\N{BRAILLE PATTERN BLANK}\N{HANGUL FILLER}\N{HALFWIDTH HANGUL FILLER}\N{HANGUL CHOSEONG FILLER}"
    "\N{HANGUL JUNGSEONG FILLER}"
)
# To bring thousands of marks of one letter into their order takes minutes.
LONGEST_PASSWORD = 4096


def plain_code(typed: str) -> str:
    """The digits of any script as 0 to 9; without dashes, blanks and what can't be seen. What else is in it stays."""
    return "".join(
        str(unicodedata.decimal(each, each))
        for each in typed
        if unicodedata.category(each) not in ("Pd", "Zs", "Zl", "Zp", "Cf", "Cc", "Mn", "Me")
        and each not in OTHERS
    )


def plain_password(typed: str) -> str:
    """One form of Unicode (NFKC), as RFC 8265 has it: keyboards differ in how they write an é."""
    if len(typed) > LONGEST_PASSWORD:
        return typed
    return unicodedata.normalize("NFKC", typed)


def forms_of_password(typed: str) -> list[str]:
    """In which it may have been hashed: the plain one, and one more where an older version kept another."""
    plain = plain_password(typed)
    if len(typed) > LONGEST_PASSWORD:
        return [plain]
    other = typed if typed != plain else unicodedata.normalize("NFD", typed)
    return [plain, other] if other != plain else [plain]
