"""The way of a new user.

Pick a picture, stack transforms, move sliders, change one's mind, export, and use the file without
us.
"""

import json
import subprocess
import sys

import pytest

from explorer.policy.model import Policy, Step
from explorer.ui import link
from tests.browser.accessible import choose_view
from tests.browser.steps import add, names, picture, settled, wait_for_another_picture

pytestmark = pytest.mark.browser

LOAD = """
import sys, numpy, albumentations
pipeline = albumentations.load(sys.argv[1])
noise = numpy.random.default_rng(0).integers(0, 255, (64, 64, 3), dtype=numpy.uint8)
image = pipeline(image=noise)["image"]
ours = any(name.startswith("explorer") for name in sys.modules)
print([type(step).__name__ for step in pipeline.transforms], image.shape, ours)
"""


def test_from_a_sample_to_a_policy_that_plain_albumentations_loads(compose, tmp_path):
    page = compose()
    box = page.get_by_label("Pictures", exact=True)
    box.click()
    old = picture(page)
    page.get_by_role("option", name="Coffee cup").click()
    box.press("Escape")
    seen = [old, wait_for_another_picture(page, old)]

    for name in ("Rotate", "ColorJitter", "CoarseDropout"):
        add(page, name)
    assert names(page) == ["Rotate", "Color jitter", "Coarse dropout"]
    assert picture(page) not in seen

    seen.append(picture(page))
    page.get_by_role("slider", name="Strength").press("ArrowRight")
    seen.append(wait_for_another_picture(page, seen[-1]))
    slider = page.locator(".st-key-card-coarsedropout-1").get_by_role("slider").first
    slider.press("ArrowRight")
    seen.append(wait_for_another_picture(page, seen[-1]))
    assert len(set(seen)) == len(seen), "every move shows a picture of its own"

    page.get_by_role("button", name="Undo", exact=True).click()
    assert wait_for_another_picture(page, seen[-1]) == seen[-2], (
        "undo shows the picture from before, to the byte"
    )
    page.get_by_role("button", name="Redo", exact=True).click()
    assert wait_for_another_picture(page, seen[-2]) == seen[-1]

    page.get_by_role("button", name="Move Coarse dropout up").click()
    page.locator(
        ".st-key-card-coarsedropout-1 ~ div, div:has(> .st-key-card-coarsedropout-1) ~ div"
    ).locator(".st-key-card-colorjitter-1").wait_for()
    settled(page)
    assert names(page) == ["Rotate", "Coarse dropout", "Color jitter"]

    with page.expect_download() as download:
        page.get_by_role("button", name="JSON", exact=True).click()
    file = tmp_path / "policy.json"
    download.value.save_as(file)
    assert json.loads(file.read_text())["explorer"]["strength"] == pytest.approx(1.05)
    told = subprocess.run(
        [sys.executable, "-c", LOAD, str(file)],
        cwd=tmp_path,
        capture_output=True,
        text=True,
        timeout=60,
        env={"NO_ALBUMENTATIONS_UPDATE": "1"},
    )
    assert told.stdout.strip() == "['Rotate', 'CoarseDropout', 'ColorJitter'] (64, 64, 3) False", (
        told.stderr
    )


@pytest.mark.parametrize(("label", "start"), [("YAML", "__version__"), ("Python", '"""')])
def test_the_other_formats_are_one_click_away(compose, tmp_path, label, start):
    page = compose()
    with page.expect_download() as download:
        page.get_by_role("button", name=label, exact=True).click()
    download.value.save_as(tmp_path / "policy")
    assert (tmp_path / "policy").read_text()


def test_a_reload_keeps_stack_strength_seed_and_pictures(compose):
    page = compose()
    add(page, "Rotate")
    old = picture(page)
    page.get_by_role("slider", name="Strength").press("ArrowRight")
    old = wait_for_another_picture(
        page, old
    )  # a picture still on its way would be taken for the reroll's
    page.get_by_role("button", name="Reroll", exact=True).click()
    shown = wait_for_another_picture(page, old)
    page.reload()
    page.locator(".st-key-card-rotate-1").wait_for()
    settled(page)
    assert picture(page) == shown
    assert page.get_by_label("Seed", exact=True).input_value() == "1"
    assert page.get_by_role("slider", name="Strength").input_value() == "1.05"


