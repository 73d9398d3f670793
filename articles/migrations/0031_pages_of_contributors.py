import django.db.models.deletion
from django.db import migrations, models

import core.models.paper


class Migration(migrations.Migration):
    """What the page of a contributor says of them, and the order in which the desk offers them."""

    dependencies = [("articles", "0030_listings_of_contributors")]

    operations = [
        migrations.AddField(
            model_name="contributor",
            name="kind",
            field=models.CharField(
                choices=[("person", "A person"), ("desk", "A desk, or an agency")],
                db_default="person",
                default="person",
                help_text="Search engines are told so: a desk is an organization.",
                max_length=10,
                verbose_name="what it is",
            ),
        ),
        migrations.AddField(
            model_name="contributor",
            name="title",
            field=models.CharField(
                blank=True,
                db_default="",
                help_text="What they do here, in a line under the name: Shipping correspondent.",
                max_length=120,
                verbose_name="title",
            ),
        ),
        migrations.AddField(
            model_name="contributor",
            name="biography",
            field=models.TextField(
                blank=True,
                db_default="",
                help_text="A few sentences for readers. An empty line begins a new paragraph.",
                max_length=1000,
                verbose_name="biography",
            ),
        ),
        migrations.AddField(
            model_name="contributor",
            name="photo",
            field=models.ForeignKey(
                blank=True,
                help_text="A photo with a credit line, which stands under it.",
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="contributors",
                to="articles.photo",
                verbose_name="picture",
            ),
        ),
        migrations.AddField(
            model_name="contributor",
            name="email",
            field=models.EmailField(
                blank=True,
                db_default="",
                help_text="Everybody can read it, programs that send spam too. Empty: none is shown.",
                max_length=254,
                verbose_name="public email",
            ),
        ),
        migrations.AddField(
            model_name="contributor",
            name="profiles",
            field=models.TextField(
                blank=True,
                db_default="",
                help_text="Their own accounts at other sites: an address in each line, beginning with https://.",
                max_length=2000,
                validators=[core.models.paper.validate_profiles],
                verbose_name="profiles elsewhere",
            ),
        ),
        migrations.AddField(
            model_name="contributor",
            name="has_left",
            field=models.BooleanField(
                db_default=False,
                default=False,
                help_text="The page stays, with all stories, and says so. Title, email and profiles are shown no longer.",  # noqa: E501
                verbose_name="no longer with the paper",
            ),
        ),
        migrations.AddIndex(
            model_name="contributor",
            index=models.Index(fields=["has_left", "sort_key", "name"], name="contributor_offered"),
        ),
    ]
