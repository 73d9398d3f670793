import accounts.names
import articles.fields
import articles.models.topic
import core.collation
import django.core.validators
import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    """Topics, and which stories stand on the page of a topic or a contributor; two that are one can be merged."""

    dependencies = [
        ('articles', '0028_creators_of_photographs'),
    ]

    operations = [
        migrations.AddField(
            model_name='contributor',
            name='merged_into',
            field=models.ForeignKey(editable=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='merged_from', to='articles.contributor', verbose_name='merged into'),
        ),
        migrations.AlterField(
            model_name='contributor',
            name='slug',
            field=articles.fields.NameSlugField(editable=False, follows=True, max_length=100, null=True, source='name', unique=True, verbose_name='address'),
        ),
        migrations.CreateModel(
            name='Topic',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('slug', articles.fields.NameSlugField(editable=False, follows=True, max_length=100, null=True, source='name', unique=True, verbose_name='address')),
                ('name', models.CharField(help_text='As readers see it: Harbor dredging.', max_length=100, verbose_name='name')),
                ('description', models.TextField(blank=True, help_text='One or two sentences on the topic’s page, for readers who come from elsewhere.', max_length=500, verbose_name='description')),
                ('code', models.CharField(blank=True, help_text='The code of the same topic in the agencies’ list, as medtop:20000430. Empty: none.', max_length=20, validators=[django.core.validators.RegexValidator('\\Amedtop:[0-9]{8}\\Z', 'A code is medtop: and eight digits, as medtop:20000430.')], verbose_name='IPTC Media Topic')),
                ('name_key', accounts.names.NameKeyField(folded_by=articles.models.topic.name_key, max_length=200, source='name')),
                ('sort_key', accounts.names.NameKeyField(folded_by=core.collation.sort_key, max_length=100, source='name')),
                ('merged_into', models.ForeignKey(editable=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='merged_from', to='articles.topic', verbose_name='merged into')),
            ],
            options={
                'verbose_name': 'topic',
                'verbose_name_plural': 'topics',
                'ordering': ['sort_key', 'name'],
            },
        ),
        migrations.CreateModel(
            name='Tagging',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('position', models.PositiveSmallIntegerField(default=0, verbose_name='position')),
                ('article', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='all_taggings', to='articles.article')),
                ('revision', models.ForeignKey(editable=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='taggings', to='articles.revision')),
                ('topic', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='taggings', to='articles.topic', verbose_name='topic')),
            ],
            options={
                'verbose_name': 'topic of a story',
                'verbose_name_plural': 'topics of stories',
                'ordering': ['position', 'pk'],
            },
        ),
        migrations.CreateModel(
            name='TopicListing',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('published_at', models.DateTimeField()),
                ('article', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='articles.article')),
                ('topic', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='listings', to='articles.topic')),
            ],
            options={
                'verbose_name': 'story on a topic’s page',
                'verbose_name_plural': 'stories on topics’ pages',
            },
        ),
        migrations.CreateModel(
            name='ContributorListing',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('published_at', models.DateTimeField()),
                ('article', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='articles.article')),
                ('contributor', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='listings', to='articles.contributor')),
            ],
            options={
                'verbose_name': 'story on a contributor’s page',
                'verbose_name_plural': 'stories on contributors’ pages',
                'indexes': [models.Index(models.F('contributor'), models.OrderBy(models.F('published_at'), descending=True), models.OrderBy(models.F('article'), descending=True), name='listing_by_contributor')],
                'constraints': [models.UniqueConstraint(fields=('article', 'contributor'), name='contributor_lists_a_story_once')],
            },
        ),
        migrations.AddIndex(
            model_name='topic',
            index=models.Index(fields=['sort_key', 'name'], name='topic_by_name'),
        ),
        migrations.AddIndex(
            model_name='topiclisting',
            index=models.Index(models.F('topic'), models.OrderBy(models.F('published_at'), descending=True), models.OrderBy(models.F('article'), descending=True), name='listing_by_topic'),
        ),
        migrations.AddConstraint(
            model_name='topiclisting',
            constraint=models.UniqueConstraint(fields=('article', 'topic'), name='topic_lists_a_story_once'),
        ),
        migrations.AddConstraint(
            model_name='topic',
            constraint=models.UniqueConstraint(condition=models.Q(('merged_into', None)), fields=('name_key',), name='topic_called_so'),
        ),
    ]
