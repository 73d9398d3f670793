from django.db import migrations

from comments.made_again import make_html_again


def make(apps, schema_editor):
    models = (apps.get_model("comments", name) for name in ("Comment", "Discussion"))
    for _ in make_html_again(*(model.objects.using(schema_editor.connection.alias) for model in models)):
        pass


class Migration(migrations.Migration):
    """Old comments as new ones: no letter lost to a link, few marks on a letter, each paragraph with its direction.

    In transactions of its own: cut short, it goes on where it was.
    """

    atomic = False

    dependencies = [("comments", "0006_words_for_readers")]

    operations = [migrations.RunPython(make, migrations.RunPython.noop)]
