"""Results in the browser, while a run goes on.

Every download is there, and says how far the run is by then.
"""

import json
import re
from pathlib import Path

import pytest

from explorer.policy.model import Policy, Step
from explorer.ui.link import pack
from tests.browser.conftest import PHONE, WIDE, served
from tests.browser.steps import compare, settled
from tests.browser.stored import keep_example

pytestmark = pytest.mark.browser

BEGUN = re.compile(r"\b([1-9]\d*) of \d+ trials")
ROTATION = Policy((Step("turn", "Rotate", {"limit": (-60, 60)}, p=1.0),), name="rotation")


def fill(page, label, value):
    page.get_by_label(label, exact=True).fill(str(value))
    page.keyboard.press("Tab")
    settled(page)


def download(page, label):
    with page.expect_download() as found:
        page.get_by_role("button", name=label, exact=True).click()
    return Path(found.value.path()).read_text()


def finished(page):
    """Returns the status of the run and how many trials are done, as the JSON says.

    The other two downloads are there too.
    """
    document = json.loads(download(page, "JSON"))
    assert download(page, "Trials as CSV").startswith("Strength")
    assert "<html" in download(page, "HTML report")
    return document["status"], sum(
        trial["status"] == "finished" for arm in document["arms"] for trial in arm["trials"]
    )


def test_every_download_is_there_while_a_run_goes_on_and_after_and_holds_what_was_measured_by_then(
    open_page, address
):
    page = open_page(f"{address}/finetune?policy={pack(ROTATION)}")
    page.get_by_role("combobox", name="Data set").click()
    page.get_by_role("option", name="digits").click()
    page.get_by_text("has 104").wait_for()
    settled(page)
    for label, value in {
        "Images per class": 10,
        "Strengths": "0, 0.5, 1",
        "Seeds": 5,
        "Epochs": 40,
    }.items():
        fill(page, label, value)
    page.get_by_text("25 trials").first.wait_for()
    page.get_by_role("button", name="Start").click()
    page.get_by_role("button", name="Stop").wait_for()
    page.get_by_role("link", name="Results", exact=False).first.click()
    page.get_by_role("button", name="JSON", exact=True).wait_for()
    live = page.get_by_test_id("stProgress")
    live.get_by_text(BEGUN).wait_for(timeout=180_000)
    shown = int(BEGUN.search(live.inner_text()).group(1))
    status, done = finished(page)
    assert status == "running"
    assert done >= shown, "the page around the progress is as old as its first drawing"
    page.get_by_role("link", name="Fine-tune", exact=False).first.click()
    stop, ended = page.get_by_role("button", name="Stop"), page.get_by_text("downloads on Results")
    stop.or_(ended).first.wait_for()
    if stop.is_visible():
        stop.click()
    ended.wait_for(timeout=90_000)
    page.get_by_role("link", name="Results", exact=True).first.click()
    page.get_by_role("button", name="JSON", exact=True).wait_for()
    settled(page)
    status, then = finished(page)
    assert status in ("stopped", "finished")
    assert then >= done
    table, entries = (page.locator(f".st-key-runs-{width}") for width in ("wide", "narrow"))
    page.get_by_text("All runs:").click()
    table.wait_for()
    assert (table.is_visible(), entries.is_visible()) == (True, False)
    page.set_viewport_size(PHONE)
    entries.get_by_text("rotation on digits").first.wait_for()
    table.wait_for(state="hidden")
    assert page.evaluate("document.documentElement.scrollWidth") <= PHONE["width"]


@pytest.fixture
def two_runs(chromium, tmp_path):
    """An app that has kept two runs: its address, and the id of the newer one."""
    keep_example(tmp_path)
    newer = keep_example(tmp_path)
    with served(tmp_path) as (url, _):
        yield url, newer


def test_runs_are_compared_beside_each_other_and_below_each_other_on_a_phone(two_runs, open_page):
    url, newer = two_runs
    page = open_page(f"{url}/results?run={newer}")
    compare(page)
    for view in ("Classes", "Confusion matrix", "Trials"):
        page.locator(".st-key-results-look").wait_for()
        page.get_by_text(view, exact=True).first.click()
        settled(page)
        page.set_viewport_size(WIDE)
        left, right = places(page)
        assert left["y"] == pytest.approx(right["y"], abs=2)
        assert left["x"] + left["width"] < right["x"]
        page.set_viewport_size(PHONE)
        above, below = places(page)
        assert above["x"] == pytest.approx(below["x"], abs=2)
        assert above["y"] + above["height"] <= below["y"] + 1
        assert page.evaluate("() => document.querySelector('.stMain').scrollWidth") <= 390
    page.set_viewport_size(WIDE)
    text = download(page, "Report of both")
    assert text.count("<h3>How it was run</h3>") == 2


def places(page):
    """Returns where both runs stand in the view that is shown."""
    found = page.locator(".st-key-results-look .stColumn")
    found.nth(1).wait_for()
    page.wait_for_timeout(300)  # the window has just changed
    return found.nth(0).bounding_box(), found.nth(1).bounding_box()
