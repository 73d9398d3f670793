"""A field for slugs that are made of a name."""

from typing import TYPE_CHECKING, Any, cast

from django.db import models

from core.slugs import follows, slugify, unique_slug

if TYPE_CHECKING:
    from django.db.models.expressions import Combinable

    _CharField = models.CharField[str | Combinable, str]
else:
    _CharField = models.CharField


class NameSlugField(_CharField):
    """A unique slug, made of the field `source` whenever a row is saved, with a number added where it is taken.

    With `follows` it is made anew when the name changes; without, it stays, because others link to it. It is unique
    among the rows that `among` says, all of them without it. Where it can be null, a row that gave its slug up gets no
    other.
    """

    def __init__(
        self, *args: Any, source: str, follows: bool, among: models.Q | None = None, **kwargs: Any
    ) -> None:
        self.source, self.follows, self.among = source, follows, among
        super().__init__(*args, **kwargs)

    def pre_save(self, instance: models.Model, add: bool) -> str:
        slug: str = getattr(instance, self.attname)
        if self.null and slug is None and not add:
            return slug
        # Every field of this class has a max_length.
        length = cast(int, self.max_length)
        wanted = slugify(getattr(instance, self.source), length) or str(self.model._meta.model_name)
        if not slug or (self.follows and not follows(slug, wanted, length)):
            others = self.model._base_manager.using(instance._state.db).exclude(pk=instance.pk)
            if self.among is not None:
                others = others.filter(self.among)
            slug = unique_slug(wanted, length, lambda slug: others.filter(slug=slug).exists())
            setattr(instance, self.attname, slug)
        return slug

    def deconstruct(self) -> Any:
        name, path, args, kwargs = super().deconstruct()
        own = {"source": self.source, "follows": self.follows}
        return name, path, args, kwargs | own | ({} if self.among is None else {"among": self.among})
