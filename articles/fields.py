"""A slug that is made of a name."""

from django.db import models

from articles.slugs import follows, slugify, unique_slug


class NameSlugField(models.CharField):
    """A unique slug, made of the field `source` whenever a row is saved, with a number added where it is taken.

    With `follows` it is made anew when the name changes; without, it stays, because others link to it.
    """

    def __init__(self, *args, source, follows, **kwargs):
        self.source, self.follows = source, follows
        super().__init__(*args, **kwargs)

    def pre_save(self, instance, add):
        slug = getattr(instance, self.attname)
        wanted = slugify(getattr(instance, self.source), self.max_length) or self.model._meta.model_name
        if not slug or (self.follows and not follows(slug, wanted, self.max_length)):
            others = self.model._base_manager.using(instance._state.db).exclude(pk=instance.pk)
            slug = unique_slug(wanted, self.max_length, lambda slug: others.filter(slug=slug).exists())
            setattr(instance, self.attname, slug)
        return slug

    def deconstruct(self):
        name, path, args, kwargs = super().deconstruct()
        return name, path, args, kwargs | {"source": self.source, "follows": self.follows}
