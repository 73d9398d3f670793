from django.db import migrations, models


class Migration(migrations.Migration):
    """How many stories each day has, and an index that finds any page of a day."""

    dependencies = [
        ('articles', '0031_pages_of_contributors'),
    ]

    operations = [
        migrations.CreateModel(
            name='ArchiveDay',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('day', models.DateField(unique=True)),
                ('stories', models.PositiveIntegerField(default=0)),
            ],
            options={
                'verbose_name': 'day of the archive',
                'verbose_name_plural': 'days of the archive',
            },
        ),
        migrations.AddIndex(
            model_name='article',
            index=models.Index(models.F('url_date'), models.OrderBy(models.F('published_at'), descending=True), models.OrderBy(models.F('id'), descending=True), name='article_by_day'),
        ),
    ]
