from django.db import migrations, models


class Migration(migrations.Migration):
    """The edition is the paper's, not a story's. Its table stays where it is, so that older processes go on."""

    initial = True
    dependencies = [("articles", "0021_labels_of_photographs")]

    operations = [
        migrations.SeparateDatabaseAndState(
            state_operations=[
                migrations.CreateModel(
                    name="Edition",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("version", models.PositiveIntegerField(default=0)),
                        ("removals", models.PositiveIntegerField(default=0, db_default=0)),
                    ],
                    options={
                        "verbose_name": "edition",
                        "verbose_name_plural": "editions",
                        "db_table": "articles_edition",
                    },
                )
            ]
        )
    ]
