from django.db import migrations, models


class Migration(migrations.Migration):
    """Those who are few among any number of readers."""

    dependencies = [("accounts", "0001_people")]

    operations = [
        migrations.AddIndex(
            "user", models.Index(fields=["id"], condition=models.Q(is_staff=True), name="user_staff")
        ),
        migrations.AddIndex(
            "user", models.Index(fields=["id"], condition=models.Q(is_active=False), name="user_not_active")
        ),
        migrations.AddIndex(
            "user", models.Index(fields=["id"], condition=models.Q(seeded=True), name="user_seeded")
        ),
    ]
