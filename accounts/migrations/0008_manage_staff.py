from django.db import migrations


class Migration(migrations.Migration):
    """Who has this permission invites, changes and deactivates staff. Chiefs get it after the migration."""

    dependencies = [("accounts", "0007_quotes_of_addresses")]

    operations = [
        migrations.AlterModelOptions(
            name='user',
            options={'permissions': [('manage_staff', 'Can invite, change and deactivate staff')], 'verbose_name': 'user', 'verbose_name_plural': 'users'},
        ),
    ]
