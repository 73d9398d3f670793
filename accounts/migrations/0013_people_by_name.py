from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("accounts", "0012_sign_ins")]

    operations = [
        migrations.AlterModelOptions(
            name="user",
            options={
                "permissions": [("manage_staff", "Can invite, change and deactivate staff")],
                "verbose_name": "person",
                "verbose_name_plural": "people",
            },
        )
    ]
