"""What pages must say, counted anew from the rows with no thought of speed; and what they do say."""

import html
import re

from articles.lists import LATEST
from articles.models import Article, Section
from comments.models import Comment, Discussion, Policy
from comments.threads import REPLIES_A_PAGE, REPLIES_UNDER_A_THREAD, THREADS_A_PAGE
from newsroom.tests.support.masthead import sections_named


def topics_of(article):
    """[(address, name)] of what the newest revision names, and where that was merged into another, of the other."""
    named = []
    for tagging in article.revision.taggings.order_by("position"):
        topic = tagging.topic
        while topic.merged_into_id:
            topic = topic.merged_into
        if (topic.get_absolute_url(), topic.name) not in named:
            named.append((topic.get_absolute_url(), topic.name))
    return named


def on_topic(topic, now):
    """The addresses of the stories on a topic's page, newest first."""
    stories = Article.objects.filter(published_at__lte=now, killed_at=None).order_by("-published_at", "-pk")
    here = topic.get_absolute_url()
    return [each.get_absolute_url() for each in stories if here in dict(topics_of(each))]


def in_archive(place, now):
    """The addresses of the stories under a page of the archive, newest first."""
    stories = Article.objects.filter(published_at__lte=now, killed_at=None).order_by("-published_at", "-pk")
    addresses = [each.get_absolute_url() for each in stories]
    return addresses if place == "/archive/" else [each for each in addresses if each.startswith(place)]


def counts_seen(answer):
    """{address: number} of the days or months that a page of the archive counts; none where there is no page."""
    if not answer[0].startswith("200"):
        return {}
    counted = re.findall(
        r'<a href="([^"]*)">(?:(?!</a>).)*class="aside">[^<]*: (\d+) stor', on_one_line(answer)
    )
    return {address: int(number) for address, number in counted}


