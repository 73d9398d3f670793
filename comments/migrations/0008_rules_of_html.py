from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("comments", "0007_html_made_again")]

    operations = [
        migrations.CreateModel(
            "HtmlRules",
            [
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("number", models.PositiveIntegerField()),
            ],
        )
    ]
