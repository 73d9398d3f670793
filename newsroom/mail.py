"""The path under which earlier releases queued mails: what they left waits here until it is sent."""

from newsroom.backends.mail import send

__all__ = ["send"]
