from django.db import migrations, models


class Migration(migrations.Migration):
    """Where things are now that had another address."""

    dependencies = [("core", "0002_paper")]

    operations = [
        migrations.CreateModel(
            name="FormerAddress",
            fields=[
                (
                    "id",
                    models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID"),
                ),
                ("path", models.CharField(max_length=400, unique=True)),
                ("leads_to", models.CharField(db_index=True, max_length=400)),
                ("since", models.DateTimeField(auto_now=True)),
            ],
            options={
                "verbose_name": "former address",
                "verbose_name_plural": "former addresses",
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("path", models.F("leads_to")), _negated=True),
                        name="former_address_is_another",
                    )
                ],
            },
        ),
    ]
