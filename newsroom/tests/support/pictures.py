"""`make pictures`: takes the README's pictures again, of the demonstration in a folder that is thrown away."""

import contextlib
import io
import os
import re
import secrets
import signal
import socket
import subprocess
import sys
import tempfile
import time
import urllib.request
from pathlib import Path

from PIL import Image
from playwright.sync_api import sync_playwright

from newsroom.tests.support.browser import ADVICE, FLAGS, find

ROOT = Path(__file__).resolve().parents[3]
FOLDER = ROOT / "docs" / "pictures"
# At home in the paper's zone, where nothing needs to be turned into another; and without motion nothing is half-way.
READER = {"timezone_id": "America/New_York", "reduced_motion": "reduce"}
DESKTOP = READER | {"viewport": {"width": 1280, "height": 1000}}
PHONE = READER | {"viewport": {"width": 390, "height": 844}, "device_scale_factor": 2}
DARK = PHONE | {"color_scheme": "dark"}
# Every photo of the demonstration, on two slow cores.
PATIENCE = 300


@contextlib.contextmanager
def site():
    """The demonstration, served as `make run` serves it: (its address, its password)."""
    with tempfile.TemporaryDirectory() as folder, socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = str(probe.getsockname()[1])
        probe.close()
        password = secrets.token_urlsafe(9)
        environment = os.environ | {
            "ENV_FILE": os.devnull,
            "SECRET_KEY": secrets.token_urlsafe(50),
            "DATA_DIR": folder,
            "DEMO_PASSWORD": password,
            "PORT": port,
        }
        prepare = [sys.executable, "manage.py", "prepare"]
        subprocess.run(prepare, cwd=ROOT, env=environment, check=True)
        serve = [
            sys.executable,
            "-m",
            "newsroom.server.supervisor",
            "-m",
            "gunicorn",
            "-c",
            "newsroom/server/gunicorn.py",
        ]
        server = subprocess.Popen(serve, cwd=ROOT, env=environment, start_new_session=True)
        try:
            address = f"http://127.0.0.1:{port}"
            until(lambda: read(address + "/"))
            yield address, password
        finally:
            os.killpg(server.pid, signal.SIGTERM)
            server.wait()


def until(is_so):
    end = time.monotonic() + PATIENCE
    while time.monotonic() < end:
        with contextlib.suppress(OSError):
            if is_so():
                return
        time.sleep(0.5)
    sys.exit(f"The site was not ready for its pictures within {PATIENCE} seconds.")


def read(address):
    with urllib.request.urlopen(address) as answer:
        return answer.read().decode()


def story_address(address, words):
    """Of the story whose address has these words, looked for on its section's pages."""
    for section in sorted(set(re.findall(r'href="(/section/[^"]+)"', read(address + "/")))):
        if found := re.search(rf'href="(/\d{{4}}/\d\d/\d\d/[^"]*{words}[^"]*/)"', read(address + section)):
            return address + found[1]
    sys.exit(f"The demonstration has no story about {words}.")


def shot(page):
    return Image.open(io.BytesIO(page.screenshot())).convert("RGB")


def keep(name, picture):
    path = FOLDER / f"{name}.webp"
    picture.save(path, quality=80, method=6)
    sys.stdout.write(f"{path.relative_to(ROOT)} {path.stat().st_size / 1000:.0f} kB\n")


def side_by_side(left, right):
    gap = 40
    both = Image.new("RGB", (left.width + gap + right.width, left.height), (128, 128, 128))
    both.paste(left, (0, 0))
    both.paste(right, (left.width + gap, 0))
    return both


def sign_in(page, address, name, password):
    page.goto(f"{address}/accounts/login/")
    page.get_by_label("Pen name").fill(name)
    page.get_by_label("Password").fill(password)
    page.get_by_role("button", name="Sign in").click()
    page.wait_for_url(lambda url: "/login/" not in url)


def show_front(page, address):
    """With a photo for the lead and each section, whichever process answers: a list may lag in each."""
    until(lambda: page.goto(address) and page.locator(".line-picture").count() >= 7)


def take(browser, address, password):
    talks = story_address(address, "fishing-harbor")
    trains = story_address(address, "metro")
    until(lambda: "still being prepared" not in read(talks) + read(trains))

    page = browser.new_page(**DESKTOP)
    show_front(page, address)
    keep("front", shot(page))
    page.goto(talks)
    keep("story", shot(page))
    page.goto(f"{trains}#comments")
    keep("discussion", shot(page))
    sign_in(page, address, "editor", password)
    page.goto(f"{address}/admin/articles/article/?q=audit")
    page.locator("#result_list tbody th a").first.click()
    page.locator(".tiptap").first.wait_for()
    keep("admin", shot(page))

    for name, dress in (("phone", PHONE), ("dark", DARK)):
        front, story = browser.new_page(**dress), browser.new_page(**dress)
        show_front(front, address)
        story.goto(talks)
        keep(name, side_by_side(shot(front), shot(story)))


if __name__ == "__main__":
    chromium = find()
    if not chromium:
        sys.exit(ADVICE)
    with site() as (address, password), sync_playwright() as tool:
        browser = tool.chromium.launch(executable_path=chromium, args=FLAGS)
        take(browser, address, password)
        browser.close()
