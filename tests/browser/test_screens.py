"""Every page of the table: what a person came for is on the first screen."""

import shutil
from itertools import pairwise
from pathlib import Path

import pytest

from tests.browser.conftest import PHONE, WIDE, served
from tests.browser.screens import SCREENS
from tests.browser.steps import settled

pytestmark = pytest.mark.browser
GOLDEN = Path(__file__).resolve().parents[1] / "golden" / "store.sqlite3"  # of release 0.1.1
JUDGED = "20261126-170011-4cf0"  # a run in it that has a verdict


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


@named([each for each in SCREENS if each.name in ("Data", "Fine-tune", "Results")])
def test_nothing_on_a_page_moves_for_a_notice(screen_of, screen):
    page = screen_of(screen)
    page.get_by_text("Looking for leaks").wait_for(state="detached")
    still = {}
    for size, main in ((WIDE, screen.wide), (PHONE, screen.phone)):
        page.set_viewport_size(size)
        assert _beyond(page, main, size) == {}
        still[size["width"]] = {at: _edges(page, at) for at in main}
    page.set_viewport_size(WIDE)
    page.goto(f"{page.url}&policy=damaged")  # a link that cannot be read: every page says so
    notice = page.locator(".st-key-notice [role=alert]")
    for size, main in ((WIDE, screen.wide), (PHONE, screen.phone)):
        page.set_viewport_size(size)
        notice.wait_for()
        settled(page)
        for at in main:
            page.locator(at).first.wait_for()
        expected = {at: pytest.approx(edges, abs=1) for at, edges in still[size["width"]].items()}
        for _ in range(50):  # what is looked up in the background comes a moment later
            if {at: _edges(page, at) for at in main} == expected:
                break
            page.wait_for_timeout(200)
        assert {at: _edges(page, at) for at in main} == expected
        assert _beyond(page, main, size) == {}
        box = notice.bounding_box()
        bottom = box["y"] + box["height"]
        assert 0 <= box["x"] < box["x"] + box["width"] <= size["width"]
        assert 0 <= box["y"] < bottom <= size["height"]
        if size == WIDE:  # a short one covers only what the page is for
            assert bottom <= min(first for first, _ in still[size["width"]].values())


COVERED = """() => [...document.querySelectorAll('.js-plotly-plot')].flatMap(plot => {
    const button = plot.querySelector('.modebar-btn').getBoundingClientRect();
    return [...plot.querySelectorAll('text')].filter(text => {
        const box = text.getBoundingClientRect();
        return text.textContent.trim() && box.left < button.right + 2 && button.left < box.right + 2
            && box.top < button.bottom + 2 && button.top < box.bottom + 2;
    }).map(text => text.textContent);
})"""


@pytest.mark.parametrize("size", [WIDE, PHONE], ids=["wide", "phone"])
def test_the_button_that_saves_a_chart_covers_no_words_of_it(screen_of, size):
    (screen,) = (each for each in SCREENS if each.name == "Fine-tune")
    page = screen_of(screen, size)
    page.locator(".js-plotly-plot .modebar-btn").nth(1).wait_for(state="attached")
    assert page.evaluate(COVERED) == []
    page.get_by_text("Training accuracy", exact=True).click()
    page.locator(".legendtext", has_text="Training images").wait_for(state="detached")
    page.get_by_text("Intervals of each accuracy").click()  # a long name, at the top of the chart
    page.locator(".legendtext", has_text="95% interval of each accuracy").first.wait_for()
    settled(page)
    assert page.evaluate(COVERED) == []


def _height(page, selector):
    top, bottom = _edges(page, selector)
    return bottom - top


def test_the_search_for_leaks_has_the_room_of_one_that_found_nothing(screen_of):
    (screen,) = (each for each in SCREENS if each.name == "Data")
    page = screen_of(screen)
    said = ".st-key-data-leaks [data-testid=stAlert]"
    for size in (WIDE, PHONE):
        page.set_viewport_size(size)
        page.locator(said).wait_for()
        kept = page.locator(".st-key-data-leaks").evaluate(
            "(place) => parseFloat(getComputedStyle(place).minHeight)"
        )
        assert kept == pytest.approx(_height(page, said), abs=2)


def test_an_answer_is_larger_than_the_name_of_its_run_and_a_curve_higher_on_a_large_screen(
    screen_of,
):
    (screen,) = (each for each in SCREENS if each.name == "Fine-tune")
    page = screen_of(screen, PHONE)
    name, answer = (
        page.locator(selector).evaluate("(words) => parseFloat(getComputedStyle(words).fontSize)")
        for selector in (".st-key-glance h2", ".st-key-verdict-claim p")
    )
    assert name < answer
    _, end = _edges(page, ".st-key-glance h2")
    assert end < _edges(page, ".st-key-verdict-claim p")[0], "they do not touch"
    page.set_viewport_size({"width": 1920, "height": 1080})
    page.wait_for_function("document.querySelector('.js-plotly-plot').clientHeight > 500")


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
