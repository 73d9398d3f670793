"""Writes .env on the first run: the example with a secret key and the demonstration's password filled in."""

import secrets
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent.parent
# Without signs that look alike, for it is typed from a terminal: 12 of 54 are 69 bits.
LETTERS = "abcdefghijkmnpqrstuvwxyzABCDEFGHJKLMNPQRSTUVWXYZ23456789"


def write_env(path: Path = ROOT / ".env") -> bool:
    """Make it where there is none; answers whether it did. Only its owner can read it."""
    if path.exists():
        return False
    text = (ROOT / ".env.example").read_text()
    text = text.replace("SECRET_KEY=\n", f"SECRET_KEY={secrets.token_urlsafe(50)}\n")
    text = text.replace(
        "DEMO_PASSWORD=\n", f"DEMO_PASSWORD={''.join(secrets.choice(LETTERS) for _ in range(12))}\n"
    )
    path.touch(mode=0o600)
    path.write_text(text)
    return True


if __name__ == "__main__":
    if write_env():
        print("A new .env was written, with a secret key of its own.")
