from django.db import migrations, models

import articles.fields


class Migration(migrations.Migration):
    """Columns and indexes are as they were: only what may stand in them changes, and who writes it."""

    dependencies = [("articles", "0010_words_of_the_log")]

    operations = [
        migrations.SeparateDatabaseAndState(
            state_operations=[
                migrations.AlterField(
                    "article",
                    "slug",
                    models.CharField(
                        blank=True,
                        db_index=True,
                        help_text="The last part of the story's address. Empty: made from the headline. "
                        "Frozen at first publication.",
                        max_length=80,
                        verbose_name="address",
                    ),
                ),
                migrations.AlterField(
                    "contributor",
                    "slug",
                    articles.fields.NameSlugField(
                        editable=False, follows=True, max_length=100, source="name", unique=True
                    ),
                ),
                migrations.AlterField(
                    "section",
                    "slug",
                    articles.fields.NameSlugField(
                        blank=True,
                        follows=False,
                        help_text="The last part of its page's address. Empty: made from the name. "
                        "It stays when the name changes.",
                        max_length=60,
                        source="name",
                        unique=True,
                        verbose_name="address",
                    ),
                ),
            ]
        )
    ]
