from core.models.edition import Edition
from core.models.former_address import FormerAddress
from core.models.paper import Nameplate, Paper

__all__ = ["Edition", "FormerAddress", "Nameplate", "Paper"]
