from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("comments", "0008_until_within_the_calendar")]

    operations = [
        migrations.CreateModel(
            "HtmlRules",
            [
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("number", models.PositiveIntegerField()),
            ],
        )
    ]
