"""The downloads after every kind of edit: each is there at once, and holds the edit."""

import json
from pathlib import Path

import pytest
import yaml
from playwright.sync_api import TimeoutError
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg

from explorer import images, samples
from explorer.policy import files
from explorer.policy.catalog import CATALOG
from explorer.policy.model import ComposeSettings, Policy, Step
from explorer.ui import link
from explorer.ui.params.shapes import shape_of
from tests.browser.steps import add, rested, settled, upload

pytestmark = pytest.mark.browser

# A step for each kind of control. The second entry of a shape is the parameter, the third what a
# hand does to it.
CONTROLS = {
    "number": ("hide", "ratio", "slider"),
    "range": ("turn", "limit", "slider"),
    "xy": ("move", "scale-x", "slider"),
    "pair": ("tiles", "grid-0", "field"),
    "bool": ("turn", "crop_border", "switch"),
    "choice": ("turn", "border_mode", "choice"),
    "rgb": ("turn", "fill", "colour"),
    "color_or_word": ("hide", "fill-word", "choice"),
    "literal": ("shade", "shadow_roi", "text"),
}
STEPS = (
    Step("turn", "Rotate", {"limit": (-20, 20)}),
    Step("move", "Affine"),
    Step("tiles", "RandomGridShuffle"),
    Step("hide", "GridDropout"),
    Step("shade", "RandomShadow"),
)


def download(page, label):
    with page.expect_download(timeout=30_000) as found:
        page.get_by_role("button", name=label, exact=True).click()
    return Path(found.value.path()).read_text()


def exported(page):
    """Returns the `explorer` part of the JSON that is downloaded.

    The YAML says the same, and the Python runs the same.
    """
    document = json.loads(download(page, "JSON"))
    assert yaml.safe_load(download(page, "YAML")) == document
    assert download(page, "Python") == files.dumps(
        files.loads(json.dumps(document)).policy, format="python"
    )
    return document["explorer"]


def hand(page, kind, place):
    """Moves one control of a card to another value."""
    control = page.locator(f".st-key-{place}")
    if kind == "slider":
        control.get_by_role("slider").first.press("ArrowRight")
    elif kind == "field":
        control.locator("input").fill("4")
        page.keyboard.press("Tab")
    elif kind == "text":
        control.locator("input").fill("[0, 0.25, 1, 1]")
        page.keyboard.press("Tab")
    elif kind == "switch":
        control.locator("label").first.click()
    elif kind == "choice":
        choose_last(page, control)
    else:
        control.get_by_test_id("stColorPickerBlock").click()
        page.get_by_role("textbox").last.fill("#336699")
        page.keyboard.press("Enter")
        page.keyboard.press("Escape")


def choose_last(page, control):
    """Chooses the last option.

    Coming into sight may scroll the page, and a page that scrolls closes the list: then once more.
    """
    for _ in range(5):
        control.get_by_role("combobox").press("ArrowDown")
        try:
            return page.get_by_role("option").last.click(timeout=2_000)
        except TimeoutError:
            page.keyboard.press("Escape")
    raise AssertionError("the list does not stay open")


def open_probability(page, step_id):
    """Opens the field that stands behind "p 50%" on a card."""
    page.locator(f".st-key-p-{step_id} button").click()
    page.locator(f".st-key-{step_id}-p input").wait_for()
    settled(page)


def button(page, name):
    page.get_by_role("button", name=name, exact=True).first.click()


def field(page, label, value):
    page.get_by_label(label, exact=True).and_(page.locator("input")).first.fill(value)
    page.keyboard.press("Tab")


def kinds(explorer):
    return [step.get("transform", step.get("group")) for step in explorer["steps"]]


def step(explorer, step_id):
    return next(node for node in explorer["steps"] if node["id"] == step_id)


def test_every_kind_of_control_has_a_place_in_the_walk():
    shapes = {
        shape_of(param, param.default)
        for spec in CATALOG.values()
        for param in spec.params
        if param.default is not None
    }
    assert shapes == set(CONTROLS)


@pytest.fixture
def walk(compose):
    """A walk through edits: opens Compose with `STEPS`.

    It gives the page, and `edited(name, action, holds)`, which does one edit and looks at what is
    downloaded next; `edited.last` is what was downloaded last.
    """
    page = compose(query=f"?policy={link.pack(Policy(STEPS, compose=ComposeSettings(p=0.5)))}")
    page.locator(".st-key-card-shade").wait_for()
    settled(page)
    field(page, "Draws", "1")  # the pictures are not what is tested here
    settled(page)

    def edited(name, action, holds):
        action()
        settled(page)
        now = exported(page)
        assert holds(now), f"{name}: the downloads hold {now}"
        assert now != edited.last, f"{name}: the downloads are those from before"
        edited.last = now

    edited.last = exported(page)
    return page, edited


