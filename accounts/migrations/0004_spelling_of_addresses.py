from django.db import migrations

import accounts.addresses


class Migration(migrations.Migration):
    dependencies = [("accounts", "0003_index_of_newcomers")]

    operations = [
        migrations.AlterField(
            "user",
            "email",
            accounts.addresses.AddressModelField(
                blank=True, max_length=254, null=True, unique=True, verbose_name="email address"
            ),
        )
    ]
