from django.db import migrations, models
from django.db.models import F, Q

BY_SECTION = "article_by_section"
PUBLISHED_OR_NOT = "article_published_or_not"


class Migration(migrations.Migration):
    """The column has the word that the code has. The index and the constraint name it, and are made anew."""

    dependencies = [("articles", "0015_removals")]

    operations = [
        migrations.RemoveConstraint("article", PUBLISHED_OR_NOT),
        migrations.RemoveIndex("article", BY_SECTION),
        migrations.RenameField("article", "filed_under", "published_section"),
        migrations.AddIndex(
            "article",
            models.Index(F("published_section"), F("published_at").desc(), F("id").desc(), name=BY_SECTION),
        ),
        migrations.AddConstraint(
            "article",
            models.CheckConstraint(
                condition=Q(published_at=None, url_date=None, revision=None, published_section=None)
                | Q(
                    published_at__isnull=False,
                    url_date__isnull=False,
                    revision__isnull=False,
                    published_section__isnull=False,
                ),
                name=PUBLISHED_OR_NOT,
            ),
        ),
    ]
