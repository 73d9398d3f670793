from django.db import migrations


class Migration(migrations.Migration):
    """Did what `manage.py prepare` does: see comments.models.HtmlRules. A migration stays as it is; these rules change."""

    dependencies = [("comments", "0006_words_for_readers")]

    operations = []
