import django.db.models.deletion
from django.db import migrations, models

import articles.fields


class Migration(migrations.Migration):
    """A section can be retired into another one; names and addresses are unique among those in use."""

    dependencies = [("articles", "0023_hidden_sections")]

    operations = [
        migrations.AddField(
            model_name="section",
            name="retired_into",
            field=models.ForeignKey(
                editable=False,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="retired",
                to="articles.section",
                verbose_name="retired into",
            ),
        ),
        migrations.AlterField(
            model_name="section",
            name="name",
            field=models.CharField(max_length=60, verbose_name="name"),
        ),
        migrations.AlterField(
            model_name="section",
            name="slug",
            field=articles.fields.NameSlugField(
                among=models.Q(("retired_into", None)),
                blank=True,
                follows=False,
                help_text="The last part of its page’s address. Empty: made from the name. Where you change it, the former address leads to the new one.",  # noqa: E501
                max_length=60,
                source="name",
                verbose_name="address",
            ),
        ),
        migrations.AddConstraint(
            model_name="section",
            constraint=models.UniqueConstraint(
                condition=models.Q(("retired_into", None)), fields=("name",), name="section_name"
            ),
        ),
        migrations.AddConstraint(
            model_name="section",
            constraint=models.UniqueConstraint(
                condition=models.Q(("retired_into", None)), fields=("slug",), name="section_address"
            ),
        ),
        migrations.AddConstraint(
            model_name="section",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("retired_into", None),
                    models.Q(("retired_into", models.F("pk")), _negated=True),
                    _connector="OR",
                ),
                name="section_not_into_itself",
            ),
        ),
    ]
