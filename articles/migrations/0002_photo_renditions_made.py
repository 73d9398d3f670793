from django.db import migrations, models


class Migration(migrations.Migration):
    """Of each photo is kept which renditions are there, for they are made one after the other."""

    dependencies = [
        ("articles", "0001_stories"),
    ]

    operations = [
        migrations.AddField(
            model_name="photo",
            name="renditions_made",
            field=models.JSONField(
                default=dict,
                editable=False,
                help_text="{format: [widths]} of what is there under that key.",
            ),
        ),
        migrations.AlterField(
            model_name="photo",
            name="renditions_key",
            field=models.CharField(
                blank=True,
                editable=False,
                help_text="What its renditions' names begin with; empty until the first are made.",
                max_length=40,
            ),
        ),
    ]
