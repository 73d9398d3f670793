from django.conf.locale import LANG_INFO
from django.db import migrations, models

from articles.models.text import LANGUAGES, edition_language


class Migration(migrations.Migration):
    """New stories begin in the edition's language. The database knows no defaults, so its tables stay as they are."""

    dependencies = [("articles", "0017_message_of_saved_forms")]

    operations = [
        migrations.SeparateDatabaseAndState(
            state_operations=[
                migrations.AlterField(
                    name,
                    "language",
                    models.CharField(
                        "language",
                        max_length=10,
                        default=edition_language,
                        choices=[(code, LANG_INFO[code]["name_local"]) for code in LANGUAGES],
                        help_text="Readers' browsers and screen readers go by it; it sets the direction of writing too.",
                    ),
                )
                for name in ("article", "revision")
            ]
        )
    ]
