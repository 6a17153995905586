"""The stage as eyes and hands meet it: large tiles, pictures to choose from, zoom, wipe, drops."""

from dataclasses import replace

import numpy as np
import pytest

from explorer import images, numbers, samples
from explorer.ui import example
from explorer.ui.viewing import Viewing
from tests.browser.conftest import PHONE, WIDE, served
from tests.browser.steps import picture, rested, settled, upload, wait_for_another_picture
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

    def opened(count=1, size=WIDE, strength=1.0, **viewing):
        parts = {
            "policy": replace(example.policy(), strength=strength),
            "chosen": IDS[:count],
            "viewing": Viewing(**viewing),
        }
        page = open_page(f"{url}/{keep_session(home, **parts)}", size)
        page.locator(".st-key-preview").locator("img, .tile-names").first.wait_for()
        settled(page)
        return page

    return opened


def resting(found):
    """The box of what is found, once it stays as it is: a busy browser lays a page out later."""
    box = None
    for _ in range(40):
        before, box = box, found.bounding_box()
        if box == before:
            break
        found.page.wait_for_timeout(250)
    return box


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


def test_on_a_small_screen_the_picture_is_whole(stage):
    size = {"width": 1280, "height": 720}
    _, _, right, bottom = edges(stage(1, size), ".st-key-preview img")
    assert right <= size["width"]
    assert bottom <= size["height"]


@pytest.mark.parametrize("size", [WIDE, PHONE], ids=["wide", "phone"])
def test_a_notice_neither_moves_nor_shrinks_the_picture(stage, size):
    page = stage(1, size)
    before = edges(page, ".st-key-preview img")
    upload(page, "Images", "broken.png", b"no picture")
    page.locator(".st-key-notice").get_by_role("alert").wait_for()
    settled(page)
    left, top, right, bottom = edges(page, ".st-key-notice")
    assert 0 <= top < bottom <= size["height"], "it is seen"
    assert 0 <= left < right <= size["width"]
    page.locator(".stMain").evaluate("(found) => found.scrollTo(0, 0)")
    assert edges(page, ".st-key-preview img") == before


@pytest.mark.parametrize("label", ["Draws", "Draw"])
@pytest.mark.parametrize("size", [WIDE, PHONE], ids=["wide", "phone"])
def test_a_number_that_is_refused_moves_nothing_until_it_is_corrected(stage, size, label):
    page = stage(1, size, view="Steps")
    places = ".st-key-view-bar", ".st-key-preview img", ".st-key-knobs"
    before = [edges(page, place) for place in places]
    field = page.get_by_label(label, exact=True).first
    field.evaluate("(found) => found.focus({ preventScroll: true })")
    field.fill("500")
    field.press("Enter")
    said = page.get_by_text(f"{label}: 500 is not between 1 and 24")
    said.wait_for()
    settled(page)
    page.locator(".stMain").evaluate("(found) => found.scrollTo(0, 0)")
    assert [edges(page, place) for place in places] == before
    if size == WIDE:  # it covers no more of the row below than it needs
        left, top, right, bottom = edges(page, "[class*='st-key-over-']")
        assert right - left <= 0.65 * (before[2][2] - before[2][0])
        assert bottom - top <= 60
    field.fill("4")
    field.press("Enter")
    said.wait_for(state="detached")


@pytest.mark.parametrize("view", ["Draws", "Steps", "Compare", "Extremes"])
def test_on_a_phone_what_stays_above_the_cards_is_a_third_of_the_screen(stage, view):
    page = stage(1, PHONE, view=view)
    page.locator("[class*=st-key-card-]").last.scroll_into_view_if_needed()
    top, bottom = page.locator("div:has(> .st-key-preview)").evaluate(
        "(found) => [found.getBoundingClientRect().top, found.getBoundingClientRect().bottom]"
    )
    assert 0 <= top < bottom, "it is in view"
    assert bottom - top <= PHONE["height"] / 3


