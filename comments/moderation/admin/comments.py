import re
from typing import Any

from django.contrib import admin, messages
from django.contrib.admin.utils import unquote
from django.core.exceptions import PermissionDenied
from django.db.models import Count, QuerySet
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils.html import format_html
from django.utils.http import urlencode
from django.utils.safestring import SafeString
from django.utils.text import Truncator
from django.utils.translation import gettext, pgettext, pgettext_lazy
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from accounts.names import fold
from articles.models import Revision
from comments.models import AlreadyDecided, Comment, Decision
from comments.moderation.admin import queue
from comments.moderation.admin.around import history_of, reports_of, thread_around
from comments.moderation.admin.decisions import MODERATE, DecisionForm, ListActions, offered
from comments.moderation.admin.words import (
    in_figures,
    in_one_line,
    labelled,
    position_of,
    told_already,
    told_done,
)
from comments.moderation.decisions import Seen
from comments.text import few_marks
from core.admin.base import ReadOnlyAdmin
from core.numbers import NUMBER
from core.times import desk_time

# The address of a comment, or of its place in its discussion.
PERMALINK = re.compile(rf"/comments/({NUMBER})(?:/|$)|#comment-({NUMBER})$")
REPORTS_AFTER = "reports_after"
# Filters of the list, to which a comment's page links: all by its author, all on its story.
AUTHOR, DISCUSSION = "author__id__exact", "discussion__id__exact"


