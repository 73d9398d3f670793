"""What is new since the reader's last visit is called so, by the browser's own memory and the paper's own times."""

import datetime
import json

import pytest
from django.utils import timezone
from playwright.sync_api import expect

from articles.models import Contribution, Contributor, Tagging, Topic

HOUR = datetime.timedelta(hours=1)
LISTS = ["/", "/section/world/", "/topic/ferries/", "/by/ines-calloway/"]
LINE = "{} on this page since your last visit"


@pytest.fixture
def began():
    return timezone.now().replace(microsecond=250_000) - 3 * HOUR


@pytest.fixture
def publish(make_article, editor, transactional_db):
    """publish("headline", at) -> a story that stands on all of LISTS."""

    def publish(headline, at):
        story = make_article(headline=headline)
        Contribution.objects.create(article=story, contributor=Contributor.named("Ines Calloway"))
        Tagging.objects.create(article=story, topic=Topic.named("Ferries"), position=1)
        story.publish(editor, at=at)
        return story

    return publish


@pytest.fixture
def story(publish, began):
    return publish("The first boat", began)


@pytest.fixture
def page(desktop, story):
    return desktop


def comes_back(page, after):
    """The reader's clock goes on, and the page is opened once more."""
    hours = getattr(page, "hours", 0) + after / HOUR
    page.hours = hours
    page.clock.set_fixed_time(timezone.now() + hours * HOUR)


def new(page, items=".line-headline"):
    """Of what is called new: the words before that, and the word."""
    page.wait_for_load_state("networkidle")
    return [" ".join(text.split()) for text in page.locator(f"{items}:has(.new)").all_inner_texts()]


def memory(page):
    return json.loads(page.evaluate("localStorage.getItem('visits')"))


@pytest.mark.parametrize("address", LISTS)
def test_in_a_list_it_is_what_was_published_since(page, publish, began, address):
    page.goto(address)
    assert new(page) == []
    publish("The second boat", began + HOUR)
    comes_back(page, HOUR)
    page.goto(address)
    assert set(new(page)) == {"The second boat New"}
    comes_back(page, HOUR)
    page.goto(address)
    assert new(page) == []


def test_stories_without_a_time_are_called_new_too(page, publish, began, monkeypatch):
    monkeypatch.setattr("articles.lists.LATEST", 1)
    for number in range(3):
        publish(f"Old {number}", began + number * HOUR / 10)
    page.goto("/")
    publish("New in the band", began + HOUR)
    publish("New in the column", began + 1.1 * HOUR)
    publish("New lead", began + 1.2 * HOUR)
    comes_back(page, HOUR)
    page.goto("/")
    assert "New in the band New" in new(page, ".band .line-headline")
    comes_back(page, HOUR)
    page.goto("/")
    assert new(page) == []


def test_an_older_page_goes_by_the_memory_of_its_list(page, publish, began, monkeypatch):
    monkeypatch.setattr("articles.lists.SECTION_PAGE", 2)
    page.goto("/section/world/")
    for number in range(3):
        publish(f"Boat {number}", began + (number + 1) * HOUR / 10)
    comes_back(page, HOUR)
    page.goto("/section/world/")
    assert new(page) == ["Boat 2 New", "Boat 1 New"]
    page.get_by_role("link", name="Older stories").click()
    assert new(page) == ["Boat 0 New"]
    assert len(memory(page)) == 1


def test_a_discussion_says_how_many_and_leads_to_the_first(page, story, post, began, axe):
    post("Seen before.", on=story, at=began + HOUR / 10)
    page.goto(story.get_absolute_url())
    assert new(page, ".by") == []
    expect(page.locator(".since")).to_be_hidden()
    first = post("The first since.", on=story, at=began + HOUR)
    post("The second since.", on=story, at=began + 1.1 * HOUR)
    comes_back(page, HOUR)
    page.goto(story.get_absolute_url())
    assert len(new(page, ".by")) == 2
    page.get_by_role("link", name=LINE.format("2 new comments")).click()
    assert page.url.endswith(f"#comment-{first.pk}")
    assert "New" in page.get_by_role("article", name=f"{first.author.username} wrote: New").inner_text()
    axe(page)
    post("The third.", on=story, at=began + 1.2 * HOUR)
    comes_back(page, HOUR)
    page.goto(story.get_absolute_url())
    expect(page.locator(".since")).to_have_text(LINE.format("1 new comment"))


def test_in_a_discussion_that_was_empty_all_are_new(page, story, post, began):
    page.goto(story.get_absolute_url())
    post("The very first.", on=story, at=began + HOUR)
    comes_back(page, HOUR)
    page.goto(story.get_absolute_url())
    expect(page.locator(".since")).to_have_text(LINE.format("1 new comment"))


def test_one_s_own_are_not_new(page, signed_in, reader, story, post, began):
    signed_in(page, reader).goto(story.get_absolute_url())
    post("Mine.", on=story, author=reader, at=began + HOUR)
    post("Another's.", on=story, at=began + HOUR)
    comes_back(page, HOUR)
    page.goto(story.get_absolute_url())
    expect(page.locator(".since")).to_have_text(LINE.format("1 new comment"))
    expect(page.locator(".comment:has(.new)")).to_contain_text("Another's.")


