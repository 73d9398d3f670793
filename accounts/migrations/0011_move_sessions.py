from django.contrib.auth import SESSION_KEY
from django.db import migrations
from django.utils import timezone

from accounts.sessions import SessionStore

AT_ONCE = 500


def move(apps, schema_editor):
    using = schema_editor.connection.alias
    old = apps.get_model("sessions", "Session").objects.using(using)
    new = apps.get_model("accounts", "Session").objects.using(using)
    people = apps.get_model("accounts", "User").objects.using(using)
    old.filter(expire_date__lte=timezone.now()).delete()
    while rows := list(old.order_by("pk")[:AT_ONCE]):
        whose = {row.pk: SessionStore().decode(row.session_data).get(SESSION_KEY) for row in rows}
        there = {str(pk) for pk in people.filter(pk__in=filter(None, whose.values())).values_list("pk", flat=True)}
        new.bulk_create(
            new.model(
                session_key=row.session_key,
                session_data=row.session_data,
                expire_date=row.expire_date,
                user_id=whose[row.pk] if whose[row.pk] in there else None,
            )
            for row in rows
        )
        old.filter(pk__in=[row.pk for row in rows]).delete()


class Migration(migrations.Migration):
    """Nobody is signed out, and no text that waits in a session is lost. Django's own table stays, empty."""

    dependencies = [("accounts", "0010_sessions_of_people"), ("sessions", "0001_initial")]

    operations = [migrations.RunPython(move, migrations.RunPython.noop)]
