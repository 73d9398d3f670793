from django.db import migrations, models


class Migration(migrations.Migration):
    """Sign-ups that nobody has confirmed: the worker asks every ten minutes which of them are over."""

    dependencies = [("accounts", "0002_indexes_of_few")]

    operations = [
        migrations.AddIndex(
            "user",
            models.Index(
                fields=["date_joined"],
                condition=models.Q(last_login=None, is_staff=False, seeded=False, is_active=True),
                name="user_newcomer",
            ),
        ),
    ]