def test_each_download_holds_every_kind_of_setting_that_was_changed(walk):
    page, edited = walk
    field(page, "Name of the policy", "first name")
    edited(
        "rename",
        lambda: field(page, "Name of the policy", "renamed"),
        lambda now: now["name"] == "renamed",
    )
    page.get_by_label("Name of the policy", exact=True).fill("clicked at once")
    assert exported(page)["name"] == "clicked at once", "the click on the download leaves the field"

    page.get_by_role("slider", name="Strength").press("ArrowLeft")
    assert exported(page)["strength"] == 0.95, "a slider sends what a key did a moment later"
    page.get_by_role("slider", name="Strength").press("ArrowRight")
    settled(page)

    switch = page.locator(".st-key-turn-enabled label").first
    edited("switch off", switch.click, lambda now: not step(now, "turn")["enabled"])
    edited("switch on", switch.click, lambda now: step(now, "turn")["enabled"])
    chance = page.locator(".st-key-turn-p input")
    open_probability(page, "turn")
    edited(
        "probability",
        lambda: (chance.fill("0.35"), page.keyboard.press("Tab")),
        lambda now: step(now, "turn")["p"] == 0.35,
    )
    edited(
        "outermost probability",
        lambda: field(page, "Probability of the whole policy", "0.4"),
        lambda now: now["compose"]["p"] == 0.4,
    )

    opened = set()
    for shape, (step_id, param, kind) in CONTROLS.items():
        if step_id not in opened:
            page.locator(f".st-key-card-{step_id} summary").first.click()
            settled(page)
            opened.add(step_id)
        transform = next(known.transform for known in STEPS if known.id == step_id)
        before = step(edited.last, step_id)["params"]
        edited(
            shape,
            lambda kind=kind, place=f"{step_id}-{transform}-{param}": hand(page, kind, place),
            lambda now, step_id=step_id, before=before: step(now, step_id)["params"] != before,
        )
    unset = page.locator(".st-key-hide-GridDropout-unit_size_range-set label").first
    edited(
        "a setting that may be left out",
        unset.click,
        lambda now: step(now, "hide")["params"]["unit_size_range"] is not None,
    )


def test_each_download_holds_every_change_of_the_stack(walk):
    page, edited = walk
    edited(
        "add", lambda: add(page, "HorizontalFlip"), lambda now: kinds(now)[-1] == "HorizontalFlip"
    )
    edited(
        "move",
        lambda: button(page, "Move Horizontal flip up"),
        lambda now: kinds(now)[-2] == "HorizontalFlip",
    )
    edited(
        "duplicate",
        lambda: button(page, "Duplicate Horizontal flip"),
        lambda now: kinds(now).count("HorizontalFlip") == 2,
    )
    edited(
        "delete",
        lambda: button(page, "Delete Horizontal flip 2"),
        lambda now: kinds(now).count("HorizontalFlip") == 1,
    )

    edited(
        "group",
        lambda: _group(page, ("Rotate", "Horizontal flip")),
        lambda now: "OneOf" in kinds(now),
    )
    card = page.locator("[class*='st-key-group-oneof']")
    edited(
        "kind of group", lambda: _kind(page, card, "Some of"), lambda now: "SomeOf" in kinds(now)
    )
    card = page.locator("[class*='st-key-group-oneof']")
    edited(
        "how many",
        lambda: (card.locator("input[type=number]").fill("2"), page.keyboard.press("Tab")),
        lambda now: '"n": 2' in json.dumps(now),
    )
    edited(
        "may repeat",
        lambda: card.get_by_text("May repeat").click(),
        lambda now: '"replace": true' in json.dumps(now),
    )
    edited(
        "add to a group",
        lambda: _add_within(page, "Sharpen"),
        lambda now: "Sharpen" in json.dumps(now),
    )
    edited(
        "ungroup", lambda: button(page, "Ungroup Some of"), lambda now: "SomeOf" not in kinds(now)
    )

    edited("undo", lambda: button(page, "Undo"), lambda now: "SomeOf" in kinds(now))
    edited("redo", lambda: button(page, "Redo"), lambda now: "SomeOf" not in kinds(now))
    dial = page.get_by_role("slider", name="Strength")
    edited("strength", lambda: dial.press("ArrowLeft"), lambda now: now["strength"] == 0.95)
    edited("seed", lambda: field(page, "Seed", "7"), lambda now: now["seed"] == 7)
    edited("reroll", lambda: button(page, "Reroll"), lambda now: now["seed"] == 8)
    edited(
        "tail",
        lambda: page.get_by_text("Add Normalize and ToTensorV2").click(),
        lambda now: len(now["tail"]) == 2,
    )


