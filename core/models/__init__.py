from core.models.edition import Edition
from core.models.former_address import FormerAddress

__all__ = ["Edition", "FormerAddress"]
