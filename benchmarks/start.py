"""How long it takes from a press on Start to the first mark and to the first finished trial.

On the page in Chromium (`digits`, 10 images a class). Twice each, in a data folder of its own: with
Start pressed once the plan is measured, as a person does who has read it, and at once, as one who
has not.
"""

import os
import tempfile
import time

from playwright.sync_api import Browser, Page, sync_playwright
from serving import APP, BROWSER, CHROMIUM, serving

from explorer.policy.model import Policy, Step
from explorer.ui import link

POLICY = Policy((Step("turn", "Rotate", {"limit": (-60, 60)}, p=1.0),), name="rotation")
LIMIT_S = 6.0
READ_S = 2.0  # what a look at the plan takes


def main() -> None:
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=BROWSER)
        for read_first in (True, False, True, False):
            with tempfile.TemporaryDirectory() as home:
                os.environ["AUG_EXPLORER_HOME"] = home
                with serving(APP) as (address, _):
                    mark_s, trial_s = measured(browser, address, read_first)
            when = "once the plan is measured" if read_first else "at once"
            print(
                f"Start pressed {when}: first mark after {mark_s:.1f} s (to keep: {LIMIT_S:g} s),"
                f" first finished trial after {trial_s:.1f} s",
                flush=True,
            )
        browser.close()


def measured(browser: Browser, address: str, read_first: bool) -> tuple[float, float]:
    page = browser.new_page(viewport={"width": 1440, "height": 900})
    page.set_default_timeout(90_000)
    page.goto(f"{address}/finetune?{link.PARAMETER}={link.pack(POLICY)}")
    choose_digits(page)
    if read_first:
        page.get_by_text("as measured here").wait_for()
        page.wait_for_timeout(1000 * READ_S)
    started = time.perf_counter()
    page.get_by_role("button", name="Start", exact=True).click()
    page.locator(".st-key-curve .scatterlayer .points path").first.wait_for()
    mark_s = time.perf_counter() - started
    page.get_by_text("Validation images").first.wait_for()  # the legend's word for finished trials
    trial_s = time.perf_counter() - started
    page.get_by_role("button", name="Stop").click()
    page.get_by_text("Nothing that was finished is lost").wait_for()
    page.close()
    return mark_s, trial_s


def choose_digits(page: Page) -> None:
    page.get_by_role("combobox", name="Data set").click()
    page.get_by_role("option", name="digits").click()
    page.get_by_text("has 104").wait_for()
    page.get_by_label("Images per class", exact=True).fill("10")
    page.keyboard.press("Tab")
    page.get_by_text("27 trials").first.wait_for()


if __name__ == "__main__":
    main()
