import contextlib
import datetime
from collections.abc import Callable
from functools import wraps
from typing import TYPE_CHECKING

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.contrib.auth.views import redirect_to_login
from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt, csrf_protect
from django.views.decorators.http import require_http_methods, require_safe

from articles.access import gone, story_at, story_view
from articles.models import Article
from articles.subjects import STORY
from comments import drafts
from comments.forms import ReportForm
from comments.given_back import NotHere, View, gives_back
from comments.models import Comment, CommentRejected, Discussion, Policy
from comments.moderation.reports import TooManyReports
from comments.rendering import render_thread
from comments.subjects import story_of
from comments.templatetags.discussion import page_number
from comments.text import MAX_LENGTH, TIDY_FOR_BROWSERS
from core.network import client_network, is_same_origin
from core.page_versions import Number, depends_on
from core.pagination import behind, page_of, row_before
from core.subjects import PAPER

if TYPE_CHECKING:
    from accounts.requests import SignedInRequest

MINE_A_PAGE = 25


def writing(verb: str, *fields: str) -> Callable[[View], View]:
    """Marks the view of a form for writing: error pages of newsroom.errors give back what was typed in these fields."""

    def mark(view: View) -> View:
        view.writing = verb, fields  # type: ignore[attr-defined] # a new attribute
        return view

    return mark


def comment_view(view: View) -> View:
    """Gives the view `(request, comment, now)` for a comment of a discussion that is shown at that instant."""

    @wraps(view)
    def find(request: HttpRequest, pk: str) -> HttpResponseBase:
        now = timezone.now()
        comments = Comment.objects.select_related(
            "author", "thread", "parent__author", "discussion__article__revision"
        )
        comment = get_object_or_404(comments, pk=pk)
        article = comment.discussion.article
        if article.is_killed:
            return gone(request, article)
        if not article.is_published_at(now):
            raise Http404
        if not comment.discussion.is_shown(now):
            raise NotHere(_("This story has no discussion now."), article.get_absolute_url())
        return view(request, comment, now)

    return find


@writing("post", "text", "writer")
@require_http_methods(["GET", "HEAD", "POST"])
@gives_back("comment")
@story_view
def post(request: HttpRequest, article: Article, now: datetime.datetime) -> HttpResponse:
    """A new thread."""
    return _write(request, Discussion.of(article), None, now)


@writing("post", "text", "writer")
@require_http_methods(["GET", "HEAD", "POST"])
@gives_back("reply")
@comment_view
def reply(request: HttpRequest, comment: Comment, now: datetime.datetime) -> HttpResponse:
    if not comment.is_visible:
        raise NotHere(_("The comment you answer is no longer there."), comment.page_address)
    return _write(request, comment.discussion, comment, now)


def _write(
    request: HttpRequest, discussion: Discussion, parent: Comment | None, now: datetime.datetime
) -> HttpResponse:
    """The page on which a comment is written. If it is refused, what was typed comes back with the reason."""
    text = request.POST.get("text", "")
    refusal = None
    if not request.user.is_authenticated:
        try:
            if text.strip():
                # Refuse before signing in: nobody should sign in for a closed discussion.
                discussion.refuse_if_shut(now)
            drafts.keep(request, text)
        except CommentRejected as reason:
            refusal = reason
        else:
            return redirect_to_login(request.path)
    elif request.method == "POST":
        try:
            comment = discussion.post(request.user, text, parent=parent, opened=_opened(request))
        except CommentRejected as reason:
            refusal = reason
        else:
            drafts.forget(request)
            if not comment.on_page:
                return _lead_to(request, reverse("comments:mine"))
            return _lead_to(request, comment.address, comment.get_absolute_url())
    if refusal and refusal.is_gone:
        article = discussion.article
        raise NotHere(str(refusal), article.get_absolute_url() if article.is_published else "")
    status = 200 if refusal is None else 429 if refusal.is_too_often else 422
    context = {
        "article": discussion.article,
        "here": request.path,
        "story": discussion.article.revision,
        "parent": parent,
        "text": text or drafts.find(request),
        "longest": MAX_LENGTH,
        "tidy": TIDY_FOR_BROWSERS,
        "opened": f"{now.timestamp():.6f}",
        "window": discussion.window(timezone.now() if refusal else now),
        "policy": Policy.objects.current(),
        "refusal": refusal,
    }
    return render(request, "comments/comment_form.html", context, status=status)


def _opened(request: HttpRequest) -> datetime.datetime | None:
    """When the form was made, as the form itself says."""
    with contextlib.suppress(ValueError, OverflowError, OSError):
        return datetime.datetime.fromtimestamp(float(request.POST.get("opened", "")), datetime.UTC)
    return None


def _lead_to(request: HttpRequest, address: str, permalink: str | None = None) -> HttpResponse:
    """Redirect. A script can't see where a redirect leads, so it gets the address in a header and goes there itself.

    For a comment it gets the permalink: an address that differs from the open page in its fragment alone would be
    scrolled to, not loaded.
    """
    if request.headers.get("X-Requested-With") == "fetch":
        return HttpResponse(status=201, headers={"Location": permalink or address})
    return redirect(address)


