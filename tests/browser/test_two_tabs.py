"""Two tabs of one session: neither overwrites the other; the older is told, and can choose."""

import pytest

from explorer.policy.model import Policy, Step
from explorer.ui import link
from tests.browser.steps import names, settled

pytestmark = pytest.mark.browser

POLICY = Policy((Step("a", "Rotate"), Step("b", "HorizontalFlip")), name="both")
TOLD = "This session was changed in another tab"


@pytest.fixture
def two(compose, open_page):
    """Two tabs at one address; the first has deleted a step that the second still shows."""
    first = compose(query=f"?policy={link.pack(POLICY)}")
    first.locator(".st-key-card-b").wait_for()
    settled(first)
    second = open_page(first.url)
    second.locator(".st-key-card-b").wait_for()
    settled(second)
    first.get_by_role("button", name="Delete Rotate", exact=True).click()
    first.locator(".st-key-card-a").wait_for(state="detached")
    settled(first)
    return first, second


def reload(page):
    page.reload()
    page.locator(".st-key-head-b [data-testid='stCheckbox']").wait_for()
    settled(page)


def dial(page):
    """Moves a control that draws the picture's fragment alone."""
    page.get_by_role("slider", name="Strength").press("ArrowRight")
    page.get_by_text(TOLD).wait_for()
    settled(page)


def test_the_older_tab_is_told_at_its_next_edit_and_both_survive_a_reload(two):
    first, second = two
    address = second.url
    dial(second)
    assert second.get_by_text("is kept as a copy").count() == 1
    assert second.url != address
    reload(first)
    assert names(first) == ["Horizontal flip"], "the deleted step does not come back"
    assert first.get_by_text(TOLD).count() == 0
    reload(second)
    assert names(second) == ["Rotate", "Horizontal flip"]
    assert second.get_by_role("slider", name="Strength").input_value() == "1.05"
    assert second.get_by_text(TOLD).count() == 1, "and is still asked"


def test_the_older_tab_can_take_the_other_state_and_undo_that(two):
    first, second = two
    dial(second)
    second.get_by_role("button", name="Take the other tab's state").click()
    second.locator(".st-key-card-a").wait_for(state="detached")
    settled(second)
    assert second.get_by_text(TOLD).count() == 0
    assert second.url == first.url
    second.get_by_role("button", name="Undo", exact=True).click()
    second.locator(".st-key-card-a").wait_for()
    settled(second)
    assert second.get_by_role("slider", name="Strength").input_value() == "1.05"


def test_the_older_tab_can_keep_its_own_as_a_copy(two):
    first, second = two
    dial(second)
    second.get_by_role("button", name="Keep mine as a copy").click()
    second.get_by_text(TOLD).wait_for(state="detached")
    for page, expected in ((first, ["Horizontal flip"]), (second, ["Rotate", "Horizontal flip"])):
        reload(page)
        assert names(page) == expected
        assert page.get_by_text(TOLD).count() == 0


def test_a_tab_that_only_looks_is_told_and_a_changed_view_tells_nobody(two):
    first, second = two
    for page in (second, first):
        page.get_by_label("View", exact=True).or_(
            page.get_by_role("radiogroup", name="View")
        ).get_by_text("Steps", exact=True).click()
        page.get_by_text("Each picture is what the step").wait_for()
        settled(page)
    assert second.get_by_text("Here you still see what was there before").count() == 1
    assert first.get_by_text(TOLD).count() == 0
