"""The paper at the desk. CoreConfig imports it: the package that Django looks for, core.admin, has the base classes."""

from core.desk import page_versions, pages, paper

__all__ = ["page_versions", "pages", "paper"]
