from django.conf import settings
from django.db import migrations
from django.utils.translation import override

from newsroom.first_pages.drafts import drafts


def add_first_pages(apps, schema_editor):
    """Once, on every paper: who deletes a draft or gives it another name never gets it again."""
    pages = apps.get_model("core", "Page").objects
    # `migrate` itself runs without a language.
    with override(settings.LANGUAGE_CODE):
        for draft in drafts():
            pages.get_or_create(slug=draft.slug, defaults=draft._asdict())


class Migration(migrations.Migration):
    dependencies = [("newsroom", "0001_indexes_of_tasks"), ("core", "0004_pages")]
    operations = [migrations.RunPython(add_first_pages, migrations.RunPython.noop)]
