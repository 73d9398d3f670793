from django.db import migrations


class Migration(migrations.Migration):
    """What an editor was told when the form was saved is a message, as in django.contrib.messages."""

    dependencies = [("articles", "0016_published_section")]

    operations = [migrations.RenameField("savedform", "told", "message")]
