"""The stage as eyes and hands meet it: large tiles, pictures to choose from, zoom, wipe, drops."""

import pytest

from explorer import samples
from explorer.ui import example
from explorer.ui.viewing import Viewing
from tests.browser.conftest import PHONE, WIDE, served
from tests.browser.steps import picture, settled, wait_for_another_picture
from tests.browser.stored import keep_session

pytestmark = pytest.mark.browser
SAMPLES = sorted(samples.sample_names(), key=lambda sample: sample.name != "chelsea")
IDS = tuple(f"sample:{sample.name}" for sample in SAMPLES)  # a photograph first, then squares


@pytest.fixture(scope="module")
def kept(chromium, tmp_path_factory):
    home = tmp_path_factory.mktemp("stage")
    with served(home) as (url, _):
        yield url, home


@pytest.fixture
def stage(open_page, kept):
    """Opens Compose with the example policy, some pictures and a way to look at them."""
    url, home = kept

    def opened(count=1, size=WIDE, **viewing):
        parts = {
            "policy": example.policy(),
            "chosen": IDS[:count],
            "viewing": Viewing(**viewing),
        }
        page = open_page(f"{url}/{keep_session(home, **parts)}", size)
        page.locator(".st-key-preview").locator("img, .tile-names").first.wait_for()
        settled(page)
        return page

    return opened


def edges(page, selector):
    box = page.locator(selector).first.bounding_box()
    return box["x"], box["y"], box["x"] + box["width"], box["y"] + box["height"]


@pytest.mark.parametrize("size", [WIDE, PHONE], ids=["wide", "phone"])
@pytest.mark.parametrize("count", [2, 5, 9])
def test_no_tile_is_a_stamp(stage, count, size):
    page = stage(count, size)
    least = page.locator(".st-key-preview").evaluate(
        "(found) => parseFloat(getComputedStyle(found).getPropertyValue('--least'))"
    )
    left, _, right, bottom = edges(page, ".st-key-preview img")
    assert right - left >= least - 1, "as wide as its tiles need at least"
    if size == WIDE:
        assert bottom <= size["height"]
        assert right <= size["width"]


def test_thumbnails_and_arrows_turn_the_pictures_by_keyboard(stage):
    page = stage(5)
    shown = picture(page)
    page.get_by_role("button", name="Next pictures").focus()
    page.keyboard.press("Enter")
    shown = wait_for_another_picture(page, shown)
    page.get_by_text("of 5", exact=False).first.wait_for()
    page.get_by_role("radio", name=SAMPLES[3].title).first.click()
    wait_for_another_picture(page, shown)
    page.get_by_text("Picture 4 of 5", exact=True).wait_for()


def test_the_picture_fills_its_column_on_a_large_screen(stage):
    size = {"width": 1920, "height": 1080}
    page = stage(1, size)
    left, _, right, bottom = edges(page, ".st-key-preview img")
    assert (right - left) / (size["width"] - left) > 0.9
    assert bottom <= size["height"]


@pytest.mark.parametrize("size", [WIDE, PHONE], ids=["wide", "phone"])
def test_a_notice_neither_moves_nor_shrinks_the_picture(stage, size):
    page = stage(1, size)
    before = edges(page, ".st-key-preview img")
    field = page.locator("[class*='st-key-affine'] input[type=text]").first
    field.evaluate("(found) => found.focus({ preventScroll: true })")
    field.fill("much")
    page.keyboard.press("Enter")
    page.locator(".st-key-notice").get_by_role("alert").wait_for()
    settled(page)
    left, top, right, bottom = edges(page, ".st-key-notice")
    assert 0 <= top < bottom <= size["height"], "it is seen"
    assert 0 <= left < right <= size["width"]
    page.locator(".stMain").evaluate("(found) => found.scrollTo(0, 0)")
    assert edges(page, ".st-key-preview img") == before


@pytest.mark.parametrize("view", ["Draws", "Steps", "Compare", "Extremes"])
def test_on_a_phone_what_stays_above_the_cards_is_a_third_of_the_screen(stage, view):
    page = stage(1, PHONE, view=view)
    page.locator("[class*=st-key-card-]").last.scroll_into_view_if_needed()
    top, bottom = page.locator("div:has(> .st-key-preview)").evaluate(
        "(found) => [found.getBoundingClientRect().top, found.getBoundingClientRect().bottom]"
    )
    assert 0 <= top < bottom, "it is in view"
    assert bottom - top <= PHONE["height"] / 3