@admin.register(Comment)
class CommentAdmin(ListActions, ReadOnlyAdmin):
    list_display = ["words", "writer", "story", "reported_for", "open_reports", "current_state", "written"]
    list_filter = [queue.ShowFilter]
    search_fields = ["author__name_key"]
    search_help_text = _("A pen name in full, or the address of a comment, among all comments")
    linked_lookups = {AUTHOR, DISCUSSION}
    sortable_by = ["written"]

    class Media:
        css = {"all": ["comments/css/admin/moderation.css"]}

    def has_view_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return self.has_moderate_permission(request) or super().has_view_permission(request, obj)

    def has_moderate_permission(self, request: HttpRequest) -> bool:
        return request.user.has_perm(MODERATE)

    # The list

    def get_changelist(self, request: HttpRequest, **kwargs: Any) -> type[queue.CommentList]:
        return queue.CommentList

    def get_queryset(self, request: HttpRequest) -> QuerySet[Comment]:
        comments = super().get_queryset(request)
        comments = comments.select_related("author", "parent__author", "discussion__article__revision")
        return comments.defer(*queue.BODIES)

    def get_search_results(
        self, request: HttpRequest, comments: QuerySet[Comment], term: str
    ) -> tuple[QuerySet[Comment], bool]:
        if not term.strip():
            return comments, False
        if permalink := PERMALINK.search(term.strip()):
            return comments.filter(pk=permalink[1] or permalink[2]), False
        # The author is looked up first: by their key, an index has their comments in order.
        author = User.objects.filter(name_key=fold(term.strip())).values_list("pk", flat=True).first()
        return comments.filter(author=author), False

    def changelist_view(
        self, request: HttpRequest, extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        is_queue = queue.is_queue(request)
        title = gettext("Comments waiting for a moderator") if is_queue else gettext("Comments")
        return super().changelist_view(request, {"title": title})

    # Translators: What a reader wrote under a story: the head of a column.
    @admin.display(description=pgettext_lazy("field", "comment"))
    def words(self, comment: Comment) -> SafeString:
        return format_html(
            '<span class="words" dir="auto">{}</span> <span class="aside">{}</span>',
            Truncator(few_marks(comment.text)).chars(160),
            position_of(comment),
        )

    # Translators: Who wrote the comment: the head of a column.
    @admin.display(description=_("author"))
    def writer(self, comment: Comment) -> SafeString:
        name = labelled(
            pgettext("before the author of a comment", "By"), format_html("<bdi>{}</bdi>", comment.author)
        )
        return format_html('{} <span class="aside">{}</span>', name, in_figures(comment.history))

    # Translators: The story that the comment is about: the head of a column.
    @admin.display(description=pgettext_lazy("field", "story"))
    def story(self, comment: Comment) -> SafeString:
        revision: Revision = comment.discussion.article.revision  # type: ignore[assignment] # it was published
        headline = format_html(
            '<span lang="{}" dir="auto">{}</span>', revision.language, Truncator(revision.headline).chars(70)
        )
        return labelled(pgettext("before the headline of the story of a comment", "On"), headline)

    # Translators: Before the reasons that readers gave.
    @admin.display(description=_("reported for"))
    def reported_for(self, comment: Comment) -> SafeString:
        return labelled(
            gettext("Reported for:"), in_one_line(comment.reasons) or self.get_empty_value_display()
        )

    @admin.display(description=pgettext_lazy("number of reports", "open"))
    def open_reports(self, comment: Comment) -> SafeString:
        return format_html(
            '{}<input type="hidden" name="seen-{}" value="{}-{}">',
            labelled(gettext("Open reports:"), sum(comment.reasons.values())),
            comment.pk,
            comment.seen.decision,
            comment.seen.report,
        )

    @admin.display(description=_("state"))
    def current_state(self, comment: Comment) -> SafeString:
        return labelled(gettext("State:"), comment.get_state_display())

    @admin.display(description=pgettext_lazy("when a comment was written", "written"), ordering="pk")
    def written(self, comment: Comment) -> SafeString:
        label = pgettext("before the time of a comment", "Written")
        return labelled(label, desk_time(comment.created_at))

    # The comment's page

    def change_view(
        self,
        request: HttpRequest,
        object_id: str,
        form_url: str = "",
        extra_context: dict[str, Any] | None = None,
    ) -> HttpResponse:
        comment = self.get_object(request, unquote(object_id))
        if comment is None:
            elsewhere: HttpResponse = self._get_obj_does_not_exist_redirect(request, self.opts, object_id)  # type: ignore[attr-defined] # Django’s, not in its stubs
            return elsewhere
        if not self.has_view_permission(request, comment):
            raise PermissionDenied
        if request.method == "POST":
            return self._decide(request, comment)
        return self._page(request, comment, DecisionForm(), Seen.now(comment))

    def _decide(self, request: HttpRequest, comment: Comment) -> HttpResponse:
        if not self.has_moderate_permission(request):
            raise PermissionDenied
        form, seen = DecisionForm(request.POST), Seen.now(comment)
        if form.is_from_no_page_of_ours:
            return self._page(request, comment, form, seen, status=422)
        if not form.is_valid():
            newest = comment.latest_ruling
            if newest and newest.pk > form.seen.decision:
                return self._overtaken(request, comment, form, seen, newest)
            return self._page(request, comment, form, seen, status=422)
        try:
            decision = form.decide(comment, request.user)  # type: ignore[arg-type] # a moderator is signed in
        except AlreadyDecided as first:
            return self._overtaken(request, comment, form, Seen.now(comment), first.decision)
        messages.success(request, told_done(decision))
        return HttpResponseRedirect(self._after(request, comment))

    def _overtaken(
        self, request: HttpRequest, comment: Comment, form: DecisionForm, seen: Seen, decision: Decision
    ) -> HttpResponse:
        return self._page(request, comment, form, seen, status=409, first=told_already(decision))

    def _after(self, request: HttpRequest, comment: Comment) -> str:
        """The address after a decision: the next comment that waits, or the list from which the moderator came."""
        filters = request.GET.get("_changelist_filters")
        everything = reverse("admin:comments_comment_changelist")
        if filters:
            return f"{everything}?{filters}"
        if upcoming := queue.next_waiting(after=comment):
            return reverse("admin:comments_comment_change", args=[upcoming.pk])
        messages.info(request, gettext("Nothing else is waiting."))
        return everything

    def _page(
        self,
        request: HttpRequest,
        comment: Comment,
        form: DecisionForm,
        seen: Seen,
        status: int = 200,
        first: str = "",
    ) -> HttpResponse:
        reports = reports_of(comment, after=request.GET.get(REPORTS_AFTER, ""))
        open_reports = comment.open_reports.count()
        article = comment.discussion.article
        everything = reverse("admin:comments_comment_changelist") + "?"
        moderates = self.has_moderate_permission(request)
        context = {
            **self.admin_site.each_context(request),
            **self.faults_of(form),  # type: ignore[attr-defined] # see core.admin.bounds
            "opts": self.opts,
            "media": self.media,
            "title": gettext("Comment by %(author)s") % {"author": comment.author},
            "comment": comment,
            "article": article,
            "position": position_of(comment),
            "is_public": article.is_published and comment.on_page,
            "thread": thread_around(comment),
            "reports": reports.rows,
            "open_reports": open_reports,
            "all_reports": comment.reports.count(),
            "more_reports": reports.last and f"?{self._query(request, reports.last.pk)}#reports-title",
            "is_first_page": REPORTS_AFTER not in request.GET,
            "first_reports": f"?{self._query(request)}#reports-title",
            "decisions": comment.decisions.select_related("moderator").annotate(closed=Count("reports")),
            "history": history_of(comment),
            "all_by_author": everything + urlencode({queue.SHOW: "all", AUTHOR: str(comment.author_id)}),
            "all_on_story": everything
            + urlencode({queue.SHOW: "all", DISCUSSION: str(comment.discussion_id)}),
            "filters": request.GET.get("_changelist_filters", ""),
            "form": form,
            "seen": seen,
            "first": first,
            "offered": offered(comment, open_reports > 0) if moderates else [],
            "moderates": moderates,
            "may_see_reporters": moderates or request.user.has_perm("comments.view_report"),
            "may_see_story": article.is_visible_to(request.user),
        }
        return TemplateResponse(request, "admin/comments/comment/comment_page.html", context, status=status)

    def _query(self, request: HttpRequest, after: int | None = None) -> str:
        """The query for the reports behind that one, or for the first page; where its reader came from stays in it."""
        query = request.GET.copy()
        query.pop(REPORTS_AFTER, None)
        if after:
            query[REPORTS_AFTER] = str(after)
        return query.urlencode()
