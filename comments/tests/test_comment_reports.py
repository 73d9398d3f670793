"""The reports on a comment's page in the admin, of which a campaign makes hundreds: page by page."""

import html
import re

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from comments.models import Report
from comments.moderation.decisions import Seen
from comments.tests.test_comment_page import at, decide, section


@pytest.fixture
def desk(client, moderator):
    client.force_login(moderator)
    return client


@pytest.fixture
def campaign(post, moderator):
    """A comment with 130 reports, of which the first 60 are closed."""
    comment = post()
    rows = [
        Report(comment=comment, reason="abuse", words=f"Report {number:03}.", created_at=comment.created_at)
        for number in range(130)
    ]
    Report.objects.bulk_create(rows[:60])
    comment.dismiss_reports(moderator)
    Report.objects.bulk_create(rows[60:])
    return comment


def pages_of_reports(desk, comment, query=""):
    address, pages = f"{at(comment)}{query}", []
    while address and len(pages) < 5:
        page = desk.get(address).content.decode()
        pages.append(page)
        found = re.search(r'<a href="([^"]*)" rel="next">More reports', page)
        address = found and at(comment) + html.unescape(found[1]).partition("#")[0]
    return pages


def test_many_reports_are_paged_open_ones_first_each_once_and_counted_all(desk, campaign):
    pages = pages_of_reports(desk, campaign)
    said = [re.findall(r"Report (\d{3})\.", section(page, "reports-title")) for page in pages]
    assert [len(each) for each in said] == [50, 50, 30]
    assert [number for each in said for number in each] == [f"{n:03}" for n in [*range(60, 130), *range(60)]]
    assert all("Reports: 70 open of 130" in section(page, "reports-title") for page in pages)
    assert "From the first report" not in pages[0] and "From the first report" in pages[1]


def test_where_its_reader_came_from_is_carried_through_the_pages(desk, campaign):
    pages = pages_of_reports(desk, campaign, "?_changelist_filters=show%3Dall")
    assert len(pages) == 3 and all("_changelist_filters=show%3Dall" in page for page in pages[:2])
    assert 'href="/admin/comments/comment/?show=all"' in pages[2]


def test_no_report_is_left_out_where_others_are_closed_or_come_while_one_reads(
    desk, campaign, moderator, reader
):
    first = pages_of_reports(desk, campaign)[0]
    shown = re.findall(r"Report (\d{3})\.", first)
    campaign.dismiss_reports(moderator, "All unfounded.", seen=Seen(campaign.latest_ruling.pk, 0))
    campaign.report("spam", "Of this moment.", by=reader)
    after = re.search(r"reports_after=(\d+)", first)[1]
    rest = " ".join(pages_of_reports(desk, campaign, f"?reports_after={after}"))
    assert "Of this moment." in rest
    assert {f"{n:03}" for n in range(60, 130)} <= {*shown, *re.findall(r"Report (\d{3})\.", rest)}


@pytest.mark.parametrize("after", ["", "0", "x", "-1", "99999999", "%D9%A2", "9" * 30])
def test_a_page_of_reports_that_nobody_was_led_to_is_the_first(desk, campaign, after):
    page = desk.get(f"{at(campaign)}?reports_after={after}").content.decode()
    assert "Report 060." in page


def test_a_page_of_reports_costs_the_same_however_many_there_are(desk, post, campaign):
    few = post()
    few.report("spam", "One.", network="192.0.2.7")
    counts = []
    for comment in (few, campaign):
        with CaptureQueriesContext(connection) as queries:
            desk.get(at(comment))
        counts.append(len(queries))
    assert counts[1] - counts[0] <= 1


def test_a_decision_on_any_page_is_for_all_of_them(desk, campaign):
    page = pages_of_reports(desk, campaign)[1]
    assert decide(desk, campaign, "dismiss", page, words="Unfounded.").status_code == 302
    assert not campaign.open_reports.exists()