STOPS = r"""() => {
  const found = document.activeElement;
  const order = ["head", "strength-place", "knobs", "stage", "side"];
  const place = order.find((name) => found.closest(`.st-key-${name}`));
  const words = found.closest("[data-testid=stDownloadButton]")?.innerText.split(/\s+/);
  return [place ?? "", words?.at(-1) ?? ""];  // an icon is a word before it
}"""


def test_a_keyboard_comes_to_the_downloads_soon_and_to_the_stage_before_the_stack(stage):
    page = stage()
    page.evaluate("() => document.activeElement.blur()")
    stops = []
    while len(stops) < 80 and (not stops or stops[-1][0] != "side"):
        page.keyboard.press("Tab")
        stops.append(page.evaluate(STOPS))
    downloads = [number for number, (_, label) in enumerate(stops, 1) if label]
    assert [stops[number - 1][1] for number in downloads] == ["JSON", "YAML", "Python"]
    assert downloads[-1] < 40
    places = list(dict.fromkeys(place for place, _ in stops if place))
    assert places == ["head", "strength-place", "knobs", "stage", "side"]
    assert len(stops) < 40, "nor is it far to the stack"


def test_on_a_phone_a_keyboard_goes_down_the_page_as_the_eye_does(stage):
    page = stage(1, PHONE)
    page.evaluate("() => document.activeElement.blur()")
    places = []
    while len(places) < 80 and (not places or places[-1] != "side"):
        page.keyboard.press("Tab")
        places.append(page.evaluate(STOPS)[0])
    found = list(dict.fromkeys(filter(None, places)))
    tops = {
        "stage": edges(page, ".st-key-view-bar")[1],
        **{name: edges(page, f".st-key-{name}")[1] for name in found if name != "stage"},
    }
    assert found == sorted(found, key=tops.__getitem__)
    assert found == ["stage", "strength-place", "head", "knobs", "side"]


def enlarged(page):
    """Waits for the dialog and returns the width of what it shows."""
    page.get_by_role("dialog").wait_for()
    shown = page.locator(".st-key-zoomed").locator("img:visible, .frame").first
    shown.wait_for()
    return shown.bounding_box()["width"]


@pytest.mark.parametrize("view", ["Draws", "Steps", "Extremes"])
def test_a_click_on_a_tile_shows_it_at_full_size_until_escape(stage, view):
    page = stage(2, view=view)
    tile = page.locator(".st-key-preview .tile").nth(1).bounding_box()
    page.mouse.click(tile["x"] + tile["width"] / 2, tile["y"] + tile["height"] / 2)
    assert enlarged(page) > 2 * tile["width"]
    page.get_by_role("heading", name=SAMPLES[0].title).wait_for()
    page.keyboard.press("Escape")
    page.get_by_role("dialog").wait_for(state="detached")


def test_a_keyboard_walks_over_the_tiles_and_enlarges_one(stage):
    page = stage(2)
    page.locator(".st-key-preview .tile").first.focus()
    for key in ("ArrowRight", "ArrowDown", "ArrowLeft", "End"):
        page.keyboard.press(key)
    last = page.get_by_role("button", name=f"Enlarge {SAMPLES[1].title}, draw 8", exact=True)
    assert last.evaluate("(found) => found === document.activeElement")
    page.keyboard.press("Enter")
    enlarged(page)
    page.get_by_role("dialog").get_by_text("Draw 8.", exact=False).wait_for()
    page.keyboard.press("Escape")
    page.get_by_role("dialog").wait_for(state="detached")
    page.wait_for_function("() => document.activeElement.classList.contains('tile')")


def test_a_comparison_is_enlarged_whole(stage):
    page = stage(1, view="Compare")
    width = page.locator(".st-key-preview .frame").first.bounding_box()["width"]
    page.get_by_role("button", name="Enlarge", exact=True).click()
    assert enlarged(page) > width
    page.get_by_role("dialog").get_by_role("slider", name="Wipe").wait_for()


