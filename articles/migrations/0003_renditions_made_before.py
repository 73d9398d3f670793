from django.db import migrations

# As they were when all of a photo's renditions were made at once.
WIDTHS = (400, 800, 1200, 1600)
FORMATS = ("webp", "jpg")


def note_what_is_there(apps, schema_editor):
    Photo = apps.get_model("articles", "Photo")
    for photo in Photo.objects.exclude(renditions_key="").only("width").iterator():
        widths = [width for width in WIDTHS if width < photo.width]
        if photo.width <= WIDTHS[-1]:
            widths.append(photo.width)
        Photo.objects.filter(pk=photo.pk).update(renditions_made=dict.fromkeys(FORMATS, widths))


class Migration(migrations.Migration):
    """Photos from before go on being shown with what was made of them."""

    dependencies = [
        ("articles", "0002_photo_renditions_made"),
    ]

    operations = [migrations.RunPython(note_what_is_there, migrations.RunPython.noop, elidable=True)]
