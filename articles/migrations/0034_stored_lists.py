import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    """Lists of stories that are remade every few minutes; `prepare` and the worker fill them."""

    dependencies = [("articles", "0033_days_of_the_archive_before")]

    operations = [
        migrations.CreateModel(
            name="StoredList",
            fields=[
                (
                    "id",
                    models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID"),
                ),
                ("name", models.CharField(max_length=20, unique=True)),
                ("version", models.PositiveIntegerField(default=0)),
            ],
            options={"verbose_name": "stored list", "verbose_name_plural": "stored lists"},
        ),
        migrations.CreateModel(
            name="StoredLine",
            fields=[
                (
                    "id",
                    models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID"),
                ),
                ("position", models.PositiveSmallIntegerField()),
                (
                    "article",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="articles.article"
                    ),
                ),
                (
                    "list",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="lines",
                        to="articles.storedlist",
                    ),
                ),
            ],
            options={
                "verbose_name": "story in a stored list",
                "verbose_name_plural": "stories in stored lists",
                "constraints": [
                    models.UniqueConstraint(fields=("list", "position"), name="stored_list_in_order"),
                    models.UniqueConstraint(fields=("article", "list"), name="stored_list_has_a_story_once"),
                ],
            },
        ),
    ]