def test_the_wipe_is_dragged_on_the_picture_also_beyond_its_edge_and_by_keyboard(stage):
    page = stage(1, view="Compare")
    wipe = page.get_by_role("slider", name="Wipe")
    box = page.locator(".st-key-preview .wiped").bounding_box()
    middle = box["y"] + box["height"] / 2

    def at():
        """Where the slider stands, and which part of the picture is the one before."""
        shown = page.locator(".st-key-preview .before")
        clip = shown.evaluate("(found) => getComputedStyle(found).clipPath")
        return float(wipe.input_value()), clip

    page.mouse.move(box["x"] + 0.5 * box["width"], middle)
    page.mouse.down()
    page.mouse.move(box["x"] + 0.2 * box["width"], middle, steps=4)
    value, clip = at()
    assert abs(value - 20) <= 1
    assert f"{100 - value:g}%" in clip
    page.mouse.move(box["x"] - 40, middle + box["height"], steps=4)
    assert at()[0] == 0
    page.mouse.move(box["x"] + 0.7 * box["width"], middle, steps=4)
    page.mouse.up()
    assert abs(at()[0] - 70) <= 1
    page.mouse.move(box["x"] + 0.1 * box["width"], middle, steps=4)
    assert abs(at()[0] - 70) <= 1, "let go, it stays"
    wipe.press("ArrowRight")
    assert abs(at()[0] - 71) <= 1


DROP = """([type, place, name, bytes]) => {
  const data = new DataTransfer();
  if (name) data.items.add(new File([new Uint8Array(bytes)], name));
  else data.setData("text/plain", "a text");
  const event = new DragEvent(type, { dataTransfer: data, bubbles: true, cancelable: true });
  const taken = !document.querySelector(place).dispatchEvent(event);
  return [taken, document.querySelector(".st-key-stage").classList.contains("drop-here")];
}"""


def test_files_dropped_anywhere_on_the_stage_are_taken_as_pictures(stage):
    page = stage()
    shown = picture(page)
    png = list(images.encode(np.full((40, 60, 3), 90, np.uint8)))
    for place in (".st-key-stage", ".st-key-view-bar", ".st-key-preview img"):
        told = page.evaluate(DROP, ["dragover", place, "mine.png", png])
        assert told == [True, True], "it can be dropped here, and the stage says so"
    assert page.evaluate(DROP, ["drop", ".st-key-preview img", "mine.png", png]) == [True, False]
    wait_for_another_picture(page, shown)
    assert page.get_by_text("mine.png", exact=True).count()


@pytest.mark.parametrize("size", [WIDE, PHONE], ids=["wide", "phone"])
def test_a_button_at_the_stage_asks_for_ones_own_pictures_by_keyboard_too(stage, size):
    page = stage(1, size)
    shown = picture(page)
    button = page.get_by_role("button", name="Your own pictures", exact=True)
    left, top, right, bottom = edges(page, ".own-pictures")
    assert 0 <= left < right <= size["width"]
    assert 0 <= top < bottom <= edges(page, ".st-key-preview img")[1], "above the picture"
    page.wait_for_function("() => window.takesDrops")
    rested(page)
    with page.expect_file_chooser() as asked:
        button.press("Enter")
    assert asked.value.is_multiple()
    png = images.encode(np.full((40, 60, 3), 90, np.uint8))
    asked.value.set_files([{"name": "mine.png", "mimeType": "image/png", "buffer": png}])
    wait_for_another_picture(page, shown)
    assert page.get_by_text("mine.png", exact=True).count()


def test_what_is_no_picture_is_refused_by_name_when_it_is_dropped(stage):
    page = stage()
    page.evaluate(DROP, ["drop", ".st-key-stage", "notes.txt", list(b"only words")])
    page.locator(".st-key-notice").get_by_text("notes.txt").wait_for()


