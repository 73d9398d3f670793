"""What must hold while the paper's parts come and go, looked up in its pages and in its rows."""

import re
import time
from urllib.parse import urlencode

from benchmarks.scale.paper import PASSWORD, ingest
from newsroom.tests.support.connection import Connection

# How many seconds a part may take to come back.
TIMEOUT = 40
WRONG_PASSWORDS = 5


class Violation(Exception):
    """Something that must hold did not."""


def require(is_so, what):
    if not is_so:
        raise Violation(what)


class Checks:
    def __init__(self, parts, paper, load):
        self.parts, self.paper, self.load = parts, paper, load

    def find_files(self):
        """Find the style sheets, scripts and photographs of one page, once the worker has made these."""
        connection = Connection(self.load.site)

        def found():
            files = re.findall(r"/(?:static|media)/[\w/.-]+", connection.get(self.load.stories[0]).text)
            self.load.files = sorted(set(files))
            return any(each.endswith(".avif") for each in files)

        self.until(found, "a photograph on the page")

    def ask_everything_of_every_node(self):
        """Give each node a copy of every page, as it has after a minute in public."""
        for node in self.parts.running:
            connection = self.parts.ask_node(node)
            for path, status in self.load.pages.items():
                answer = connection.get(path)
                require(answer.status == status, f"{path} at a node: {answer.status}")

    def unwell(self):
        """{part: its problem}, as the nodes report it."""
        found = {}
        for node in self.parts.running:
            connection = Connection(node.port)
            answer = connection.get("/health/parts/")
            problems = {name: part["problem"] for name, part in answer.json().items() if part["problem"]}
            require(
                bool(problems) == (answer.status == 503), f"/health/parts/ says {answer.status}: {problems}"
            )
            found |= problems
        return found

    def until(self, is_so, what):
        end = time.monotonic() + TIMEOUT
        while not is_so():
            require(time.monotonic() < end, f"not {what} within {TIMEOUT} s")
            self.parts.while_waiting(0.2)

    def pages_are_right(self):
        """What a node shows is what the rows say, no comment more and no comment less."""
        for node in self.parts.running:
            connection = self.parts.ask_node(node)
            for story in self.load.stories:
                before = self.paper.counts()[story]
                shown = connection.get(story).count
                after = self.paper.counts()[story]
                require(before <= shown <= after, f"{story}: {shown} comments shown, {before} there")

    def limits_count(self):
        """Wrong passwords are counted for all nodes together, and comments of one person too."""
        name = self.paper.someone_with_a_password()
        for attempt in range(WRONG_PASSWORDS):
            said = self.sign_in(self.parts.running[attempt % 2], name, "not the password")
            require("wait five minutes" not in said, f"refused after {attempt} wrong passwords")
        said = self.sign_in(self.parts.running[0], name, PASSWORD)
        require("wait five minutes" in said, "wrong passwords at two nodes are not counted together")
        connection, story, token, text = self.form_beforehand(self.paper.apart[-1])
        for _ in range(2):
            text = self.load.next_text()
            answer = connection.post(
                f"{story}comment/", urlencode({"csrfmiddlewaretoken": token, "text": text})
            )
        require(answer.status == 429, f"two comments at once: {answer.status}")

    def sign_in(self, node, name, password):
        connection = self.parts.ask_node(node)
        token = connection.get("/accounts/login/").token
        form = {"csrfmiddlewaretoken": token, "login": name, "password": password}
        return connection.post("/accounts/login/", urlencode(form)).text

    def form_beforehand(self, session):
        connection = Connection(self.load.site, session=session)
        story = self.load.stories[0]
        return connection, story, connection.get(f"{story}comment/").token, self.load.next_text()

    def post_is_refused_with_its_text(self, connection, story, token, text):
        refused = len(self.load.ledger.refused)
        problem = self.load.send(connection, story, token, text, self.load.writes)
        require(not problem, problem)
        require(
            len(self.load.ledger.refused) > refused,
            "a comment without a database is not answered by the paper",
        )

    def says_that_it_is_stale(self, node):
        connection = self.parts.ask_node(node)
        for path, status in self.load.pages.items():
            answer = connection.get(path)
            require(answer.status == status, f"{path} without a database: {answer.status}")
            require(answer.is_stale, f"{path} without a database does not say so in its header")
            require(status != 200 or "as it was on" in answer.text, f"{path} does not say so to its reader")

    def no_stale_pages(self):
        for node in self.parts.running:
            connection = self.parts.ask_node(node)
            if any(connection.get(path).is_stale for path in self.load.pages):
                return False
        return True

    def worker_works(self):
        photo = ingest("The harbor at six in the evening.")

        def is_made():
            photo.refresh_from_db()
            return photo.has_all_renditions

        self.until(is_made, "a photograph made ready by the worker")
        answer = Connection(self.load.site).get(photo.small.url)
        require(answer.status == 200 and answer.body[:2] == b"\xff\xd8", f"its file: {answer.status}")

    def comments_are_there_once(self):
        rows, ledger = self.paper.texts(), self.load.ledger
        require(ledger.texts, "nobody wrote anything")
        for text in ledger.texts:
            require(rows[text] == 1, f"answered, and there {rows[text]} times: {text}")
        for text in ledger.unanswered:
            require(rows[text] <= 1, f"there {rows[text]} times: {text}")
        for text in set(ledger.refused) - set(ledger.texts):
            require(not rows[text], f"refused, and there: {text}")
