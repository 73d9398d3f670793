from django.conf import settings
from django.db import migrations
from django.utils.translation import override

from comments import first_policy


def add_first_policy(apps, schema_editor):
    # `migrate` itself runs without a language.
    with override(settings.LANGUAGE_CODE):
        apps.get_model("comments", "Policy").objects.create(
            short=first_policy.short(), whole=first_policy.whole()
        )


class Migration(migrations.Migration):
    dependencies = [("comments", "0001_discussions")]
    operations = [migrations.RunPython(add_first_policy, migrations.RunPython.noop)]
