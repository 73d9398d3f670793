from django.db import migrations, models


class Migration(migrations.Migration):
    """A section can be out of masthead and front page, and keep its page."""

    dependencies = [("articles", "0022_edition_moved")]

    operations = [
        migrations.AddField(
            model_name="section",
            name="is_hidden",
            field=models.BooleanField(
                db_default=False,
                default=False,
                help_text="It is not in the masthead, and has no part of the front page. Its page stays at its address. Its stories are hidden nowhere: they can lead the front page, and stand among the latest.",  # noqa: E501
                verbose_name="hidden",
            ),
        ),
    ]
