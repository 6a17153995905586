"""The cards as a hand meets them: search, double click, keys."""

import pytest

from explorer import samples
from explorer.policy.model import Policy, Step
from explorer.samples import TRANSFORM_COLUMNS
from explorer.ui import link
from tests.browser.conftest import PHONE, WIDE
from tests.browser.steps import add, names, picture, rested, settled, wait_for_another_picture

pytestmark = pytest.mark.browser

LIMIT = ".st-key-a-Rotate-limit"
KNOBS = "[class*='st-key-card-'] [class*='st-key-knob-']"
# At once, as no hand can: a field that is written between a choice of its text and the typing gets
# both texts.
TYPED = """(field, text) => {
  Object.getOwnPropertyDescriptor(HTMLInputElement.prototype, "value").set.call(field, text);
  field.dispatchEvent(new Event("input", { bubbles: true }));
  field.dispatchEvent(new KeyboardEvent("keydown", { key: "Enter", bubbles: true }));
}"""
LOADED = """async (address) => {
  const image = new Image();
  image.src = address;
  await image.decode();
  return image.naturalWidth;
}"""


@pytest.fixture
def turned(compose):
    """Compose with one step, whose slider is not at its default."""
    policy = Policy((Step("a", "Rotate", {"limit": (-12.0, 12.0)}),))
    page = compose(query=f"?policy={link.pack(policy)}")
    page.locator(LIMIT).get_by_role("slider").first.wait_for()
    settled(page)
    return page


def limit(page):
    return page.locator(f"{LIMIT}-typed input").input_value()


def wait_for_limit(page, text):
    page.wait_for_function(
        "([place, text]) => document.querySelector(place)?.value === text",
        arg=[f"{LIMIT}-typed input", text],
    )
    settled(page)


def test_enter_adds_the_transform_whose_name_was_typed(compose):
    page = compose()
    box = page.get_by_label("Add a transform", exact=True)
    box.click()
    box.fill("brightness")
    page.get_by_role("option").first.wait_for()
    box.press("Enter")
    page.locator("[class*='st-key-card-randombrightnesscontrast-']").first.wait_for()
    settled(page)
    assert names(page) == ["Random brightness contrast"]
    assert (
        page.get_by_role("switch", name="Random brightness contrast", exact=True)
        .or_(page.get_by_role("checkbox", name="Random brightness contrast", exact=True))
        .count()
    ), "its name is read out as it is written"


def test_the_list_shows_before_each_line_what_its_transform_does(compose):
    page = compose()
    box = page.get_by_label("Add a transform", exact=True)
    box.click()
    box.fill("invert")
    option = page.get_by_role("option", name="Invert img").first
    option.wait_for()
    row, column = divmod(samples.transform_names().index("InvertImg"), TRANSFORM_COLUMNS)
    width, place, image = option.locator("div").first.evaluate(
        """(line) => {
          const look = getComputedStyle(line, "::before");
          return [look.width, look.backgroundPosition, look.backgroundImage];
        }"""
    )
    side = 32
    assert (width, place) == (f"{side}px", f"{-side * column}px {-side * row}px")
    assert "app/static/transforms.webp" in image
    loaded = page.evaluate(LOADED, image.removeprefix('url("').removesuffix('")'))
    assert loaded == samples.TRANSFORM_PX * TRANSFORM_COLUMNS
    box.press("Escape")
    option.wait_for(state="detached")
    page.locator(".st-key-knobs").get_by_label("Size", exact=True).click()
    other = page.get_by_role("option").nth(1)
    other.wait_for()
    width = "(line) => getComputedStyle(line, '::before').content"
    assert other.locator("div").first.evaluate(width) == "none", "no other list has pictures"


