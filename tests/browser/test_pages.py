"""Every page as a cold deep link, and the picture in sight wherever a hand is."""

import pytest

from explorer.policy.model import Policy, Step
from explorer.ui import link
from tests.browser.conftest import PHONE, WIDE
from tests.browser.steps import open_all_settings, settled

pytestmark = pytest.mark.browser

TEN = (
    "Rotate",
    "RandomBrightnessContrast",
    "GaussianBlur",
    "HueSaturationValue",
    "CoarseDropout",
    "HorizontalFlip",
    "Affine",
    "Perspective",
    "GaussNoise",
    "Sharpen",
)


@pytest.mark.parametrize(
    ("path", "title"), [("data", "Data"), ("finetune", "Fine-tune"), ("results", "Results")]
)
def test_a_cold_deep_link_opens_its_page_and_leads_to_the_others(open_page, address, path, title):
    page = open_page(f"{address}/{path}")
    page.get_by_role("heading", name=title, exact=True).wait_for()
    page.get_by_role("link", name="Compose", exact=False).first.click()
    page.locator(".st-key-preview img").first.wait_for()


@pytest.mark.parametrize("size", [WIDE, PHONE], ids=["wide", "phone"])
def test_the_picture_stays_in_sight_while_any_slider_moves(compose, size):
    policy = Policy(tuple(Step(f"s{i}", name) for i, name in enumerate(TEN)))
    page = compose(size, query=f"?policy={link.pack(policy)}")
    page.locator(".st-key-card-s9").wait_for()
    settled(page)
    open_all_settings(page)
    sliders = page.get_by_role("slider")
    assert sliders.count() > 20
    for i in range(0, sliders.count(), 3):
        sliders.nth(i).focus()
        sliders.nth(i).scroll_into_view_if_needed()
        box = page.locator(".st-key-preview img").first.bounding_box()
        shown = min(box["y"] + box["height"], size["height"]) - max(box["y"], 0)
        assert shown > 0.95 * box["height"], (
            f"slider {i}: {shown:.0f} of {box['height']:.0f} px of the picture are in sight"
        )
        hand = sliders.nth(i).bounding_box()
        assert 0 <= hand["y"] <= size["height"]


@pytest.mark.parametrize("size", [WIDE, PHONE], ids=["wide", "phone"])
def test_nothing_is_wider_than_the_window(compose, size):
    page = compose(size)
    assert page.evaluate("() => document.querySelector('.stMain').scrollWidth") <= size["width"]
