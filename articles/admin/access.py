"""Whose story it is at the desk: who sees it, who writes it, and who changes its photos alone."""

from typing import TYPE_CHECKING, Any, cast

from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest
from django.urls import reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from articles.models import Article, Revision
from articles.models.article import ArticleQuerySet
from articles.visibility import CHANGE, VIEW, writes_own_stories
from core.admin.mixins import ForModelAdmin

if TYPE_CHECKING:
    from django.contrib.auth.models import AnonymousUser

    from accounts.models import User

CHANGE_PHOTOS = "articles.change_slide"


def link_to(story: Article, viewer: "User | AnonymousUser") -> SafeString:
    """A link to its form, for whoever may see its working copy; else to its public page, under its public headline."""
    if story.is_visible_to(viewer):
        address, called = reverse("admin:articles_article_change", args=[story.pk]), str(story)
    else:
        address, called = story.get_absolute_url(), str(story.published_revision.headline)
    return format_html('<a href="{}" dir="auto">{}</a>', address, called)


class KnowsViewer(ForModelAdmin):
    """Tells an object who looks at it, for fields that show of a story what that person may see."""

    def get_object(self, request: HttpRequest, object_id: str, from_field: str | None = None) -> Any:
        found: Any = super().get_object(request, object_id, from_field)
        if found is not None:
            found.viewer = request.user
        return found


class ReadsText(ForModelAdmin):
    """A text to read. Django would link its section to a page that not everybody at the desk may open."""

    @admin.display(description=pgettext_lazy("field", "section"))
    def filed_under(self, story: Article | Revision) -> str:
        return str(story.section)

    @admin.display(description=_("body"))
    def text(self, story: Article | Revision) -> SafeString:
        # Safe: it was sanitised when it was saved.
        return mark_safe(story.body)


class Access(ReadsText):
    """Mixin of ArticleAdmin. Nothing of a story that its request may not see comes out of `get_queryset`."""

    def get_queryset(self, request: HttpRequest) -> QuerySet[Any]:
        return cast(ArticleQuerySet, super().get_queryset(request)).visible_to(request.user)

    def has_view_permission(self, request: HttpRequest, obj: Article | None = None) -> bool:
        return self.may_write(request, obj) or super().has_view_permission(request, obj)

    def has_change_permission(self, request: HttpRequest, obj: Article | None = None) -> bool:
        """Also for the picture desk, whose form has only the rows of photos to change."""
        may_change_photos = request.user.has_perm(VIEW) and request.user.has_perm(CHANGE_PHOTOS)
        return may_change_photos or self.may_write(request, obj)

    def has_delete_permission(self, request: HttpRequest, obj: Article | None = None) -> bool:
        never_published = obj is None or obj.published_at is None
        is_theirs = obj is None or request.user.has_perm(CHANGE) or obj.created_by_id == request.user.pk
        return never_published and is_theirs and super().has_delete_permission(request, obj)

    def may_write(self, request: HttpRequest, story: Article | None) -> bool:
        """Whether they may change all of its working copy: of every story, or of their own."""
        if request.user.has_perm(CHANGE):
            return True
        return writes_own_stories(request.user) and (story is None or story.is_own_of(request.user))