def test_other_pages_of_a_discussion_remember_for_themselves(page, story, post, began, monkeypatch):
    for where in ("comments.templatetags.discussion", "comments.reading", "comments.models.comment"):
        monkeypatch.setattr(f"{where}.THREADS_A_PAGE", 1)
    root = post("Of the first page.", on=story, at=began + HOUR / 10)
    page.goto(story.get_absolute_url())
    post("Begins a second page.", on=story, at=began + HOUR)
    for number in range(4):
        post(f"Reply {number}.", parent=root, on=story, at=began + HOUR)
    comes_back(page, HOUR)
    second, thread = f"{story.get_absolute_url()}?page=2", root.thread_address
    # Opened for the first time, they go by the story's; then by their own.
    for address, count in ((second, 1), (thread, 4), (story.get_absolute_url(), 3)):
        page.goto(address)
        assert len(new(page, ".by")) == count, address
    comes_back(page, HOUR)
    for address in (second, thread, story.get_absolute_url()):
        page.goto(address)
        assert new(page, ".by") == [], address


def test_within_half_an_hour_it_is_the_same_visit(page, publish, began):
    page.goto("/section/world/")
    publish("The second boat", began + HOUR)
    comes_back(page, HOUR)
    for _ in range(3):
        page.goto("/section/world/")
        assert new(page) == ["The second boat New"]
        comes_back(page, HOUR * 0.4)
    publish("While reading", began + 1.5 * HOUR)
    page.reload()
    assert new(page) == ["While reading New", "The second boat New"]
    comes_back(page, HOUR * 0.6)
    page.reload()
    assert new(page) == []


def test_back_keeps_the_marks(page, publish, began):
    page.goto("/section/world/")
    publish("The second boat", began + HOUR)
    comes_back(page, HOUR)
    page.goto("/section/world/")
    page.get_by_role("link", name="The first boat").click()
    page.wait_for_url("**/the-first-boat/")
    page.go_back()
    assert new(page) == ["The second boat New"]


def test_two_tabs_share_one_memory(page, publish, began):
    page.goto("/section/world/")
    publish("The second boat", began + HOUR)
    comes_back(page, HOUR)
    other = page.context.new_page()
    for tab in (page, other):
        tab.goto("/section/world/")
        assert new(tab) == ["The second boat New"]
    other.goto("/topic/ferries/")
    page.goto("/by/ines-calloway/")
    assert {address for address, _ in memory(page)} == {
        *("/section/world/", "/topic/ferries/", "/by/ines-calloway/")
    }


@pytest.mark.parametrize("years", [-20, 20])
def test_a_clock_that_is_wrong_by_years_makes_nothing_old_or_new(page, publish, began, years):
    comes_back(page, years * 365 * 24 * HOUR)
    page.goto("/section/world/")
    publish("The second boat", began + HOUR)
    comes_back(page, HOUR)
    page.goto("/section/world/")
    assert new(page) == ["The second boat New"]


def test_it_remembers_the_last_200_pages(page, story):
    page.goto("/comment-policy/")
    page.evaluate(
        """() => localStorage.setItem('visits', JSON.stringify(
        Array.from({ length: 200 }, (_, number) => [`/${number}/`, { newest: 1, at: 1 }])))"""
    )
    page.goto("/section/world/")
    page.goto(story.get_absolute_url())
    addresses = [address for address, _ in memory(page)]
    assert len(addresses) == 200
    assert addresses[0] == "/2/" and addresses[-2:] == ["/section/world/", story.get_absolute_url()]
    page.goto("/section/world/")
    assert [address for address, _ in memory(page)][-2:] == [story.get_absolute_url(), "/section/world/"]


@pytest.mark.parametrize(
    "script",
    [
        "Object.defineProperty(window, 'localStorage', { get() { throw Error('No'); } })",
        "Storage.prototype.setItem = () => { throw new DOMException('', 'QuotaExceededError'); }",
        "localStorage.setItem('visits', '{\"a')",
        "localStorage.setItem('visits', '5')",
        "localStorage.setItem('visits', '[5]')",
        "localStorage.setItem('visits', '[[\"/section/world/\"]]')",
    ],
)
def test_a_storage_that_fails_or_has_nonsense_marks_nothing(page, script, publish, began):
    page.add_init_script(script)
    page.goto("/section/world/")
    publish("The second boat", began + HOUR)
    comes_back(page, HOUR)
    page.goto("/section/world/")
    assert new(page) == []


def test_nothing_of_it_is_sent(page, story, post, began):
    sent = []
    page.on("request", lambda request: sent.append((request.url, request.all_headers().get("cookie"))))
    for _ in range(2):
        for address in (*LISTS, story.get_absolute_url()):
            page.goto(address)
        post("A comment.", on=story, at=began + HOUR)
        comes_back(page, HOUR)
    assert sent and not any(cookie for _, cookie in sent)
    assert not [url for url, _ in sent if "?" in url]
    assert page.context.cookies() == []


def test_the_papers_digits_count(page, story, post, began, settings):
    settings.DIGITS = "٠١٢٣٤٥٦٧٨٩"
    page.goto(story.get_absolute_url())
    post("A comment.", on=story, at=began + HOUR)
    post("A comment more.", on=story, at=began + HOUR)
    comes_back(page, HOUR)
    page.goto(story.get_absolute_url())
    expect(page.locator(".since")).to_have_text(LINE.format("٢ new comments"))


def test_on_paper_and_without_javascript_nothing_is_new(page, without_javascript, story, post, began):
    page.goto(story.get_absolute_url())
    post("A comment.", on=story, at=began + HOUR)
    comes_back(page, HOUR)
    page.goto(story.get_absolute_url())
    page.emulate_media(media="print")
    expect(page.locator(".new, .since").locator("visible=true")).to_have_count(0)
    expect(page.locator(".new, .since")).to_have_count(2)
    without_javascript.goto(story.get_absolute_url())
    expect(without_javascript.locator(".since")).to_be_hidden()
