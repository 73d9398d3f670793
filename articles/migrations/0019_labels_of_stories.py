import articles.fields
import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    """Each label that the desk shows is a message of ours. No table changes."""

    dependencies = [
        ('articles', '0018_language_of_the_edition'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.AlterModelOptions(
            name='contributor',
            options={'ordering': ['name'], 'verbose_name': 'contributor', 'verbose_name_plural': 'contributors'},
        ),
        migrations.AlterModelOptions(
            name='edition',
            options={'verbose_name': 'edition', 'verbose_name_plural': 'editions'},
        ),
        migrations.AlterModelOptions(
            name='revision',
            options={'ordering': ['article', 'number'], 'verbose_name': 'revision', 'verbose_name_plural': 'revisions'},
        ),
        migrations.AlterModelOptions(
            name='savedform',
            options={'verbose_name': 'saved form', 'verbose_name_plural': 'saved forms'},
        ),
        migrations.AlterModelOptions(
            name='section',
            options={'ordering': ['position', 'name'], 'verbose_name': 'section', 'verbose_name_plural': 'sections'},
        ),
        migrations.AlterField(
            model_name='article',
            name='body',
            field=models.TextField(blank=True, verbose_name='body'),
        ),
        migrations.AlterField(
            model_name='article',
            name='edited_at',
            field=models.DateTimeField(auto_now_add=True),
        ),
        migrations.AlterField(
            model_name='article',
            name='headline',
            field=models.CharField(blank=True, max_length=200, verbose_name='headline'),
        ),
        migrations.AlterField(
            model_name='article',
            name='place',
            field=models.CharField(blank=True, help_text='Where the story was reported from, as the dateline shows it: SEOUL.', max_length=80, verbose_name='place'),
        ),
        migrations.AlterField(
            model_name='article',
            name='published_at',
            field=models.DateTimeField(editable=False, null=True),
        ),
        migrations.AlterField(
            model_name='article',
            name='section',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='articles.section', verbose_name='section'),
        ),
        migrations.AlterField(
            model_name='article',
            name='seed',
            field=models.CharField(editable=False, max_length=100, null=True, unique=True),
        ),
        migrations.AlterField(
            model_name='article',
            name='source',
            field=models.CharField(blank=True, help_text='The agency in the lead-in, “SEOUL (Meridian) –”. The page sets the lead-in.', max_length=80, verbose_name='source'),
        ),
        migrations.AlterField(
            model_name='article',
            name='standfirst',
            field=models.TextField(blank=True, help_text='One or two sentences under the headline.', max_length=500, verbose_name='standfirst'),
        ),
        migrations.AlterField(
            model_name='article',
            name='url_date',
            field=models.DateField(editable=False, null=True),
        ),
        migrations.AlterField(
            model_name='contribution',
            name='contributor',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='contributions', to='articles.contributor', verbose_name='contributor'),
        ),
        migrations.AlterField(
            model_name='contribution',
            name='position',
            field=models.PositiveSmallIntegerField(default=0, verbose_name='position'),
        ),
        migrations.AlterField(
            model_name='contribution',
            name='role',
            field=models.CharField(choices=[('byline', 'By'), ('reporting', 'Additional reporting by'), ('writing', 'Writing by'), ('editing', 'Editing by')], default='byline', max_length=10, verbose_name='role'),
        ),
        migrations.AlterField(
            model_name='contributor',
            name='name',
            field=models.CharField(max_length=100, verbose_name='name'),
        ),
        migrations.AlterField(
            model_name='contributor',
            name='slug',
            field=articles.fields.NameSlugField(editable=False, follows=True, max_length=100, source='name', unique=True, verbose_name='slug'),
        ),
        migrations.AlterField(
            model_name='revision',
            name='article',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='revisions', to='articles.article', verbose_name='story'),
        ),
        migrations.AlterField(
            model_name='revision',
            name='body',
            field=models.TextField(blank=True, verbose_name='body'),
        ),
        migrations.AlterField(
            model_name='revision',
            name='headline',
            field=models.CharField(blank=True, max_length=200, verbose_name='headline'),
        ),
        migrations.AlterField(
            model_name='revision',
            name='kind',
            field=models.CharField(choices=[('first', 'First publication'), ('update', 'Update'), ('correction', 'Correction')], max_length=10, verbose_name='kind'),
        ),
        migrations.AlterField(
            model_name='revision',
            name='note',
            field=models.TextField(blank=True, help_text='Public, at the story.', max_length=1000, verbose_name='note'),
        ),
        migrations.AlterField(
            model_name='revision',
            name='number',
            field=models.PositiveIntegerField(verbose_name='number'),
        ),
        migrations.AlterField(
            model_name='revision',
            name='place',
            field=models.CharField(blank=True, help_text='Where the story was reported from, as the dateline shows it: SEOUL.', max_length=80, verbose_name='place'),
        ),
        migrations.AlterField(
            model_name='revision',
            name='published_at',
            field=models.DateTimeField(verbose_name='published at'),
        ),
        migrations.AlterField(
            model_name='revision',
            name='published_by',
            field=models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='published by'),
        ),
        migrations.AlterField(
            model_name='revision',
            name='section',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='articles.section', verbose_name='section'),
        ),
        migrations.AlterField(
            model_name='revision',
            name='source',
            field=models.CharField(blank=True, help_text='The agency in the lead-in, “SEOUL (Meridian) –”. The page sets the lead-in.', max_length=80, verbose_name='source'),
        ),
        migrations.AlterField(
            model_name='revision',
            name='standfirst',
            field=models.TextField(blank=True, help_text='One or two sentences under the headline.', max_length=500, verbose_name='standfirst'),
        ),
        migrations.AlterField(
            model_name='savedform',
            name='digest',
            field=models.CharField(max_length=64),
        ),
        migrations.AlterField(
            model_name='savedform',
            name='edited_at',
            field=models.DateTimeField(),
        ),
        migrations.AlterField(
            model_name='savedform',
            name='key',
            field=models.CharField(max_length=40),
        ),
        migrations.AlterField(
            model_name='savedform',
            name='message',
            field=models.CharField(blank=True, max_length=300),
        ),
        migrations.AlterField(
            model_name='section',
            name='name',
            field=models.CharField(max_length=60, unique=True, verbose_name='name'),
        ),
        migrations.AlterField(
            model_name='section',
            name='position',
            field=models.PositiveSmallIntegerField(default=0, help_text='Order in the masthead and on the front page.', verbose_name='position'),
        ),
        migrations.AlterField(
            model_name='slide',
            name='caption',
            field=models.TextField(blank=True, help_text="For this story only. Empty takes the photo's.", max_length=1000, verbose_name='caption'),
        ),
        migrations.AlterField(
            model_name='slide',
            name='photo',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='slides', to='articles.photo', verbose_name='photo'),
        ),
        migrations.AlterField(
            model_name='slide',
            name='position',
            field=models.PositiveSmallIntegerField(default=0, verbose_name='position'),
        ),
    ]
