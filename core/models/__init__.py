from core.models.edition import Edition
from core.models.page import Page, PageVersion
from core.models.paper import Nameplate, Paper

__all__ = ["Edition", "Nameplate", "Page", "PageVersion", "Paper"]