class Story:
    """One story at one instant."""

    def __init__(self, article, now):
        self.article, self.now = article, now
        self.window = None if article.published_at is None else Discussion.of(article).window(now)
        self.threads = {}
        comments = Comment.objects.filter(discussion__article=article).select_related("author")
        for each in comments.order_by("number", "position"):
            self.threads.setdefault(each.number, []).append(each)

    @property
    def status(self):
        if self.article.published_at is None or self.article.published_at > self.now:
            return "404"
        return "410" if self.article.killed_at else "200"

    def page(self, page=1):
        """All that can change of the story's page: (status, {part: what it says})."""
        if self.status != "200":
            return self.status, {}
        article = self.article
        said = {
            "headline": article.revision.headline,
            "notes": [each.note for each in article.revisions.all() if each.number > 1 and each.note],
            "credits": [
                slide.photo.credit_line
                for slide in article.revision.slides.all()
                if not slide.photo.withdrawn_at
            ],
            "names": credited(article.revision),
            "withdrawn": article.revision.slides.exclude(photo__withdrawn_at=None).count(),
            "more": self.more(),
        }
        said["topics"] = topics_of(article)
        said["section"] = article.revision.section.standing.name
        said["masthead"] = self.masthead()
        address = article.get_absolute_url()
        said["canonical"] = f"{address}?page={page}" if page > 1 else address
        if not self.window.shown:
            if page > 1:
                return "404", {}
            parts = ("policy", "count", "open", "closed", "leads_to")
            return "200", said | dict.fromkeys(parts) | {"comments": []}
        first = (page - 1) * THREADS_A_PAGE + 1
        numbers = range(first, first + THREADS_A_PAGE)
        comments = [line for number in numbers for line in self.lines(number, REPLIES_UNDER_A_THREAD)]
        return "200", said | {
            "policy": Policy.objects.order_by("pk").last().short,
            "count": sum(each.state == "visible" for thread in self.threads.values() for each in thread),
            "open": self.window.open,
            "closed": None if self.window.open else self.why_closed(),
            "leads_to": None if comments else self.other_page(page),
            "comments": comments,
        }

    def more(self):
        """(what it is called, [headlines]) of the newest others of its topics, or else of its section."""
        others = Article.objects.filter(published_at__lte=self.now, killed_at=None).exclude(
            pk=self.article.pk
        )
        others = list(others.select_related("revision").order_by("-published_at", "-pk"))
        topics = topics_of(self.article)
        of_topics = [each for each in others if set(topics_of(each)) & set(topics)]
        section = self.article.revision.section.standing
        of_section = [each for each in others if each.revision.section.standing == section]
        if not of_topics:
            name = f"More from {section.name}"
        else:
            name = f"More on {topics[0][1]}" if len(topics) == 1 else "More on this story’s topics"
        headlines = [each.revision.headline for each in (of_topics or of_section)[:LATEST]]
        return (name, headlines) if headlines else None

    def masthead(self):
        """The sections with something to read, by their places."""
        stories = Article.objects.filter(published_at__lte=self.now, killed_at=None)
        with_stories = {
            each.revision.section.standing_id for each in stories.select_related("revision__section")
        }
        sections = [each for each in Section.objects.all() if each.pk in with_stories and not each.is_hidden]
        sections.sort(key=lambda each: (each.position, each.sort_key, each.name))
        return [each.name for each in sections]

    def why_closed(self):
        discussion = Discussion.of(self.article)
        by_hand = discussion.mode == Discussion.Mode.CLOSED
        return discussion.note or (
            "" if by_hand else "Comments are taken for a limited time after a story is published."
        )

    def other_page(self, page):
        """The first after this one that has a comment, else the last before it."""
        pages = {(number - 1) // THREADS_A_PAGE + 1 for number in self.threads if self.lines(number, 0)}
        return min((each for each in pages if each > page), default=max(pages, default=None))

    def thread(self, number):
        """(status, lines) of a thread's own page."""
        if self.status != "200":
            return self.status, []
        lines = self.lines(number, REPLIES_A_PAGE)
        return ("200", lines) if lines and self.window.shown else ("404", [])

    def permalink(self, comment):
        """(status, where to): the page on which the comment stands."""
        standing = [pk for pk, _ in self.lines(comment.number, None)]
        if self.status != "200":
            return self.status, None
        if not self.window.shown:
            return "404", None
        if comment.pk not in standing:
            return "410" if comment.state in ("removed", "withdrawn") else "404", None
        place, page = self.article.get_absolute_url(), (comment.number - 1) // THREADS_A_PAGE + 1
        if comment.pk not in standing[: 1 + REPLIES_UNDER_A_THREAD]:
            place, page = f"{place}thread/{comment.number}/", (comment.position - 1) // REPLIES_A_PAGE + 1
        return "302", f"{place}{f'?page={page}' if page > 1 else ''}#comment-{comment.pk}"

    def lines(self, number, most):
        """[(key, pen name)] of a thread with its first replies; no name where only a place is kept."""
        thread = self.threads.get(number, [])
        answered = {each.parent_id for each in thread if each.state == "visible"}
        replies = [
            each for each in thread if each.position and (each.state == "visible" or each.pk in answered)
        ]
        beginning = [each for each in thread if not each.position and (each.state == "visible" or replies)]
        return [
            (each.pk, each.author.username if each.state == "visible" else None)
            for each in beginning + replies[:most]
        ]


def on_one_line(answer):
    """The page as text, however its templates break their lines."""
    return re.sub(r">\s+<", "><", " ".join(html.unescape(answer[2].decode()).split()))


def taken_from_view(answer, now):
    """What a list of stories shows that is not, or not so any more: (address, headline, comments) of each."""
    lines = []
    for line in on_one_line(answer).split("</article>"):
        if found := re.search(r'class="line-headline"[^>]*><a href="(.*?)">(.*?)</a>', line):
            count = re.search(r"#comments\">(\d+) comment", line)
            lines.append((*found.groups(), int(count[1]) if count else 0))
    right = {}
    for article in Article.objects.select_related("revision").filter(published_at__lte=now, killed_at=None):
        story = Story(article, now)
        count = sum(each.state == "visible" for thread in story.threads.values() for each in thread)
        right[article.get_absolute_url()] = article.revision.headline, count if story.window.shown else 0
    return {
        (address, headline, count)
        for address, headline, count in lines
        if right.get(address, ("", 0))[0] != headline or count > right[address][1]
    }


def around(answer):
    """{list: (what it is called, [(address, headline)])} of what stands beside and under a story."""
    found = {}
    for name, aside in re.findall(
        r'<aside class="others" aria-labelledby="(.*?)">(.*?)</aside>', on_one_line(answer)
    ):
        heading = re.sub("<[^>]*>", "", re.search(r"<h2.*?</h2>", aside)[0]).strip()
        found[name] = heading, re.findall(r'<li><a href="([^"]*)"[^>]*>(.*?)</a>', aside)
    return found


def wrongly_listed(answer, article, now):
    """What stands around a story and should not: what is not public, or not so any more; itself; and doubles."""
    lines = [line for _, lines in around(answer).values() for line in lines]
    out = Article.objects.select_related("revision").filter(published_at__lte=now, killed_at=None)
    right = {(each.get_absolute_url(), each.revision.headline) for each in out if each != article}
    return [line for line in lines if line not in right or lines.count(line) > 1]


def addresses_listed(answer):
    """Those of a list of stories, in its order; none where there is no page."""
    found = re.findall(r'class="line-headline"[^>]*><a href="(.*?)"', on_one_line(answer))
    return found if answer[0].startswith("200") else []


def credited(revision):
    """The names at a story: once in each role, however many of them became one."""
    rows = revision.contributions.select_related("contributor__merged_into")
    found = {(each.role, each.contributor.merged_into or each.contributor) for each in rows}
    return sorted(one.name for _, one in found)


def contributor(one, now):
    """What the page of one who was not merged must say: (status, {part: what it says})."""
    read = Article.objects.filter(published_at__lte=now, killed_at=None).select_related("revision")
    named = [
        each.contributor for story in read for each in story.revision.contributions.exclude(role="editing")
    ]
    if one.pk not in {each.merged_into_id or each.pk for each in named}:
        return "404", {}
    shown = one.photo and one.photo.renditions_key and not one.photo.withdrawn_at
    return "200", {
        "name": one.name,
        "biography": one.biography,
        "left": one.has_left,
        "credit": one.photo.credit_line if shown else None,
    }


def contributor_seen(answer):
    status, page = answer[0][:3], on_one_line(answer)
    if status != "200":
        return status, {}
    biography = re.search(r'<div class="biography" dir="auto"><p>(.*?)</p>', page)
    credit = re.search(r'<figcaption class="credit">Credit: (.*?)</figcaption>', page)
    return status, {
        "name": re.search(r'<h1 class="page-title">(.*?)</h1>', page)[1],
        "biography": biography[1] if biography else "",
        "left": "No longer with " in page,
        "credit": credit and credit[1],
    }


def story_seen(answer):
    """The same of what was answered."""
    status, page = answer[0][:3], on_one_line(answer)
    if status != "200":
        return status, {}
    more = around(answer).get("more")
    count = re.search(r"Comments \((\d+)\)", page)
    policy = re.search(r'<p class="policy">(.*?) For more', page)
    closed = re.search(
        r'<p class="closed">This discussion is now closed.(?: <span dir="auto">(.*?)</span>)? ?</p>', page
    )
    leads_to = re.search(r"Go to page (\d+) of the comments", page)
    return status, {
        "headline": re.search(r'<h1 id="headline">(.*?)</h1>', page)[1],
        "section": re.search(r'<p class="section-label"><a [^>]*>(.*?)</a>', page)[1],
        "masthead": sections_named(page),
        "topics": re.findall(r'<li><a href="(/topic/[^"]*)"><bdi>(.*?)</bdi>', page),
        "notes": re.findall(r"(Note 0\.\d+)", page),
        "credits": re.findall(r'<p class="credit">Credit: (.*?)</p>', page),
        "names": sorted(re.findall(r"Writer 0\.\d+", re.search(r"<article.*?</article>", page)[0])),
        "withdrawn": page.count("This photograph was withdrawn."),
        "more": more and (more[0], [headline for _, headline in more[1]]),
        "canonical": re.search(r'<link rel="canonical" href="https?://[^/]+([^"]*)">', page)[1],
        "policy": policy and policy[1],
        "count": int(count[1]) if count else None,
        "open": "Write a comment" in page if count else None,
        "closed": (closed[1] or "") if closed else None,
        "leads_to": int(leads_to[1]) if leads_to else None,
        "comments": lines_seen(answer)[1],
    }


def lines_seen(answer):
    status, page = answer[0][:3], answer[2].decode()
    names = dict(re.findall(r'id="by-(\d+)"><b>(.*?)</b>', page))
    places = re.findall(r' id="comment-(\d+)"', page)
    return status, [(int(pk), names.get(pk)) for pk in places] if status == "200" else []