def test_neither_a_text_nor_a_drop_elsewhere_is_taken(stage):
    page = stage()
    shown = picture(page)
    for place, name in ((".st-key-stage", ""), (".st-key-side", "mine.png")):
        assert page.evaluate(DROP, ["dragover", place, name, [1]])[1] is False
        page.evaluate(DROP, ["drop", place, name, [1]])
        field = page.locator("[class*='st-key-images-'] input[type=file]")
        assert field.evaluate("(found) => found.files.length") == 0
    settled(page)
    assert picture(page) == shown
    assert page.locator(".st-key-notice").count() == 0


WATCH = """() => {
  window.seen = [];
  const image = () => document.querySelector(".st-key-preview img")?.src;
  let last = image();
  new MutationObserver(() => {
    const now = image();
    if (now && now !== last) seen.push(last = now);
  }).observe(document.querySelector(".stApp"), { subtree: true, childList: true, attributes: true,
    attributeFilter: ["src"] });
}"""


@pytest.mark.parametrize("view", ["Draws", "Steps"])
def test_while_a_key_is_held_down_pictures_follow_and_the_last_one_stands(stage, view):
    page = stage(view=view, strength=0.5, draw=1)
    page.evaluate(WATCH)
    slider = page.get_by_role("slider", name="Strength")
    slider.focus()
    for number in range(200):  # to and fro, for as long as it takes
        page.keyboard.press("ArrowRight" if number % 40 < 25 else "ArrowLeft")
        page.wait_for_timeout(60)
        if page.evaluate("() => window.seen.length") >= 3:
            break
    else:
        pytest.fail("no pictures appear before the key is let go")
    strength = float(slider.input_value())
    words = f"Strength {numbers.strength(strength)}:"
    page.locator(".st-key-stage").get_by_text(words, exact=False).wait_for()
    settled(page)
    seen = page.evaluate("() => window.seen")
    shown = picture(page)
    page.wait_for_timeout(500)
    assert picture(page) == shown == seen[-1], "nothing comes after the last"
    assert float(slider.input_value()) == strength
    words = "[class*='st-key-card-'] [data-testid='stCaptionContainer']"
    said = page.locator(words).all_inner_texts()
    fresh = stage(view=view, strength=strength, draw=1)
    assert picture(fresh) == shown
    assert fresh.locator(words).all_inner_texts() == said


def at(slider):
    """The middle of the handle of a slider, in pixels of the page."""
    box = slider.locator("xpath=ancestor::*[@data-rac][1]").bounding_box()
    return box["x"] + box["width"] / 2, box["y"] + box["height"] / 2


@pytest.mark.parametrize("grip_px", [0, 4])
def test_while_a_hand_drags_the_dial_pictures_follow_and_the_handle_stays_under_it(stage, grip_px):
    page = stage(view="Draws", strength=0.5, draw=1)
    page.evaluate(WATCH)
    slider = page.get_by_role("slider", name="Strength")
    x, y = at(slider)
    page.mouse.move(x + grip_px, y)
    page.mouse.down()
    for _ in range(200):
        page.mouse.move(x := x + 3, y)
        page.wait_for_timeout(60)
        if page.evaluate("() => window.seen.length") >= 3:
            break
        if float(slider.input_value()) == 2:
            pytest.fail("no pictures appear before the hand lets go")
    step_px = page.get_by_test_id("stSlider").first.bounding_box()["width"] / 40
    page.wait_for_timeout(300)  # the browser may be behind
    assert abs(at(slider)[0] - (x - grip_px)) <= step_px / 2 + 1, "rounding does not add up"
    page.mouse.up()
    strength = float(slider.input_value())
    words = f"Strength {numbers.strength(strength)}:"
    page.locator(".st-key-stage").get_by_text(words, exact=False).wait_for()
    settled(page)
    shown = picture(page)
    page.wait_for_timeout(500)
    assert picture(page) == shown == page.evaluate("() => window.seen.at(-1)")
    assert float(slider.input_value()) == strength
    page.mouse.move(x + 60, y)
    page.wait_for_timeout(300)
    assert float(slider.input_value()) == strength, "let go is let go"


