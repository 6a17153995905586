"""A sweep from Start to the exported evidence, and one that is stopped and resumed, as a person does it."""

import json

import pytest

from explorer import Policy, Step
from explorer.ui.link import pack
from tests.browser.conftest import PHONE
from tests.browser.steps import settled

pytestmark = pytest.mark.browser

ROTATION = Policy(steps=(Step("turn", "Rotate", {"limit": (-60, 60)}, p=1.0),), name="rotation")


@pytest.fixture
def finetune(open_page, address):
    """The Fine-tune page with a rotation policy, set to the built-in digits."""

    def opened(**settings):
        page = open_page(f"{address}/finetune?policy={pack(ROTATION)}")
        choose(page, "Data set", "digits")
        for label, value in {"Images per class": 10, **settings}.items():
            fill(page, label, value)
        return page

    return opened


def choose(page, label, option):
    page.get_by_role("combobox", name=label).click()
    page.get_by_role("option", name=option).click()
    # The controls that follow belong to what was chosen: the old ones must have gone.
    page.get_by_text("has 104").wait_for()
    settled(page)


def fill(page, label, value):
    page.get_by_label(label, exact=True).fill(str(value))
    page.keyboard.press("Tab")
    settled(page)


def points(page):
    return page.locator(".st-key-curve .scatterlayer .points path")


def start(page, trials):
    page.get_by_text(f"{trials} trials").first.wait_for()
    page.get_by_role("button", name="Start").click()


def test_a_sweep_runs_through_a_reload_and_its_evidence_ends_up_in_the_exported_file(finetune, tmp_path):
    page = finetune(Strengths="0, 1", Seeds=2, Epochs=4)
    start(page, 4)
    points(page).first.wait_for(timeout=90_000)
    page.reload()
    page.locator(".st-key-verdict").wait_for(timeout=120_000)
    assert page.get_by_label("Seeds", exact=True).input_value() == "2"
    page.locator(".st-key-gain .scatterlayer .points path").nth(1).wait_for()
    assert "On digits (small-cnn, 32 px, 10 images a class)" in page.locator(".st-key-verdict").inner_text()
    page.get_by_role("button", name="Use this strength").click()
    page.get_by_text("is set on Compose").wait_for()
    page.get_by_role("link", name="Compose").click()
    page.locator(".st-key-preview img").first.wait_for()
    with page.expect_download() as download:
        page.get_by_role("button", name="JSON").click()
    download.value.save_as(tmp_path / "policy.json")
    exported = json.loads((tmp_path / "policy.json").read_text())["explorer"]
    assert exported["evidence"]["data"] == "digits"
    assert exported["evidence"]["balance_point"] == exported["strength"]
    assert [entry["strength"] for entry in exported["evidence"]["accuracies"]] == [0, 1]


def test_a_sweep_can_be_stopped_and_resumed_and_a_second_tab_finds_it(finetune, open_page, address):
    page = finetune(Strengths="0, 1, 2", Seeds=2, Epochs=20)
    start(page, 6)
    stop = page.get_by_role("button", name="Stop")
    stop.wait_for()
    other = open_page(f"{address}/finetune", PHONE)
    other.get_by_role("button", name="Stop").wait_for()
    stop.click()
    page.get_by_text("Nothing that was finished is lost").wait_for()
    other.get_by_text("Nothing that was finished is lost").wait_for()
    page.get_by_role("button", name="Resume").click()
    stop.wait_for()
    points(page).first.wait_for(timeout=120_000)
    stop.click()
    page.get_by_role("button", name="Resume").wait_for()


def test_a_bad_setting_gets_one_line_and_loses_nothing(finetune):
    page = finetune(Strengths="0, 0.5, x")
    page.get_by_text("strengths: 'x' is not a number").wait_for()
    assert page.get_by_role("button", name="Start").is_disabled()
    assert page.get_by_label("Images per class", exact=True).input_value() == "10"
    fill(page, "Strengths", "0, 2")
    page.get_by_text("6 trials").first.wait_for()
    fill(page, "Images per class", 9999)
    page.get_by_text("Images per class: 9999 is not between 1 and 104").wait_for()
    assert page.get_by_role("button", name="Start").is_disabled()
