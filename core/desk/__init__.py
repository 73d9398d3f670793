"""The desk of the paper itself."""

from core.desk.pages import PageAdmin, PageVersionAdmin

__all__ = ["PageAdmin", "PageVersionAdmin"]
