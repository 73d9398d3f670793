from django.db import migrations

# All from an index, and then the few that were killed: to ask each story for it would read all their texts.
COUNT = """
    INSERT INTO articles_archiveday (day, stories)
    SELECT url_date, COUNT(*) FROM articles_article WHERE url_date IS NOT NULL GROUP BY url_date
"""
LESS_THE_KILLED = """
    UPDATE articles_archiveday SET stories = stories - (
        SELECT COUNT(*) FROM articles_article
        WHERE articles_article.url_date = articles_archiveday.day AND killed_at IS NOT NULL
    )
    WHERE day IN (SELECT url_date FROM articles_article WHERE killed_at IS NOT NULL)
"""


class Migration(migrations.Migration):
    """The archive begins with all that was published and not killed."""

    dependencies = [("articles", "0032_archive_days")]

    operations = [migrations.RunSQL([COUNT, LESS_THE_KILLED], migrations.RunSQL.noop)]
