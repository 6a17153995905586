"""The running app and a browser: one of each for all browser tests, fresh tabs for every test.

What a person makes is kept by the address, so that a fresh tab is a fresh start.
"""

import os
import re
import shutil
import socket
import subprocess
import sys
import time
import urllib.request
from contextlib import contextmanager
from pathlib import Path

import pytest

from explorer import Policy
from explorer.ui import link
from tests.browser.accessible import styled
from tests.browser.steps import compare
from tests.browser.stored import keep_example, keep_leaks, keep_session

ROOT = Path(__file__).resolve().parents[2]
_QUIET = ("quic", "gpu", "background-networking", "component-update", "sync")
ARGUMENTS = ["--no-sandbox", "--no-first-run", *(f"--disable-{part}" for part in _QUIET)]
EMPTY = f"?policy={link.pack(Policy())}"  # a new visitor finds an example
WIDE, PHONE = {"width": 1440, "height": 900}, {"width": 390, "height": 844}
# A cold deep link makes Streamlit's frontend ask for these below the page's own path first.
PROBES = re.compile(r"/(data|finetune|results)/_stcore/(health|host-config)")

# A browser that was busy ends several waits at once: a key on a slider and the asking for the small
# pictures, which asks again where it was not heard.
TOGETHER = "Multiple different fragmentIds detected in a single batch of widget updates"

# Notes when a page last said something to the app, and when it last heard from it.
_TALK = """(() => {
  window.talk = {said: 0, heard: 0};
  window.WebSocket = class extends WebSocket {
    constructor(...given) {
      super(...given);
      this.addEventListener("message", () => { window.talk.heard = performance.now(); });
    }
    send(data) {
      window.talk.said = performance.now();
      super.send(data);
    }
  };
})()"""


def pytest_collection_modifyitems(items):
    """Gives browser tests another try where the gate asks for it; the summary names them."""
    reruns = int(os.environ.get("BROWSER_RERUNS", "0"))
    for item in items:
        if reruns and item.get_closest_marker("browser"):
            item.add_marker(pytest.mark.flaky(reruns=reruns))


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(item):
    """Adds to the report of a test that failed what its pages said."""
    report = yield
    if report.when == "call" and report.failed and "open_page" in item.funcargs:
        for page in item.funcargs["open_page"].pages:
            try:
                says = page.evaluate("() => document.body.innerText")
                fields = page.locator("input, textarea").evaluate_all(
                    "all => all.map((one) => `${one.ariaLabel ?? one.type}: ${one.value}`)"
                )
            except playwright_error() as error:
                says, fields = str(error), []
            report.sections.append((page.url[:200], "\n".join([says[:3000], *fields])))
    return report


def playwright_error():
    """Returns what Playwright raises; it is loaded only where there is a browser."""
    return pytest.importorskip("playwright.sync_api").Error


@pytest.fixture(scope="session")
def chromium():
    """The browser's program; without one tests are skipped, or fail where REQUIRE_BROWSER is 1."""
    found = next(
        (
            path
            for name in ("chromium", "chromium-browser", "google-chrome")
            if (path := shutil.which(name))
        ),
        None,
    )
    if found is None:
        reason = "no Chromium was found (chromium, chromium-browser or google-chrome)"
        if os.environ.get("REQUIRE_BROWSER") == "1":
            pytest.fail(f"{reason}, and REQUIRE_BROWSER is 1")
        pytest.skip(reason)
    return found


@pytest.fixture(scope="session")
def address(chromium, tmp_path_factory):
    """The app, served on a free port with a data folder of its own."""
    with served(tmp_path_factory.mktemp("home")) as (url, _):
        yield url


