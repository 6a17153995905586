"""What runs is in view after Start, wherever the form is scrolled to."""

import pytest

from explorer import Policy, Step
from explorer.ui.link import pack
from tests.browser.conftest import PHONE, WIDE

pytestmark = pytest.mark.browser

TURNS = Policy(steps=(Step("a", "Rotate", {"limit": (-30, 30)}),), name="turns")


@pytest.mark.parametrize("size", [WIDE, PHONE], ids=["wide", "phone"])
def test_what_runs_and_stop_are_in_view_beside_start_wherever_the_page_is_scrolled_to(
    open_page, address, size
):
    page = open_page(f"{address}/finetune?policy={pack(TURNS)}", size)
    page.get_by_role("button", name="Start").click()
    line, stop = page.locator(".st-key-under-way"), page.get_by_role("button", name="Stop")
    line.wait_for()
    try:
        for place in ("0", "400", "document.querySelector('.stMain').scrollHeight"):
            page.evaluate(f"document.querySelector('.stMain').scrollTop = {place}")
            page.wait_for_timeout(300)
            seen = (line.get_by_text("turns on"), line.get_by_text("trials"), stop)
            heading = page.locator(".st-key-glance h2")
            for shown in (*seen, heading) if size == WIDE else seen:
                box = shown.bounding_box()
                assert 60 < box["y"] < size["height"] - box["height"], (place, box)
    finally:
        stop.click()
        line.wait_for(state="detached", timeout=120_000)