@depends_on(STORY, story_of)
@require_safe
@comment_view
def permalink(request: HttpRequest, comment: Comment, now: datetime.datetime) -> HttpResponse:
    """Redirects to the comment, or says that it is gone (410). Held and hidden ones are answered alike (404)."""
    if comment.on_page:
        return redirect(comment.address)
    is_gone = comment.state in (Comment.State.REMOVED, Comment.State.WITHDRAWN)
    here = comment.discussion.article.get_absolute_url()
    status = 410 if is_gone else 404
    title = _("This comment is no longer here") if is_gone else _("This comment is not shown now")
    context = {"comment": comment, "here": here, "status": status, "title": title}
    return render(request, "comments/absent.html", context, status=status)


@depends_on(STORY, story_at, page=Number(default=1))
@require_safe
@story_view
def thread(request: HttpRequest, article: Article, now: datetime.datetime, number: str) -> HttpResponse:
    discussion = Discussion.of(article)
    window = discussion.window(now)
    if not window.shown:
        raise Http404
    page = page_number(request)
    context = {
        "article": article,
        "here": f"{request.path}?page={page}" if page > 1 else request.path,
        "story": article.revision,
        "window": window,
        "number": number,
        "page": page,
        "thread": render_thread(discussion, int(number), page, window),
    }
    return render(request, "comments/thread.html", context)


@depends_on(STORY, story_of)
@writing("report", "reason", "words")
@csrf_exempt
@require_http_methods(["GET", "HEAD", "POST"])
def report(request: HttpRequest, pk: str) -> HttpResponseBase:
    """For everybody. A signed-in reader sends Django's token. Others have no cookie: `is_same_origin` is asked."""
    if request.user.is_authenticated:
        return csrf_protect(_report)(request, pk)
    if request.method == "POST" and not is_same_origin(request):
        return render(request, "403.html", status=403)
    return _report(request, pk)


@gives_back("report")
@comment_view
def _report(request: HttpRequest, comment: Comment, now: datetime.datetime) -> HttpResponse:
    if not comment.is_visible:
        raise NotHere(_("The comment you report is no longer there."), comment.page_address)
    form = ReportForm(request.POST if request.method == "POST" else None)
    status, too_many = 200, False
    if request.method == "POST":
        status = 422
        if form.is_valid():
            by = request.user if request.user.is_authenticated else None
            try:
                comment.report(**form.cleaned_data, by=by, network=client_network(request))
            except TooManyReports:
                status, too_many = 429, True
            else:
                return _lead_to(request, reverse("comments:thanks", args=[comment.pk]))
    article = comment.discussion.article
    context = {
        "comment": comment,
        "article": article,
        "here": request.path,
        "form": form,
        "too_many": too_many,
    }
    return render(request, "comments/report_form.html", context, status=status)


@depends_on(STORY, story_of)
@require_safe
def thanks(request: HttpRequest, pk: str) -> HttpResponse:
    """Also for a comment that the report has hidden: then the page leads back to the story alone."""
    comment = get_object_or_404(Comment.objects.select_related("discussion__article"), pk=pk)
    here = comment.discussion.article.get_absolute_url()
    return render(request, "comments/thanks.html", {"comment": comment, "here": here})


@never_cache
@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def withdraw(request: "SignedInRequest", pk: str) -> HttpResponse:
    mine = request.user.comments.select_related("discussion__article__revision")
    comment = get_object_or_404(mine, pk=pk)
    if request.method == "POST":
        if comment.withdraw(request.user):
            messages.success(request, _("Your comment was withdrawn. No reader can read it any more."))
        else:
            messages.warning(
                request, _("Your comment was not withdrawn: a moderator had removed it already.")
            )
    if request.method == "POST" or not comment.can_be_withdrawn:
        return redirect("comments:mine")
    return render(request, "comments/withdraw.html", {"comment": comment})


@login_required
@require_safe
def mine(request: "SignedInRequest") -> HttpResponse:
    """The reader's own comments and what became of them, newest first."""
    now = timezone.now()
    comments = request.user.comments.select_related("discussion__article__revision").newest_first()
    rest = behind(comments, row_before(request, request.user.comments.all()))
    page = page_of(MINE_A_PAGE, rest.prefetch_related("decisions"))
    for comment in page.rows:
        comment.has_story = comment.discussion.article.is_published_at(now)
        comment.is_shown = comment.is_visible and comment.discussion.is_shown(now)
    return render(request, "comments/mine.html", {"comments": page.rows, "last": page.last})


@depends_on(PAPER)
@require_safe
def policy(request: HttpRequest) -> HttpResponse:
    return render(request, "comments/policy.html", {"policy": Policy.objects.current(), "here": request.path})
