"""Each public page says what it depends on, at its view: whoever adds one is asked for it here."""

import pytest
from django.http import HttpResponse
from django.test import RequestFactory
from django.urls import URLPattern, get_resolver, path

from articles.models import Section
from articles.subjects import LISTS, STORY, put_on_every_page
from core.fragment_cache import FragmentCache
from core.page_versions import Number, UndeclaredParameter, depends_on
from core.subjects import PAPER
from core.views import MONTH
from newsroom.page_cache.dependencies import canonical_query
from newsroom.tests.test_page_cache import Process, _one_connection, text  # noqa: F401

# Of what lies under these, nothing is for everybody.
ABOUT_ONE = ("admin/", "accounts/")
# By the view's name, and why its answers are made each time.
NEVER_KEPT = {
    "articles.views.story_as_typed": "leads to the story's one address, with the query as it stood there",
    "comments.views.post": "a form of one reader's, who has to be signed in",
    "comments.views.reply": "a form of one reader's, who has to be signed in",
    "comments.views.withdraw": "about one reader's comment",
    "comments.views.mine": "one reader's comments",
    "articles.photographs.views.rendition": "a file: served as one, and kept by browsers for ever",
    "core.views.nameplate": "a file: served as one, and kept by browsers for ever",
    "newsroom.csp_reports.report": "takes reports, and shows nothing",
}


def views(patterns, prefix=""):
    for each in patterns:
        address = prefix + str(each.pattern)
        if isinstance(each, URLPattern):
            yield address, each.callback
        else:
            yield from views(each.url_patterns, address)


PUBLIC = [
    (address, view)
    for address, view in views(get_resolver().url_patterns)
    if not address.lstrip("^").startswith(ABOUT_ONE)
]


def name_of(view):
    return f"{view.__module__}.{view.__qualname__}"


def test_every_public_page_declares_it_or_is_named_as_never_kept():
    silent = {name_of(view) for _, view in PUBLIC if not hasattr(view, "declaration")}
    assert silent == NEVER_KEPT.keys()


def test_what_each_hangs_on():
    declared = {name_of(view): view.declaration for _, view in PUBLIC if hasattr(view, "declaration")}
    subjects = {name: each.subject for name, each in declared.items()}
    assert subjects == {
        "articles.views.front": LISTS,
        "articles.views.section": LISTS,
        "articles.views.topic": LISTS,
        "articles.views.contributor": LISTS,
        "articles.archive.views.archive": LISTS,
        "articles.archive.views.year": LISTS,
        "articles.archive.views.month": LISTS,
        "articles.archive.views.day": LISTS,
        "articles.views.story": STORY,
        "comments.views.thread": STORY,
        "comments.views.permalink": STORY,
        "comments.views.report": STORY,
        "comments.views.thanks": STORY,
        "comments.views.policy": PAPER,
        "core.views.page": PAPER,
        "core.views.security_txt": MONTH,
        "core.views.trust_txt": PAPER,
    }
    assert list(STORY.versions) == ["story", "edition", "section", "topics", "lists", "discussion"]


@pytest.mark.parametrize(
    "read",
    [
        lambda given: given.get("sort"),
        lambda given: given["sort"],
        lambda given: given.getlist("sort"),
        lambda given: "sort" in given,
    ],
)
def test_a_view_that_reads_what_it_did_not_declare_fails(read):
    view = depends_on(PAPER, page=Number())(lambda request: read(request.GET))
    with pytest.raises(UndeclaredParameter, match="sort"):
        view(RequestFactory().get("/?sort=newest&page=2"))


def test_what_it_declared_it_reads():
    view = depends_on(PAPER, page=Number())(lambda request: request.GET)
    given = view(RequestFactory().get("/?sort=newest&page=1&page=2"))
    assert given.get("page") == "2" and given.getlist("page") == ["1", "2"]
    assert given.urlencode() == "page=1&page=2"
    assert view(RequestFactory().get("/")).get("page", "1") == "1"


@pytest.mark.parametrize(
    ("query", "kept_under"),
    [
        ("", ""),
        ("page=2", "page=2"),
        ("utm_source=x&page=2&fbclid=y", "page=2"),
        ("page=1", ""),
        ("page=02", None),
        ("page=", None),
        ("page=x", None),
        ("page=2&page=3", "page=3"),
        ("before=7&page=2", "page=2&before=7"),
        ("&".join("a=b" for _ in range(60)), None),
    ],
)
def test_a_query_in_the_one_form_that_the_page_reads(query, kept_under):
    assert canonical_query(query, {"page": Number(default=1), "before": Number()}) == kept_under


@depends_on(PAPER, page=Number(default=1))
def numbers(request):
    """A view of tomorrow."""
    return HttpResponse(f"{Section.objects.count()} sections, page {request.GET.get('page', 1)}")


urlpatterns = [path("numbers/", numbers)]


def test_a_view_added_tomorrow_is_kept_by_what_it_says(db, settings):
    settings.ROOT_URLCONF = __name__
    process = Process()
    assert text(process.get("/numbers/?page=2&utm_source=x")) == "0 sections, page 2"
    assert text(process.get("/numbers/?fbclid=y&page=2")) == "0 sections, page 2"
    assert process.django.asked == 1
    assert text(process.get("/numbers/?sort=newest")) == "0 sections, page 1"
    assert process.django.asked == 2


def test_what_often_changes_on_every_page_makes_no_part_of_it_anew(db, article, post, monkeypatch):
    """As a line of breaking news will: in each page's key, and in none of what pages are put together of."""
    post("A comment.")
    for subject in (PAPER, LISTS, STORY):
        monkeypatch.setattr(subject, "versions", dict(subject.versions))
        monkeypatch.setattr(subject, "_sql", None)
    put_on_every_page(line=lambda: Section.objects.order_by("position").values("position")[:1])
    process, addresses = Process(), [article.get_absolute_url(), "/", "/section/world/", "/comment-policy/"]
    for address in addresses:
        process.get(address)
    made = []
    real = FragmentCache.get_or_set
    monkeypatch.setattr(
        FragmentCache,
        "get_or_set",
        lambda cache, key, versions, make, until=None: real(
            cache, key, versions, lambda: made.append(key) or make(), until
        ),
    )
    Section.objects.update(position=7)
    asked = process.django.asked
    for address in addresses:
        process.get(address)
    assert process.django.asked == asked + len(addresses)
    assert not made


def test_a_hit_resolves_no_address(db, article, monkeypatch):
    process, address = Process(), article.get_absolute_url()
    first = process.get(address)

    def resolve(path):
        raise AssertionError(path)

    monkeypatch.setattr("newsroom.page_cache.dependencies.resolve", resolve)
    assert process.get(address) == process.get(f"{address}?utm_source=x") == first
    assert process.django.asked == 1


def test_what_a_process_knows_of_an_address_goes_with_its_last_page(db, make_article, editor):
    process = Process(max_pages=1)
    for _ in range(2):
        story = make_article()
        story.publish(editor)
        process.get(story.get_absolute_url())
    assert list(process.cache.pages._paths) == [story.get_absolute_url()]
    process.cache.pages.clear()
    assert not process.cache.pages._paths and not process.cache.pages.bytes


def test_development_keeps_pages_by_the_same_code():
    from newsroom import wsgi

    assert wsgi.application.application is wsgi.page_cache
