"""A sweep as a person makes it: from Start to the exported evidence, and stopped and resumed."""

import json

import pytest

from explorer import Policy, Step
from explorer.ui.link import pack
from tests.browser.conftest import PHONE, WIDE
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


def test_a_sweep_runs_through_a_reload_and_its_evidence_ends_up_in_the_exported_file(
    finetune, tmp_path
):
    page = finetune(Strengths="0, 1", Seeds=2, Epochs=4)
    start(page, 8)
    points(page).first.wait_for(timeout=90_000)
    page.reload()
    page.locator(".st-key-verdict").wait_for(timeout=200_000)
    assert page.get_by_label("Seeds", exact=True).input_value() == "2"
    page.locator(".st-key-gain .scatterlayer .points path").nth(1).wait_for()
    claim = page.locator(".st-key-verdict .st-key-verdict-claim")
    claim.get_by_text("On digits (small-cnn, 32 px, 10 images a class)").wait_for()
    use = page.get_by_role("button", name="Use strength")
    strength = use.inner_text().rpartition(" ")[2]
    use.click()
    page.get_by_text(f"Strength {strength} of the policy rotation is set on Compose").wait_for()
    page.get_by_role("link", name="Compose").click()
    page.locator(".st-key-preview img").first.wait_for()
    with page.expect_download() as download:
        page.get_by_role("button", name="JSON").click()
    download.value.save_as(tmp_path / "policy.json")
    exported = json.loads((tmp_path / "policy.json").read_text())["explorer"]
    assert exported["evidence"]["data"] == "digits"
    assert exported["evidence"]["balance_point"] == exported["strength"] == float(strength)
    assert [entry["strength"] for entry in exported["evidence"]["accuracies"]] == [0, 1]


def test_the_form_is_filled_in_by_keyboard_alone(finetune):
    page = finetune()

    def focused():
        return page.evaluate("document.activeElement.getAttribute('aria-label')")

    page.get_by_label("Strengths", exact=True).focus()
    for label, value in (
        ("Strengths", "0, 1"),
        ("Smallest gain that matters", "2"),
        ("Seeds", "2"),
    ):
        assert focused() == label
        page.keyboard.press("ControlOrMeta+A")
        page.keyboard.type(value)
        page.keyboard.press("Tab")
        settled(page)
        page.wait_for_timeout(500)
    page.get_by_text("8 trials").first.wait_for()
    told = page.get_by_text("Set by you, and kept").inner_text()
    # A busy browser may send back a value that had followed, which then counts as chosen, too.
    typed = ("Images per class", "Strengths", "Smallest gain that matters", "Seeds")
    assert [label for label in typed if label not in told] == []


def test_a_sweep_can_be_stopped_and_resumed_and_a_second_tab_finds_it(finetune, open_page, address):
    page = finetune(Strengths="0, 1, 2", Seeds=2, Epochs=20)
    start(page, 10)
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
    page.get_by_text("12 trials").first.wait_for()
    fill(page, "Images per class", 9999)
    page.get_by_text("Images per class: 9999 is not between 1 and 104").wait_for()
    assert page.get_by_role("button", name="Start").is_disabled()


def test_a_number_that_is_not_whole_stays_as_it_was_typed_and_is_refused_by_name(finetune):
    page = finetune()
    for label in ("Seeds", "Epochs", "Image size, px", "Images per class"):
        field = page.get_by_label(label, exact=True)
        before = field.input_value()
        fill(page, label, "2.5")
        page.get_by_text(f"{label}: 2.5 is not a whole number").wait_for()
        assert field.input_value() == "2.5"
        assert page.get_by_role("button", name="Start").is_disabled()
        fill(page, label, before)
        page.get_by_text("is not a whole number").wait_for(state="detached")


def test_a_size_that_changes_the_model_says_so_and_the_model_can_be_kept(finetune):
    page = finetune()
    fill(page, "Image size, px", 65)
    page.get_by_text(
        "65 px is over 64: the model is now efficientnet-lite0 (before: small-cnn)"
    ).wait_for()
    page.get_by_role("button", name="Keep small-cnn").click()
    page.get_by_text("65 px is over 64").wait_for(state="detached")
    settled(page)
    assert page.get_by_label("Image size, px", exact=True).input_value() == "65"
    assert page.get_by_role("combobox", name="Model").input_value().startswith("small-cnn")


def test_a_time_budget_that_holds_no_run_cannot_be_started(finetune):
    page = finetune(**{"Time budget": "1s"})
    page.get_by_text("a time budget of 1 s is too short").wait_for()
    assert page.get_by_role("button", name="Start").is_disabled()
    fill(page, "Time budget", "8s")  # its trials take longer: known once their time was measured
    page.get_by_text("a time budget of 8 s is too short").wait_for(timeout=90_000)
    settled(page)
    assert page.get_by_role("button", name="Start").is_disabled()


@pytest.mark.parametrize("size", [WIDE, PHONE], ids=["wide", "phone"])
def test_the_form_shows_the_policy_at_five_strengths_and_nothing_is_wider_than_the_window(
    open_page, address, size
):
    page = open_page(f"{address}/finetune?policy={pack(ROTATION)}", size)
    page.get_by_text("What is measured: rotation").wait_for()
    page.locator(".st-key-strip img").wait_for()
    assert page.locator(".st-key-strip .strip-names span").all_inner_texts() == [
        "0",
        "0.5",
        "1",
        "1.5",
        "2",
    ]
    settled(page)
    assert page.evaluate("() => document.querySelector('.stMain').scrollWidth") <= size["width"]
