from core.models.edition import Edition

__all__ = ["Edition"]
