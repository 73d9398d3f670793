"""Tasks that earlier releases queued name this path: it stays, so that their mails are sent."""

from newsroom.backends.mail import send

__all__ = ["send"]
