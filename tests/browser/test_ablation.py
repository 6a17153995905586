"""The question of the steps as a person asks it: chosen, started, used, exported."""

import json

import pytest

from explorer import Policy, Step
from explorer.ui.link import pack
from tests.browser.steps import settled
from tests.browser.test_finetune import choose, fill, start

pytestmark = pytest.mark.browser

HARMFUL = Policy(
    steps=(
        Step("mirror", "HorizontalFlip", p=0.1),
        Step("noise", "GaussNoise", {"std_range": (0.9, 1.0)}, p=1.0),
    ),
    name="noisy",
)


@pytest.mark.timeout(900)  # 18 trials and two more looks: two minutes, on a busy machine six
def test_a_step_that_harms_is_found_left_out_and_the_exported_file_says_so(
    open_page, address, tmp_path
):
    page = open_page(f"{address}/finetune?policy={pack(HARMFUL)}")
    choose(page, "Data set", "digits")
    page.get_by_role("combobox", name="Question").click()
    page.get_by_role("option", name="Which steps earn their place?").click()
    page.get_by_label("Strength of the policy", exact=True).wait_for()
    settled(page)
    for label, value in {"Images per class": 10, "Seeds": 3, "Epochs": 8}.items():
        fill(page, label, value)
    start(page, 18)
    page.locator(".st-key-ablation .barlayer .point path").first.wait_for(timeout=300_000)
    verdict = page.locator(".st-key-verdict")
    verdict.locator("li", has_text="Gauss noise hurts:").wait_for(timeout=600_000)
    page.get_by_role("button", name="Use it without Gauss noise").click()
    page.get_by_text("Without Gauss noise, the policy noisy is set on Compose").wait_for()
    page.get_by_role("link", name="Compose").click()
    page.locator(".st-key-preview img").first.wait_for()
    with page.expect_download() as download:
        page.get_by_role("button", name="JSON").click()
    download.value.save_as(tmp_path / "policy.json")
    exported = json.loads((tmp_path / "policy.json").read_text())["explorer"]
    assert [step["id"] for step in exported["steps"]] == ["mirror"]
    assert exported["evidence"]["left_out"] == ["noise"]
