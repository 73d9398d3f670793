"""Tasks of photographs under the path by which earlier releases queued them; such tasks can wait for up to a week."""

from articles.photographs.tasks import (
    delete_files,
    forget_photo,
    forget_renditions,
    make_missing_renditions,
    make_renditions,
    settle_original,
    take_missing_fingerprints,
    take_offline,
)

__all__ = [
    "delete_files",
    "forget_photo",
    "forget_renditions",
    "make_missing_renditions",
    "make_renditions",
    "settle_original",
    "take_missing_fingerprints",
    "take_offline",
]
