from core.models.edition import Edition
from core.models.paper import Nameplate, Paper

__all__ = ["Edition", "Nameplate", "Paper"]
