from django import forms
from django.contrib import admin
from django.core.exceptions import ValidationError
from django.urls import reverse
from django.utils import timezone
from django.utils.html import format_html
from django.utils.safestring import mark_safe
from django.utils.text import slugify

from articles.admin.desk import SEARCHED, EveryPageAdmin, ReadOnlyAdmin, among_newest
from articles.models import Contributor, Revision, Section


@admin.register(Section)
class SectionAdmin(EveryPageAdmin):
    list_display = ["name", "slug", "position"]
    search_fields = ["name"]
    prepopulated_fields = {"slug": ["name"]}

    def get_readonly_fields(self, request, obj=None):
        # Its address is linked to from elsewhere.
        return ["slug"] if obj else []

    def get_prepopulated_fields(self, request, obj=None):
        return {} if obj else self.prepopulated_fields

    def save_row(self, obj, form):
        # Not the whole of it: the verbs of stories raise its version meanwhile.
        obj.save(update_fields=form.changed_data)


class ContributorForm(forms.ModelForm):
    class Meta:
        model = Contributor
        fields = ["name"]
        help_texts = {"name": "A person or a desk, as it stands at the story: Ines Calloway, Meridian TV."}

    def clean_name(self):
        name = " ".join(self.cleaned_data["name"].split())
        self.instance.slug = self.instance.slug or slugify(name, allow_unicode=True)[:100]
        if not self.instance.slug:
            raise ValidationError("A name has letters.")
        if known := Contributor.objects.filter(slug=self.instance.slug).exclude(pk=self.instance.pk).first():
            raise ValidationError(f"{known.name} is here already: choose that name from the list.")
        return name


@admin.register(Contributor)
class ContributorAdmin(EveryPageAdmin):
    form = ContributorForm
    list_display = ["name"]
    search_fields = ["name"]


@admin.register(Revision)
class RevisionAdmin(ReadOnlyAdmin):
    """What was published, to read; nobody changes it."""

    list_display = ["headline", "kind_of_publication", "number", "published_at", "published_by", "note"]
    list_filter = ["kind", "section"]
    search_fields = ["headline", "note"]
    search_help_text = f"Words of the headline and the note, among the newest {SEARCHED:,}"
    fields = [
        "story",
        ("number", "kind_of_publication"),
        ("published_at", "published_by"),
        "note",
        "section",
        "headline",
        "standfirst",
        ("place", "source"),
        "language",
        "text",
        "pictures",
        "by",
    ]
    readonly_fields = ["story", "kind_of_publication", "text", "pictures", "by"]
    ordering = ["-pk"]

    def get_queryset(self, request):
        return super().get_queryset(request).select_related("article", "section", "published_by")

    def get_search_results(self, request, revisions, term):
        found, may_repeat = super().get_search_results(request, revisions, term)
        return (among_newest(found) if term.strip() else found), may_repeat

    @admin.display(description="story")
    def story(self, revision):
        address = reverse("admin:articles_article_change", args=[revision.article_id])
        return format_html('<a href="{}" dir="auto">{}</a>', address, revision.article)

    @admin.display(description="kind")
    def kind_of_publication(self, revision):
        kind = revision.get_kind_display()
        return f"{kind}, to come" if revision.published_at > timezone.now() else kind

    @admin.display(description="body")
    def text(self, revision):
        # Sanitised when it was saved.
        return mark_safe(revision.body)

    @admin.display(description="photos")
    def pictures(self, revision):
        return "\n".join(f"{slide.position}. {slide.shown_caption}" for slide in revision.photos)

    @admin.display(description="contributors")
    def by(self, revision):
        return "\n".join(str(each) for each in revision.contributions_in_order)
