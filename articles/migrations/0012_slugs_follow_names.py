from django.db import migrations

from core.slugs import follows, unique_slug, slugify

LENGTH, CHUNK = 100, 500


def follow_names(apps, schema_editor):
    """Contributors who were renamed kept the slug of another name, and letters were lost. Who has the right one keeps it.

    Stories' and sections' slugs stay as they are, whatever is wrong with them: their addresses are linked to.
    """
    contributors = apps.get_model("articles", "Contributor").objects.using(schema_editor.connection.alias)
    taken, stale = set(), []
    for each in contributors.order_by("pk").iterator(CHUNK):
        wanted = slugify(each.name, LENGTH) or "contributor"
        if follows(each.slug, wanted, LENGTH):
            taken.add(each.slug)
        else:
            stale.append((each, wanted))
    # Out of each other's way first: one may want what another has. No slug begins with a dash.
    for each, _ in stale:
        each.slug = f"-{each.pk}"
    contributors.bulk_update([each for each, _ in stale], ["slug"], CHUNK)
    for each, wanted in stale:
        each.slug = unique_slug(wanted, LENGTH, taken.__contains__)
        taken.add(each.slug)
    contributors.bulk_update([each for each, _ in stale], ["slug"], CHUNK)


class Migration(migrations.Migration):
    dependencies = [("articles", "0011_slugs_in_any_script")]

    operations = [migrations.RunPython(follow_names, migrations.RunPython.noop)]