def test_each_download_holds_what_was_loaded_and_nothing_of_how_it_is_looked_at(walk):
    page, edited = walk
    photograph = images.encode(samples.sample_image("coffee").rgb[:40, :60])
    upload(page, "Images", "mine.png", photograph)
    page.get_by_text("mine.png").first.wait_for()
    settled(page)
    assert exported(page) == edited.last, "an own picture is no part of the policy"
    for view in ("Steps", "Compare", "Draws"):
        page.get_by_label("View", exact=True).or_(
            page.get_by_role("radiogroup", name="View")
        ).get_by_text(view, exact=True).click()
        settled(page)
        assert exported(page) == edited.last, "nor is how it is looked at"

    edited("import", lambda: _import(page), lambda now: now["name"] == "imported")
    edited("pasted policy", lambda: _paste(page), lambda now: kinds(now) == ["VerticalFlip"])
    edited("preset", lambda: _preset(page), lambda now: now["name"] == "light")


def _group(page, names):
    button(page, "Add a group")
    box = page.get_by_label("Steps to put in", exact=True)
    box.click()
    for name in names:
        page.get_by_role("option", name=name, exact=True).click()
    page.keyboard.press("Escape")
    button(page, "Add group")
    page.locator("[class*='st-key-card-oneof']").wait_for()


def _kind(page, card, name):
    card.get_by_role("combobox").press("ArrowDown")
    page.get_by_role("option", name=name, exact=True).click()


def _add_within(page, name):
    box = page.get_by_label("Add to this group: Some of", exact=True)
    box.click()
    box.fill(name)
    page.get_by_role("option").first.wait_for()
    box.press("Enter")
    page.locator(f"[class*='st-key-card-{name.lower()}-']").first.wait_for()


def _import(page):
    upload(
        page, "Policy file", "policy.json", files.dumps(Policy(STEPS[:2], name="imported")).encode()
    )
    page.get_by_text("Loaded policy.json").wait_for()


def _paste(page):
    page.get_by_text("Paste a policy", exact=True).click()
    settled(page)
    page.get_by_label("JSON, YAML or Python", exact=True).fill("A.Compose([A.VerticalFlip(p=0.5)])")
    page.keyboard.press("Control+Enter")
    settled(page)
    button(page, "Load pasted policy")
    page.get_by_text("Loaded the pasted text").wait_for()


def _preset(page):
    button(page, "Presets")
    button(page, "Light")
    page.locator(".st-key-card-light").wait_for()


def test_the_panel_for_pasting_stays_open_when_the_stack_grows_and_shrinks(open_page, address):
    page = open_page(f"{address}/?policy={link.pack(Policy(STEPS))}")
    page.locator(".st-key-card-shade").wait_for()
    settled(page)
    page.get_by_text("Annotations and uploads", exact=True).click()
    _paste(page)
    settled(page)
    inside = page.get_by_label("JSON, YAML or Python", exact=True)
    assert inside.is_visible()
    assert page.get_by_text("Annotations (COCO JSON)", exact=True).is_visible()
    add(page, "ColorJitter")
    assert inside.is_visible()


def test_a_click_before_the_browser_has_drawn_an_edit_downloads_it(open_page, address):
    page = open_page("about:blank")
    line = _Line()
    page.route_web_socket("**/_stcore/stream", line.join)
    page.goto(f"{address}/?policy={link.pack(Policy(STEPS))}")
    page.locator(".st-key-card-shade").wait_for()
    settled(page)
    switch = page.locator(".st-key-turn-enabled label").first
    edits = {  # two live ones, and one that draws all of the page
        "switch": (switch.click, lambda now: not step(now, "turn")["enabled"]),
        "seed": (lambda: button(page, "Reroll"), lambda now: now["seed"] == 1),
        "chance": (
            lambda: (
                page.locator(".st-key-turn-p input").fill("0.35"),
                page.keyboard.press("Tab"),
            ),
            lambda now: step(now, "turn")["p"] == 0.35,
        ),
    }
    for name, (edit, holds) in edits.items():
        if name == "chance":
            open_probability(page, "turn")
        rested(page)
        line.hold()
        edit()
        line.wait_for_the_end_of_a_run(page)
        with page.expect_download() as found:
            page.get_by_role("button", name="JSON", exact=True).click()
            line.let_go()
        now = json.loads(Path(found.value.path()).read_text())["explorer"]
        assert holds(now), f"{name}: the download holds {now}"
        settled(page)


class _Line:
    """What the server says to a page, which can be held back."""

    def __init__(self):
        self.page, self.held, self.holds = None, [], False

    def join(self, page):
        self.page = page
        page.connect_to_server().on_message(self._take)

    def _take(self, message):
        (self.held.append if self.holds else self.page.send)(message)

    def hold(self):
        self.holds = True

    def let_go(self):
        self.holds = False
        while self.held:
            self.page.send(self.held.pop(0))

    def wait_for_the_end_of_a_run(self, page):
        for _ in range(600):
            if any(self._ends(message) for message in self.held):
                return
            page.wait_for_timeout(50)
        raise AssertionError("no run has ended")

    @staticmethod
    def _ends(message):
        said = ForwardMsg.FromString(message)
        return said.WhichOneof("type") == "script_finished" and said.script_finished in (
            ForwardMsg.FINISHED_SUCCESSFULLY,
            ForwardMsg.FINISHED_FRAGMENT_RUN_SUCCESSFULLY,
        )
