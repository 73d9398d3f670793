from core.models.edition import Edition
from core.models.page import Page, PageVersion

__all__ = ["Edition", "Page", "PageVersion"]
