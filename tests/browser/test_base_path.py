"""The app behind a proxy, below a path of its own: every address that it gives out holds."""

import re
import urllib.request

import pytest

from explorer.policy.model import Policy, Step
from explorer.ui import link
from tests.browser.conftest import served
from tests.browser.steps import settled

pytestmark = pytest.mark.browser

BASE = "tools/my-data"  # its end is also the name of a page


@pytest.fixture(scope="module")
def below(chromium, tmp_path_factory):
    """The app as `aug-explorer app` starts it, below a base path, and what the command prints."""
    with served(tmp_path_factory.mktemp("home"), base_path=BASE) as (address, log):
        yield address, log


def test_the_link_the_pages_and_a_kept_session_stay_below_the_base_path(below, open_page):
    address, log = below
    page = open_page(f"{address}/?policy={link.pack(Policy((Step('a', 'Rotate'),)))}")
    page.locator(".st-key-card-a").wait_for()
    settled(page)
    assert page.url.startswith(f"{address}/?session=")
    page.get_by_role("button", name="Link").click()
    shared = page.locator("[data-testid='stPopoverBody'] code").inner_text().replace("\n", "")
    assert shared.startswith(f"{address}/?policy=")
    page.keyboard.press("Escape")
    page.locator("[data-testid='stPopoverBody']").wait_for(state="hidden")
    # Closing it draws the downloads anew: a click before they have come would ask for the file of
    # the one before.
    settled(page)
    with page.expect_download():
        page.get_by_role("button", name="JSON", exact=True).click()
    other = open_page(shared)
    other.locator(".st-key-card-a").wait_for()
    for title in ("Data", "Fine-tune", "Results", "Compose"):
        entry = other.get_by_role("link", name=title, exact=False).first
        assert (
            entry.evaluate("(entry) => entry.href").startswith(f"{address}/") or title == "Compose"
        )
        entry.click()
        settled(other)
        assert other.url.startswith(address)
    other.locator(".st-key-card-a").wait_for()
    printed = re.findall(r"http://\S+", log.read_text())
    assert f"{address.rsplit(':', 1)[0]}:{address.rsplit(':', 1)[1]}" in [
        url.rstrip("/") for url in printed
    ]
    assert urllib.request.urlopen(f"{address}/_stcore/health").status == 200
