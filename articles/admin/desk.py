from django.contrib import admin
from django.utils.html import format_html


class DeskAdmin(admin.ModelAdmin):
    # Nothing here is deleted in bulk.
    actions = None
    list_per_page = 50
    # The address is shown where there is one; a draft has none.
    view_on_site = False


class ReadOnlyAdmin(DeskAdmin):
    """To read: what stands here is changed by verbs alone, and deleted by nobody."""

    def has_add_permission(self, request):
        return False

    def has_change_permission(self, request, obj=None):
        return False

    def has_delete_permission(self, request, obj=None):
        return False


def name_parts(field, date, time):
    """The stock pair of fields for a day and a time has a label for the pair only."""
    for widget, label in zip(field.widget.widgets, (date, time), strict=True):
        widget.attrs["aria-label"] = label


def picture_of(photo):
    """A small picture for lists and forms."""
    if not photo.renditions_key:
        return "being prepared"
    small = photo.small
    return format_html(
        '<img class="thumbnail" src="{}" width="{}" height="{}" alt="{}" loading="lazy">',
        small.url,
        small.width,
        small.height,
        photo.alt or "No alternative text yet",
    )