def test_a_link_carries_the_policy_and_no_session(compose, open_page):
    page = compose()
    add(page, "Rotate")
    page.get_by_role("button", name="Link").click()
    address = page.locator("[data-testid='stPopoverBody'] code").inner_text().replace("\n", "")
    assert "session=" not in address
    other = open_page(address)
    other.locator(".st-key-card-rotate-1").wait_for()
    settled(other)
    assert "policy=" not in other.url
    assert picture(other) == picture(page)


def test_one_moving_slider_changes_its_own_step_alone(compose):
    policy = Policy((Step("flip", "HorizontalFlip", p=0.5), Step("noise", "GaussNoise", p=1.0)))
    page = compose(query=f"?policy={link.pack(policy)}")
    page.locator(".st-key-card-noise summary").click()
    choose_view(page, "Steps")

    def tile(index):
        """Returns a checksum of one tile's pixels on the screen.

        The rim shares JPEG blocks with its neighbours and is left out.
        """
        return page.evaluate(
            """(index) => { const i = document.querySelector('.st-key-preview img');
            const c = document.createElement('canvas');
            c.width = i.naturalWidth; c.height = i.naturalHeight;
            const g = c.getContext('2d'); g.drawImage(i, 0, 0);
            const w = (c.width - 6) / 2, h = (c.height - 6) / 2;
            const x = (index % 2) * (w + 6), y = Math.floor(index / 2) * (h + 6);
            const pixels = g.getImageData(x + 16, y + 16, w - 32, h - 32).data;
            const add = (sum, value, at) => (sum * 31 + value * (at % 7 + 1)) % 1000003;
            return pixels.reduce(add, 0); }""",
            index,
        )

    before = [tile(0), tile(1)]
    old = picture(page)
    page.locator(".st-key-card-noise").get_by_role("slider").first.press("ArrowRight")
    wait_for_another_picture(page, old)
    assert [tile(0), tile(1)] == before, (
        "the original and the flip before the noise stay as they are"
    )


def test_a_keyboard_keeps_its_place_on_a_card_that_moves_and_beside_one_that_goes(compose):
    three = Policy((Step("a", "Rotate"), Step("b", "Sharpen"), Step("c", "HorizontalFlip")))
    page = compose(query=f"?policy={link.pack(three)}")
    page.locator(".st-key-card-c").wait_for()

    def has_focus(key):
        page.wait_for_function(
            "(key) => document.activeElement.closest('[class*=st-key-]')?.classList.contains(key)",
            arg=key,
        )
        settled(page)

    page.get_by_role("button", name="Move Rotate down", exact=True).focus()
    for order in (
        ["Sharpen", "Rotate", "Horizontal flip"],
        ["Sharpen", "Horizontal flip", "Rotate"],
    ):
        page.keyboard.press("Enter")
        page.wait_for_function(
            "([name, place]) => document.querySelectorAll('[class*=st-key-card-]')[place]"
            "?.classList.contains(name)",
            arg=["st-key-card-a", order.index("Rotate")],
        )
        has_focus("st-key-act-down-a")
        assert names(page) == order
    page.get_by_role("button", name="Delete Horizontal flip", exact=True).focus()
    page.keyboard.press("Enter")
    has_focus("st-key-act-delete-a")


def test_a_held_key_leaves_no_picture_behind_that_cannot_be_fetched(compose):
    page = compose(
        query=f"?policy={link.pack(Policy((Step('a', 'RandomBrightnessContrast', p=1.0),)))}"
    )
    page.locator(".st-key-card-a").wait_for()
    settled(page)
    page.get_by_role("slider", name="Strength").focus()
    for _ in range(20):
        page.keyboard.press("ArrowLeft")
        page.wait_for_timeout(20)
    page.wait_for_function(
        "() => document.querySelector('.st-key-stage').innerText.includes('Strength 0:')"
    )
    settled(page)
    assert page.evaluate("() => document.querySelector('.st-key-preview img').naturalWidth") > 0