@pytest.mark.parametrize("size", [WIDE, PHONE], ids=["wide", "phone"])
@pytest.mark.parametrize("sides", [(300, 1600), (1600, 300)], ids=["panorama", "tower"])
def test_no_draw_of_a_long_picture_is_a_mere_line(stage, size, sides):
    page = stage(1, size)
    shown = picture(page)
    png = images.encode(np.full((*sides, 3), 90, np.uint8))
    page.locator("[class*='st-key-images-'] input[type=file]").set_input_files(
        [{"name": "long.png", "mimeType": "image/png", "buffer": png}]
    )
    wait_for_another_picture(page, shown)
    tile = resting(page.locator(".st-key-preview .tile").first)
    shorter, longer = sorted((tile["width"], tile["height"]))
    assert shorter >= 45
    assert longer >= 115
    assert tile["width"] <= size["width"]
    assert "long.png: the original" in page.locator(".st-key-preview img").get_attribute("alt")


@pytest.mark.parametrize("size", [WIDE, PHONE], ids=["wide", "phone"])
def test_the_first_of_many_chosen_pictures_has_its_whole_name(stage, size):
    page = stage(6, size)
    tags = page.locator(".st-key-pictures [data-tag]")
    tags.nth(5).wait_for(state="attached")
    left, _, right, bottom = edges(page, ".st-key-pictures [data-tag]")
    field = edges(page, ".st-key-pictures [data-testid='stMultiSelectTagsContainer']")
    assert field[0] <= left < right <= field[2]
    assert field[1] < bottom <= field[3] + 1
    name = tags.first.locator("span").first
    assert name.evaluate("(found) => found.scrollWidth <= found.clientWidth")


WATCH_PLACES = """() => {
  const parts = [".st-key-head", ".st-key-knobs", ".st-key-strength-place", ".st-key-view-bar",
    ".st-key-preview"];
  window.places = [];
  const look = () => {
    const found = parts.map((part) => document.querySelector(part)?.getBoundingClientRect());
    const main = document.querySelector(".stMainBlockContainer");
    // The style comes after the first parts of the page.
    const styled = main && parseFloat(getComputedStyle(main).paddingLeft) <= 32;
    const now = found.every(Boolean) && styled
      && JSON.stringify(found.map((box) => [Math.round(box.x), Math.round(box.y)]));
    if (now && places.at(-1) !== now) places.push(now);
    requestAnimationFrame(look);
  };
  look();
}"""


def test_nothing_moves_for_the_fields_and_the_picture_that_come(contexts, kept):
    url, home = kept
    page = contexts(WIDE, "light").new_page()
    page.add_init_script(f"({WATCH_PLACES})()")
    page.goto(f"{url}/{keep_session(home, policy=example.policy(), chosen=IDS[:1])}")
    page.locator(".st-key-preview img").wait_for()
    settled(page)
    places = page.evaluate("() => window.places")
    page.close()
    assert len(places) == 1, places


@pytest.mark.slow  # the pauses are what they say on a quiet machine alone
def test_a_quick_drag_ends_where_the_hand_lets_go_whenever_that_is(stage):
    page = stage(view="Draws", strength=0.5, draw=1)
    slider = page.get_by_role("slider", name="Strength")
    width = page.get_by_test_id("stSlider").first.bounding_box()["width"]
    for number, wait_ms in enumerate((0, 15, 30, 45, 60, 75, 90, 120)):
        x, y = at(slider)
        before = float(slider.input_value())
        way = 8 if number % 2 == 0 else -8  # steps of the slider
        page.mouse.move(x, y)
        page.mouse.down()
        for share in (0.1, 0.5, 0.8, 1):
            page.mouse.move(x + share * way * width / 40, y)
            page.wait_for_timeout(wait_ms / 4)
        page.mouse.up()
        page.wait_for_timeout(600)
        settled(page)
        assert abs(float(slider.input_value()) - (before + 0.05 * way)) < 0.03, wait_ms
