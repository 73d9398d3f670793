import django.db.models.deletion
import django.utils.timezone
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    """Pages of the paper's own. What a new paper's say at first: newsroom."""

    dependencies = [
        ('core', '0003_former_addresses'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name='Page',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('title', models.CharField(max_length=100, verbose_name='title')),
                ('slug', models.CharField(max_length=80, verbose_name='address')),
                ('text', models.TextField(blank=True, verbose_name='text')),
                ('facts', models.CharField(blank=True, choices=[('', 'Nothing'), ('imprint', 'Who publishes the paper: publisher, address, editor-in-chief, owners'), ('contacts', 'How the paper is reached: newsroom, corrections, legal matters, security')], default='', max_length=10, verbose_name='shows from the paper’s form')),
                ('position', models.PositiveSmallIntegerField(blank=True, help_text='1 comes first, at the foot of every page; empty: not there. It counts at once, also without publishing. The imprint is always there.', null=True, verbose_name='place in the footer')),
                ('edited_at', models.DateTimeField(default=django.utils.timezone.now, editable=False, verbose_name='last edited')),
                ('edited_by', models.ForeignKey(editable=False, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'verbose_name': 'page',
                'verbose_name_plural': 'pages',
                'ordering': [models.OrderBy(models.F('position'), nulls_last=True), 'pk'],
                'permissions': [('publish_page', 'Can publish and withdraw pages')],
            },
        ),
        migrations.CreateModel(
            name='PageVersion',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('title', models.CharField(max_length=100, verbose_name='title')),
                ('slug', models.CharField(max_length=80, verbose_name='address')),
                ('text', models.TextField(blank=True, verbose_name='text')),
                ('facts', models.CharField(blank=True, choices=[('', 'Nothing'), ('imprint', 'Who publishes the paper: publisher, address, editor-in-chief, owners'), ('contacts', 'How the paper is reached: newsroom, corrections, legal matters, security')], default='', max_length=10, verbose_name='shows from the paper’s form')),
                ('number', models.PositiveIntegerField(verbose_name='number')),
                ('note', models.TextField(blank=True, max_length=1000, verbose_name='note')),
                ('published_at', models.DateTimeField(verbose_name='published at')),
                ('page', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='versions', to='core.page')),
                ('published_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='published by')),
            ],
            options={
                'verbose_name': 'published page',
                'verbose_name_plural': 'published pages',
                'ordering': ['-pk'],
            },
        ),
        migrations.AddField(
            model_name='page',
            name='published',
            field=models.ForeignKey(editable=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='core.pageversion'),
        ),
        migrations.AddConstraint(
            model_name='pageversion',
            constraint=models.UniqueConstraint(fields=('page', 'number'), name='page_version_number'),
        ),
        migrations.AddConstraint(
            model_name='page',
            constraint=models.UniqueConstraint(fields=('slug',), name='page_address'),
        ),
    ]
