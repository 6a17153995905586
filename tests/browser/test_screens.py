"""Every page of the table: what a person came for is on the first screen."""

import shutil
from itertools import pairwise
from pathlib import Path

import pytest

from tests.browser.conftest import PHONE, WIDE, served
from tests.browser.screens import SCREENS
from tests.browser.steps import compare, settled
from tests.browser.stored import keep_example, keep_session

pytestmark = pytest.mark.browser
GOLDEN = Path(__file__).resolve().parents[1] / "golden" / "store.sqlite3"  # of release 0.1.1
JUDGED = "20261126-170011-4cf0"  # a run in it that has a verdict


@pytest.fixture(scope="module")
def kept(chromium, tmp_path_factory):
    """An app that has kept two runs: its address, its folder, and the id of the newer one."""
    home = tmp_path_factory.mktemp("kept")
    keep_example(home)
    run = keep_example(home)
    with served(home) as (url, _):
        yield url, home, run


@pytest.fixture(scope="module")
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
        page = open_page(f"{url}/{screen.path}{keep_session(home, **parts)}", size, scheme)
        if screen.compares:
            compare(page)
        page.locator(screen.wide[-1]).first.wait_for()
        settled(page)
        return page

    return opened


def named(screens):
    return pytest.mark.parametrize("screen", screens, ids=[screen.name for screen in screens])


@named(SCREENS)
def test_what_a_person_came_for_is_on_the_first_screen_and_headings_are_in_order(screen_of, screen):
    page = screen_of(screen)
    assert _beyond(page, screen.wide, WIDE) == {}
    levels = page.locator(".stMain :is(h1, h2, h3, h4, h5, h6)").evaluate_all(
        "found => found.map(heading => Number(heading.tagName[1]))"
    )
    assert levels[0] == 1
    assert levels.count(1) == 1
    assert all(after <= before + 1 for before, after in pairwise(levels)), levels
    page.set_viewport_size(PHONE)  # as a window that is made narrow: nothing is loaded again
    assert _beyond(page, screen.phone, PHONE) == {}
    assert page.evaluate("() => document.querySelector('.stMain').scrollWidth") <= PHONE["width"]


@pytest.fixture
def golden(chromium, tmp_path):
    """The address of an app with the store of release 0.1.1."""
    shutil.copy(GOLDEN, tmp_path / "sweeps.sqlite3")
    with served(tmp_path) as (url, _):
        yield url


def test_what_a_verdict_says_last_stands_above_its_buttons(golden, open_page):
    page = open_page(f"{golden}/results?run={JUDGED}", WIDE, "light")
    page.locator(".st-key-results-judge button").wait_for()
    settled(page)
    mark = page.locator(".st-key-verdict-basis p", has_text="As of release 0.1").bounding_box()
    button = page.locator(".st-key-results-judge button").bounding_box()
    assert mark["y"] + mark["height"] <= button["y"]


def _beyond(page, selectors, size):
    """Returns the top and bottom edges of what does not lie within the window."""
    for selector in selectors:
        page.locator(selector).first.wait_for()
    for _ in range(20):  # a page that is still being drawn moves
        edges = {selector: _edges(page, selector) for selector in selectors}
        beyond = {at: (y, z) for at, (y, z) in edges.items() if not 0 <= y < z <= size["height"]}
        if not beyond:
            break
        page.wait_for_timeout(250)
    return beyond


def _edges(page, selector):
    box = page.locator(selector).first.bounding_box()
    return box["y"], box["y"] + box["height"]


@named([screen for screen in SCREENS if screen.with_run and not screen.compares])
def test_the_keyboard_saves_a_chart_as_a_picture_named_after_the_run(screen_of, screen):
    page = screen_of(screen, scheme="dark")
    save = page.get_by_role("button", name="Download plot").first
    save.focus()
    with page.expect_download() as found:
        page.keyboard.press("Enter")
    assert found.value.suggested_filename.endswith("-curve.svg")
    assert "fashion-mnist-small" in found.value.suggested_filename
    text = Path(found.value.path()).read_text()
    assert text.startswith("<svg")
    assert "Validation images" in text
    # In a dark theme letters are light: on no ground of its own, nobody could read them on paper.
    assert "rgb(15, 21, 20)" in text
