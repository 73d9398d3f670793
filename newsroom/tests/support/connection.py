"""One browser's connection: kept open, and opened anew where the other side closed it."""

import gzip
import http.client
import json
import re
import time
from dataclasses import dataclass, field

import brotli

DECODED = {"br": brotli.decompress, "gzip": gzip.decompress, "": bytes}
# Far beyond what any answer takes: a request that hangs must end too.
LONGEST = 30
TOKEN = re.compile(r'name="csrfmiddlewaretoken" value="(\w+)"')
COUNT = re.compile(r"Comments \(([\d,]+)\)")


@dataclass
class Answer:
    status: int
    headers: http.client.HTTPMessage
    body: bytes = field(repr=False)
    seconds: float

    @property
    def text(self):
        return DECODED[self.headers.get("Content-Encoding", "")](self.body).decode()

    def json(self):
        return json.loads(self.body)

    @property
    def token(self):
        return TOKEN.search(self.text)[1]

    @property
    def count(self):
        """Of comments, as the page has it."""
        return int(COUNT.search(self.text)[1].replace(",", ""))

    @property
    def is_stale(self):
        return "database gone" in self.headers.get("Cache-Status", "")


class Connection:
    """`host` is whose site is asked for, where that is not who is asked."""

    def __init__(self, port, host="", session=""):
        self.port, self.host, self.session, self.token_cookie = port, host, session, ""
        self._open = None

    def get(self, path, encoding=""):
        return self.ask("GET", path, None, {"Accept-Encoding": encoding})

    def post(self, path, body):
        """`body` is a form's, encoded."""
        origin = f"http://{self.host or f'127.0.0.1:{self.port}'}"
        headers = {"Content-Type": "application/x-www-form-urlencoded", "Origin": origin}
        return self.ask("POST", path, body, headers)

    def close(self):
        if self._open:
            self._open.close()
        self._open = None

    def ask(self, method, path, body, headers):
        began = time.monotonic()
        while True:
            was_open = self._open is not None
            if not was_open:
                self._open = http.client.HTTPConnection("127.0.0.1", self.port, timeout=LONGEST)
            try:
                return self._answer(method, path, body, headers, began)
            except (http.client.RemoteDisconnected, ConnectionError):
                self.close()
                # As browsers do: a connection that was closed while it lay idle is no answer yet.
                if not was_open:
                    raise
            except BaseException:
                self.close()
                raise

    def _answer(self, method, path, body, headers, began):
        if self.host:
            headers = headers | {
                "Host": self.host,
                "X-Forwarded-Proto": "http",
                "X-Forwarded-For": "127.0.0.1",
            }
        cookies = [f"csrftoken={self.token_cookie}"] if self.token_cookie else []
        if self.session:
            cookies.append(f"sessionid={self.session}")
        if cookies:
            headers = headers | {"Cookie": "; ".join(cookies)}
        self._open.request(method, path, body, headers)
        response = self._open.getresponse()
        answer = Answer(response.status, response.headers, response.read(), time.monotonic() - began)
        for cookie in response.headers.get_all("Set-Cookie", []):
            if found := re.match(r"csrftoken=(\w+)", cookie):
                self.token_cookie = found[1]
        if response.will_close:
            self.close()
        return answer
