"""The Chromium that browser tests drive. As a program: make sure that there is one, or say what to do."""

import os
import shutil
import subprocess
import sys

NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
# As root in a container Chromium has no sandbox; and it must ask nobody for anything.
FLAGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
ADVICE = f"""\
The browser tests need Chromium, and none was found or could be installed.
Install one of {", ".join(NAMES)} so that it is on the PATH,
or name one: CHROMIUM=/path/to/chromium make test"""


def find():
    """The path of one the machine has, or None."""
    named = os.environ.get("CHROMIUM")
    return shutil.which(named) if named else next(filter(None, map(shutil.which, NAMES)), None)


def ways():
    """Commands that install one, the most fitting first."""
    if hasattr(os, "geteuid") and os.geteuid() == 0 and shutil.which("apt-get"):
        install = "apt-get -qq update && DEBIAN_FRONTEND=noninteractive apt-get -qq install -y chromium"
        yield ["/bin/sh", "-c", install + " >/dev/null"]
    yield [sys.executable, "-m", "playwright", "install", "chromium"]


def own_of_playwright():
    """The path of the test tool's own Chromium, whether it is there or not."""
    code = "from playwright.sync_api import sync_playwright as start\n"
    code += "with start() as tool: print(tool.chromium.executable_path)"
    answer = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False)
    return answer.stdout.strip()


def is_there():
    return bool(find() or os.path.exists(own_of_playwright()))


def main():
    if os.environ.get("CHROMIUM") and not find():
        sys.exit(f"CHROMIUM names {os.environ['CHROMIUM']}, which is no program.")
    if is_there():
        return
    for way in ways():
        sys.stderr.write(f"Looking for a Chromium: {' '.join(way)}\n")
        if subprocess.run(way, check=False).returncode == 0 and is_there():
            return
    sys.exit(ADVICE)


if __name__ == "__main__":
    main()