def test_a_number_is_typed_and_a_double_click_on_the_name_sets_the_default(turned):
    page = turned
    assert limit(page) == "-12 to 12"
    page.locator(f"{LIMIT}-typed input").fill("-5 to 20")
    page.keyboard.press("Enter")
    wait_for_limit(page, "-5 to 20")
    page.wait_for_function(
        "(place) => document.querySelector(place)?.value === '-5'",
        arg=f"{LIMIT} input[type=range]",
    )
    page.locator(LIMIT).get_by_test_id("stWidgetLabel").get_by_text("Limit").dblclick()
    wait_for_limit(page, "-30 to 30")
    page.get_by_role("button", name="Reset limit").wait_for(state="detached")


def test_a_keyboard_opens_the_probability_changes_it_and_comes_back(turned):
    page = turned
    button = page.get_by_role("button", name="Probability of Rotate: p 50%")
    button.focus()
    page.keyboard.press("Enter")
    field = page.get_by_label("Probability of Rotate", exact=True)
    field.wait_for()
    field.fill("0.25")
    page.keyboard.press("Enter")
    settled(page)
    assert field.is_visible(), "it stays open for the next number"
    page.keyboard.press("Escape")
    field.wait_for(state="detached")
    page.get_by_role("button", name="Probability of Rotate: p 25%").wait_for()


def test_a_card_of_a_step_takes_three_lines(turned):
    assert turned.locator(".st-key-card-a").bounding_box()["height"] <= 110


def test_the_picture_on_a_card_follows_once_the_keys_on_strength_rest(turned):
    page = turned
    called = "Rotate alone on Chelsea the cat, at strength 1"
    shown = page.locator(".st-key-card-a").get_by_role("img", name=called)
    shown.wait_for()
    before = shown.get_attribute("src")
    dial = page.get_by_role("slider", name="Strength")
    for _ in range(5):
        dial.press("ArrowRight")
        page.wait_for_timeout(60)
    after = page.get_by_role("img", name=f"{called}.25", exact=True)
    after.wait_for()
    assert after.get_attribute("src") != before
    dial.press("ArrowLeft")
    page.get_by_role("img", name=f"{called}.2", exact=True).wait_for()


@pytest.mark.parametrize("width", [1440, 390])
def test_nothing_on_a_card_covers_its_words(compose, width):
    page = compose(query="")  # the example: its words take two lines
    page.locator(".st-key-example").wait_for()
    page.set_viewport_size({"width": width, "height": 900})
    settled(page)
    covered = page.evaluate(
        """() => {
          const over = (a, b) => Math.min(a.right, b.right) - Math.max(a.left, b.left) > 1
            && Math.min(a.bottom, b.bottom) - Math.max(a.top, b.top) > 1;
          const found = [];
          for (const card of document.querySelectorAll("[class*='st-key-card-']")) {
            const words = document.createRange();
            const said = card.querySelector(":scope > .stElementContainer p");
            words.selectNodeContents(said);
            for (const other of card.querySelectorAll("button, summary, label, input"))
              for (const line of words.getClientRects())
                if (over(line, other.getBoundingClientRect()))
                  found.push(`${other.innerText || other.ariaLabel}: ${said.innerText}`);
          }
          return found;
        }"""
    )
    assert page.locator("[class*='st-key-card-']").count() == 4
    assert covered == []


def test_what_is_no_number_is_refused_where_it_can_be_read(turned):
    page = turned
    page.locator(f"{LIMIT}-typed input").fill("much")
    page.keyboard.press("Enter")
    page.locator(".st-key-card-a").get_by_role("alert").get_by_text("Limit (°)").wait_for()
    assert page.locator(".st-key-said").get_by_role("alert").count() == 0
    assert limit(page) == "much"


