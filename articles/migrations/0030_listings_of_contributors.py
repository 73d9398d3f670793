from django.db import migrations

# What the newest revision of each story says; merged contributors there are none yet.
FILL = """
    INSERT INTO articles_contributorlisting (article_id, contributor_id, published_at)
    SELECT DISTINCT article.id, credit.contributor_id, article.published_at
    FROM articles_article article
    JOIN articles_contribution credit ON credit.revision_id = article.revision_id
    WHERE article.killed_at IS NULL AND credit.role IN ('byline', 'reporting', 'writing')
"""


class Migration(migrations.Migration):
    """The pages of contributors begin with all that was published and not killed."""

    dependencies = [("articles", "0029_topics")]

    operations = [migrations.RunSQL(FILL, migrations.RunSQL.noop)]
