from articles.photographs.admin.photos import PhotoAdmin

__all__ = ["PhotoAdmin"]
