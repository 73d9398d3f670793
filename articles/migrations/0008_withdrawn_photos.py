import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('articles', '0007_photo_renditions_problem'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name='GoneKey',
            fields=[
                ('key', models.CharField(max_length=40, primary_key=True, serialize=False)),
                ('is_deleted', models.BooleanField(default=False, help_text='Whether the worker has deleted the files.')),
                ('photo', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='gone_keys', to='articles.photo')),
            ],
            options={
                'indexes': [models.Index(condition=models.Q(('is_deleted', False)), fields=['photo'], name='gone_key_to_delete')],
            },
        ),
        migrations.CreateModel(
            name='Withdrawal',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('action', models.CharField(choices=[('seal', 'Withdrawn, the original sealed'), ('delete', 'Withdrawn, the original deleted'), ('bring_back', 'Brought back')], max_length=10)),
                ('reason', models.TextField(blank=True, max_length=1000)),
                ('at', models.DateTimeField()),
            ],
            options={
                'ordering': ['pk'],
            },
        ),
        migrations.AlterModelOptions(
            name='photo',
            options={'ordering': ['-pk'], 'permissions': [('withdraw_photo', 'Can withdraw photos and bring back what others withdrew')]},
        ),
        migrations.AddField(
            model_name='photo',
            name='fingerprint',
            field=models.CharField(blank=True, db_default='', editable=False, help_text='The same picture in another file has nearly the same one. Empty until it is known.', max_length=40),
        ),
        migrations.AddField(
            model_name='photo',
            name='renditions_round',
            field=models.PositiveSmallIntegerField(db_default=0, default=0, editable=False, help_text='How often they were taken offline: what is made afterwards has other names.'),
        ),
        migrations.AddField(
            model_name='photo',
            name='withdrawn_at',
            field=models.DateTimeField(editable=False, null=True, verbose_name='withdrawn'),
        ),
        migrations.AddIndex(
            model_name='photo',
            index=models.Index(condition=models.Q(('withdrawn_at', None), _negated=True), fields=['-id'], name='photo_withdrawn'),
        ),
        migrations.AddField(
            model_name='withdrawal',
            name='by',
            field=models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddField(
            model_name='withdrawal',
            name='photo',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='withdrawals', to='articles.photo'),
        ),
    ]