# Without a breath between them the two requests cross; a browser under load may send the slider's
# former value seconds later, and then it counts as a hand's.
@pytest.mark.parametrize("breath", [True, pytest.param(False, marks=pytest.mark.slow)])
def test_two_numbers_typed_one_after_the_other_leave_box_slider_and_words_alike(turned, breath):
    page = turned
    box = page.locator(f"{LIMIT}-typed input")
    for first, second, end in (("5", "-7 to 8", "-7"), ("9", "-20 to 21", "-20")):
        box.fill(first)
        box.press("Enter")
        if breath:
            settled(page)
        box.evaluate(TYPED, second)
        settled(page)
        wait_for_limit(page, second)
        page.wait_for_timeout(1500)
        settled(page)
        assert limit(page) == second, "nothing that was on its way has undone it"
        ends = page.locator(f"{LIMIT} input[type=range]")
        assert ends.first.input_value() == end
        page.locator(".st-key-card-a").get_by_text(f"{end}° to").wait_for()


def test_the_example_shows_no_way_back_before_anything_was_changed(compose):
    page = compose(query="")
    page.locator(".st-key-example").wait_for()
    settled(page)
    resets = page.locator("[class*='st-key-card-'] [class*='st-key-reset-']")
    assert resets.count(), "a setting of the example is not the transform's default"
    assert not any(reset.is_visible() for reset in resets.all())
    page.get_by_role("slider", name="Strength").press("ArrowRight")
    settled(page)
    page.locator(KNOBS).get_by_role("slider").first.press("ArrowRight")
    page.locator(".st-key-example").wait_for(state="detached")
    resets.first.wait_for(state="visible")


def test_the_first_move_of_a_slider_makes_the_example_the_persons_own(compose):
    page = compose(query="")
    page.locator(".st-key-example").wait_for()
    settled(page)
    page.locator(KNOBS).get_by_role("slider").first.press("ArrowRight")
    page.locator(".st-key-example").wait_for(state="detached")


def test_delete_on_a_slider_sets_the_default_and_the_keyboard_stays_there(turned):
    page = turned
    page.locator(LIMIT).get_by_role("slider").first.focus()
    page.keyboard.press("Delete")
    wait_for_limit(page, "-30 to 30")
    assert page.evaluate("() => document.activeElement.type") == "range"


def test_ctrl_z_takes_an_edit_back_after_a_reload_too_but_not_in_a_text_field(turned):
    page = turned
    slider = page.locator(LIMIT).get_by_role("slider").first
    slider.press("ArrowRight")
    wait_for_limit(page, "-11 to 12")
    page.reload()
    slider.wait_for()
    settled(page)
    field = page.get_by_label("Name of the policy", exact=True)
    field.focus()
    page.keyboard.press("Control+z")
    settled(page)
    assert limit(page) == "-11 to 12"
    slider.focus()
    page.keyboard.press("Control+z")
    wait_for_limit(page, "-12 to 12")
    page.keyboard.press("Control+Shift+z")
    wait_for_limit(page, "-11 to 12")


def test_a_key_held_on_a_slider_ends_where_it_should_and_is_undone_at_once(turned):
    slider = turned.locator(LIMIT).get_by_role("slider").first
    slider.focus()
    for _ in range(15):
        turned.keyboard.press("ArrowLeft")
        turned.wait_for_timeout(33)  # as a key that is held down
    wait_for_limit(turned, "-27 to 12")
    assert slider.input_value() == "-27"
    turned.get_by_role("button", name="Undo", exact=True).click()
    wait_for_limit(turned, "-12 to 12")
    assert slider.input_value() == "-12", "one gesture is undone at once"


def test_a_slider_of_a_card_is_followed_while_a_hand_drags_it(turned):
    slider = turned.locator(LIMIT).get_by_role("slider").first
    box = slider.locator("xpath=ancestor::*[@data-rac][1]").bounding_box()
    x, y = box["x"] + box["width"] / 2, box["y"] + box["height"] / 2
    before = picture(turned)
    turned.mouse.move(x, y)
    turned.mouse.down()
    turned.mouse.move(x - 5, y, steps=3)
    turned.mouse.move(x - 10, y, steps=3)
    wait_for_another_picture(turned, before)
    turned.locator(f"{LIMIT} [data-dragging]").wait_for()  # still in the hand
    turned.mouse.move(x - 20, y, steps=5)
    turned.mouse.up()
    settled(turned)
    wait_for_limit(turned, f"{slider.input_value()} to 12")