@contextmanager
def served(home, base_path="", page=None):
    """Serves the app as its command does; gives its address and the file of its output.

    With `page`, it serves that page of Streamlit instead, in the same colours.
    """
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    log = home / "server.log"
    environment = (
        os.environ
        | {"AUG_EXPLORER_HOME": str(home)}
        | ({"STREAMLIT_SERVER_BASE_URL_PATH": base_path} if base_path else {})
    )
    with log.open("wb") as file:
        start = ["explorer.cli", "app", "--port"]
        if page is not None:
            start = ["streamlit", "run", str(page), "--server.port"]
        command = [sys.executable, "-m", *start, str(port)]
        process = subprocess.Popen(command, cwd=ROOT, env=environment, stdout=file, stderr=file)
        url = f"http://127.0.0.1:{port}/{base_path}".rstrip("/")
        try:
            _wait_for(f"{url}/_stcore/health", process)
            yield url, log
        finally:
            process.terminate()
            process.wait(15)


def _wait_for(url, process):
    for _ in range(600):
        if process.poll() is not None:
            pytest.fail(f"the app ended with {process.returncode}")
        try:
            urllib.request.urlopen(url, timeout=1)
        except OSError:
            time.sleep(0.1)
        else:
            return
    pytest.fail("the app did not start within a minute")


@pytest.fixture(scope="session")
def browser(chromium):
    playwright = pytest.importorskip("playwright.sync_api")
    with playwright.sync_playwright() as started:
        browser = started.chromium.launch(executable_path=chromium, args=ARGUMENTS)
        yield browser
        browser.close()


@pytest.fixture(scope="session")
def contexts(browser):
    """One context for all tabs of a size and a scheme, so that the app's scripts are read once.

    Nothing moves by itself: on a machine without a GPU every frame of an animation takes the
    processor from the app.
    """
    made = {}

    def context(size, scheme):
        key = size["width"], size["height"], scheme
        if key not in made:
            made[key] = browser.new_context(
                viewport=size, color_scheme=scheme, reduced_motion="reduce"
            )
            made[key].set_default_timeout(60_000)  # what takes 2 s here may take 30 there
            made[key].add_init_script(_TALK)
        return made[key]

    return context


@pytest.fixture
def open_page(contexts):
    """Opens pages.

    At the end the console of each must have stayed clean but for Streamlit's own probes.
    """
    opened, complaints = [], []

    def open_at(url, size=WIDE, scheme="light"):
        page = contexts(size, scheme).new_page()
        page.on(
            "console",
            lambda message: (
                complaints.append(f"{message.text} {message.location['url']}")
                if message.type in ("error", "warning")
                else None
            ),
        )
        page.on("pageerror", lambda error: complaints.append(str(error)))
        page.goto(url)
        opened.append(page)
        return page

    open_at.pages = opened
    yield open_at
    for page in opened:
        page.close()
    harmless = re.compile(f"{PROBES.pattern}|{TOGETHER}")
    assert [line for line in complaints if not harmless.search(line)] == []


@pytest.fixture
def compose(open_page, address):
    """The Compose page with an empty stack, and its picture."""

    def opened(size=WIDE, scheme="light", query=EMPTY):
        page = open_page(f"{address}/{query}", size, scheme)
        page.locator(".st-key-preview img").first.wait_for()
        return page

    return opened


@pytest.fixture(scope="session")
def kept(chromium, tmp_path_factory):
    """An app that has kept two runs: its address, its folder, and the id of the newer one."""
    home = tmp_path_factory.mktemp("kept")
    keep_example(home)
    run = keep_example(home)
    with served(home) as (url, _):
        yield url, home, run


@pytest.fixture(scope="session")
def fresh(chromium, tmp_path_factory):
    """An app that has kept no run: its address and its folder."""
    home = tmp_path_factory.mktemp("fresh")
    with served(home) as (url, _):
        yield url, home


@pytest.fixture
def screen_of(open_page, request):
    """Opens a row of the table."""

    def opened(screen, size=WIDE, scheme="light"):
        app = request.getfixturevalue("fresh" if screen.no_runs else "kept")
        url, home, run = (*app, None)[:3]
        parts = screen.parts | ({"sweep_id": run} if screen.with_run else {})
        parts |= {"data": keep_leaks(home)} if screen.leaks else {}
        page = open_page(f"{url}/{screen.path}{keep_session(home, **parts)}", size, scheme)
        if screen.compares:
            compare(page)
        page.locator(screen.wide[-1]).first.wait_for()
        styled(page)
        return page

    return opened
