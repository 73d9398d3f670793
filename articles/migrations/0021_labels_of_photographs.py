import articles.photographs.models
from django.db import migrations, models


class Migration(migrations.Migration):
    """Each field that editors see has its label in the model, to be translated; for others no help is shown."""

    dependencies = [
        ('articles', '0020_sort_keys_of_names'),
    ]

    operations = [
        migrations.AlterModelOptions(
            name='photo',
            options={'ordering': ['-pk'], 'permissions': [('withdraw_photo', 'Can withdraw photos and bring back what others withdrew')], 'verbose_name': 'photo', 'verbose_name_plural': 'photos'},
        ),
        migrations.AlterModelOptions(
            name='withdrawal',
            options={'ordering': ['pk'], 'verbose_name': 'withdrawal', 'verbose_name_plural': 'withdrawals'},
        ),
        migrations.AlterField(
            model_name='gonekey',
            name='is_deleted',
            field=models.BooleanField(default=False),
        ),
        migrations.AlterField(
            model_name='photo',
            name='caption',
            field=models.TextField(blank=True, max_length=1000, verbose_name='caption'),
        ),
        migrations.AlterField(
            model_name='photo',
            name='copyright_notice',
            field=models.CharField(blank=True, max_length=300, verbose_name='copyright notice'),
        ),
        migrations.AlterField(
            model_name='photo',
            name='created_at',
            field=models.DateTimeField(auto_now_add=True, verbose_name='created at'),
        ),
        migrations.AlterField(
            model_name='photo',
            name='creator',
            field=models.CharField(blank=True, help_text='Who took it.', max_length=200, verbose_name='creator'),
        ),
        migrations.AlterField(
            model_name='photo',
            name='credit_line',
            field=models.CharField(blank=True, help_text='As it must stand under the photo: Meridian/Strait Pool/Calloway.', max_length=200, verbose_name='credit line'),
        ),
        migrations.AlterField(
            model_name='photo',
            name='digest',
            field=models.CharField(editable=False, max_length=64, unique=True),
        ),
        migrations.AlterField(
            model_name='photo',
            name='fingerprint',
            field=models.CharField(blank=True, db_default='', editable=False, max_length=40),
        ),
        migrations.AlterField(
            model_name='photo',
            name='original',
            field=models.FileField(max_length=120, upload_to=articles.photographs.models.original_name, verbose_name='original'),
        ),
        migrations.AlterField(
            model_name='photo',
            name='renditions_key',
            field=models.CharField(blank=True, editable=False, max_length=40),
        ),
        migrations.AlterField(
            model_name='photo',
            name='renditions_made',
            field=models.JSONField(default=dict, editable=False),
        ),
        migrations.AlterField(
            model_name='photo',
            name='renditions_problem',
            field=models.CharField(blank=True, editable=False, max_length=300),
        ),
        migrations.AlterField(
            model_name='photo',
            name='renditions_round',
            field=models.PositiveSmallIntegerField(db_default=0, default=0, editable=False),
        ),
        migrations.AlterField(
            model_name='photo',
            name='source',
            field=models.CharField(blank=True, help_text='Whom the paper has it from.', max_length=200, verbose_name='source'),
        ),
        migrations.AlterField(
            model_name='photo',
            name='taken_at',
            field=models.DateTimeField(blank=True, null=True, verbose_name='taken at'),
        ),
    ]