def test_what_is_typed_for_the_value_that_stands_is_written_out_too(turned):
    field = turned.locator(f"{LIMIT}-typed input")
    field.fill("-12")
    field.press("Enter")
    wait_for_limit(turned, "-12 to 12")


@pytest.mark.parametrize("size", [WIDE, PHONE], ids=["wide", "phone"])
def test_no_line_of_the_search_is_cut(compose, size):
    page = compose(size)
    page.get_by_label("Add a transform", exact=True).fill("o")
    page.get_by_role("option").first.wait_for()
    cut = page.get_by_role("option").evaluate_all(
        """(found) => found.map((line) => {
          const text = document.createRange();
          text.selectNodeContents(line.firstChild);
          const inside = text.getBoundingClientRect(), outside = line.getBoundingClientRect();
          const fits = inside.height <= outside.height && inside.right <= outside.right;
          return fits ? null : line.innerText;
        }).filter(Boolean)"""
    )
    assert cut == []


def test_what_only_has_the_letters_is_not_listed(compose):
    page = compose()
    page.get_by_label("Add a transform", exact=True).fill("bright")
    page.get_by_role("option").first.wait_for()
    lines = page.get_by_role("option").all_inner_texts()
    assert lines[0].startswith("Random brightness contrast")
    assert all("bright" in line.lower() for line in lines)


def test_delete_and_a_double_click_on_the_name_set_strength_back_and_nothing_moves(turned):
    page = turned
    dial = page.get_by_role("slider", name="Strength")
    place = (
        page.locator(".st-key-stage").bounding_box(),
        page.locator(".st-key-side").bounding_box(),
    )
    for back in ("Delete", "double click"):
        dial.press("ArrowRight")
        page.get_by_role("button", name="Reset strength").wait_for()
        rested(page)
        assert dial.input_value() == "1.05"
        assert place == (
            page.locator(".st-key-stage").bounding_box(),
            page.locator(".st-key-side").bounding_box(),
        )
        if back == "Delete":
            dial.press("Delete")
        else:
            page.locator(".st-key-knob-strength").get_by_text("Strength", exact=True).dblclick()
        page.get_by_role("button", name="Reset strength").wait_for(state="detached")
        rested(page)
        assert dial.input_value() == "1"


@pytest.mark.parametrize("size", [WIDE, PHONE], ids=["wide", "phone"])
@pytest.mark.parametrize("motion", ["reduce", "no-preference"])
def test_a_new_step_is_scrolled_to_and_the_search_keeps_the_keyboard(compose, size, motion):
    steps = [Step(f"s{i}", "HorizontalFlip") for i in range(12)]
    page = compose(size, query=f"?policy={link.pack(Policy(tuple(steps)))}")
    page.emulate_media(reduced_motion=motion)
    settled(page)
    add(page, "Rotate")
    page.wait_for_function(
        """() => {
          const box = document.querySelector("[class*='st-key-card-rotate-']")
            .getBoundingClientRect();
          return box.top >= 0 && box.bottom <= innerHeight;
        }"""
    )
    box = page.get_by_label("Add a transform", exact=True)
    assert box.evaluate("(found) => found === document.activeElement")


@pytest.mark.parametrize("size", [WIDE, PHONE], ids=["wide", "phone"])
def test_to_clear_the_stack_moves_no_picture(compose, size):
    page = compose(size, query=f"?policy={link.pack(Policy((Step('a', 'Rotate'),)))}")
    settled(page)
    image = page.locator(".st-key-preview img").first
    before, old = image.bounding_box(), picture(page)
    clear = page.get_by_role("button", name="Clear", exact=True)
    clear.evaluate("(found) => found.click()")
    clear.wait_for(state="detached")
    wait_for_another_picture(page, old)
    assert names(page) == []
    page.locator(".stMain").evaluate("(found) => found.scrollTo(0, 0)")
    assert image.bounding_box() == before
