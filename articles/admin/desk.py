import contextlib

from django.contrib import admin
from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.html import format_html
from django.utils.safestring import mark_safe

from accounts.paginator import ShortPaginator
from articles.models import Edition
from articles.rich_text import RichTextField, sanitise

# A search for words looks at so many rows, the newest: no index knows what stands inside a text.
SEARCHED = 2000


class DeskAdmin(admin.ModelAdmin):
    # Nothing here is deleted in bulk.
    actions = None
    list_per_page = 50
    # What a list costs must not depend on how much there is.
    paginator = ShortPaginator
    show_full_result_count = False
    show_facets = admin.ShowFacets.NEVER
    sortable_by = []
    # The address is shown where there is one; a draft has none.
    view_on_site = False


class EveryPageAdmin(DeskAdmin):
    """What stands on pages of every story: with each change the edition turns."""

    def save_model(self, request, obj, form, change):
        with transaction.atomic():
            if change:
                self.save_row(obj, form)
            else:
                super().save_model(request, obj, form, change)
            Edition.turn()

    def save_row(self, obj, form):
        obj.save()

    def delete_model(self, request, obj):
        with transaction.atomic():
            super().delete_model(request, obj)
            Edition.turn()


class ReadOnlyAdmin(DeskAdmin):
    """To read: what stands here is changed by verbs alone, and deleted by nobody."""

    # Of its form: the log has nothing of it, for verbs keep records of their own.
    has_history = False

    def has_add_permission(self, request):
        return False

    def has_change_permission(self, request, obj=None):
        return False

    def has_delete_permission(self, request, obj=None):
        return False


def sanitise_early(request, model):
    """Sanitise what a form sent before the transaction begins, which holds locks: its fields find it done."""
    for field in model._meta.fields:
        if isinstance(field, RichTextField) and request.method == "POST":
            # What is wrong with it the form says.
            with contextlib.suppress(ValidationError):
                sanitise(request.POST.get(field.name))


def among_newest(rows):
    """Those of the newest SEARCHED rows of their table."""
    last = rows.model.objects.order_by("-pk").values_list("pk", flat=True)[SEARCHED - 1 : SEARCHED].first()
    return rows.filter(pk__gte=last or 0)


def name_parts(field, date, time):
    """The stock pair of fields for a day and a time has a label for the pair only.

    Each name begins with the word that stands before its field, “Date” or “Time”, for who says it (WCAG 2.5.3).
    """
    for widget, label in zip(field.widget.widgets, (date, time), strict=True):
        widget.attrs["aria-label"] = label


def describe_parts(form, name):
    """Nor does the stock page say of either of the pair what stands below both, the help, or above, what is wrong.

    Where nothing is wrong, the second of what describes them is not there, and passed over.
    """
    field = form.fields[name]
    element = form.auto_id % form.add_prefix(name)
    field.help_text = format_html('<span id="{}_helptext">{}</span>', element, field.help_text)
    field.widget.attrs["aria-describedby"] = f"{element}_helptext {element}_error"


def part_of(photo, name, shown, is_making):
    """What is shown of a photo; photos.js puts anew what the worker is still making."""
    making = mark_safe(" data-making") if is_making else ""
    return format_html('<div class="part" data-part="{}-{}"{}>{}</div>', name, photo.pk, making, shown)


def picture_of(photo):
    """A small picture for lists and forms."""
    if photo.withdrawn_at:
        return part_of(photo, "picture", "withdrawn", is_making=False)
    if not photo.renditions_key:
        words = "no picture" if photo.renditions_problem else "being prepared"
        return part_of(photo, "picture", words, photo.lacks_renditions)
    small = photo.small
    picture = format_html(
        '<img class="thumbnail" src="{}" width="{}" height="{}" alt="{}" loading="lazy">',
        small.url,
        small.width,
        small.height,
        photo.alt or "No alternative text yet",
    )
    return part_of(photo, "picture", picture, is_making=False)


def describe(photo, has_own_alt):
    """A photo as a row of a story's form shows it: what readers will see, and what is still missing."""
    missing = format_html('<span class="missing">{}</span>', "none yet")
    return format_html(
        '{}<span class="described"><b>Credit:</b> {}<br><b>Caption:</b> {}<br><b>Alternative text:</b> {}</span>',
        picture_of(photo),
        photo.credit_line or missing,
        photo.caption or "none",
        photo.alt or ("see at the side" if has_own_alt else missing),
    )
