"""axe-core finds nothing on any page, in any view, with everything opened, dark and light."""

from pathlib import Path

import pytest

from explorer.report import html
from explorer.ui import example
from tests.browser import accessible
from tests.browser.accessible import EXCEPTIONS
from tests.browser.conftest import PHONE, WIDE, served
from tests.browser.screens import SCREENS
from tests.browser.steps import settled
from tests.browser.test_screens import named

pytestmark = pytest.mark.browser
BARE = Path(__file__).with_name("bare.py")


@pytest.fixture
def look_at(screen_of):
    """Opens a row of the table of pages, for axe-core to look at."""

    def opened(screen, scheme="light"):
        page = screen_of(screen, WIDE, scheme)
        accessible.styled(page)
        return Look(page)

    return opened


class Look:
    """What axe-core has found on a page so far, and the rows of the table that it needed."""

    def __init__(self, page):
        self.page, self.found, self.used = page, {}, set()

    def at(self, where, within="html"):
        for one in accessible.findings(self.page, within):
            rows = accessible.allowing(one)
            self.used.update(rows)
            if not rows:
                self.found.setdefault(str(one), where)

    def nothing(self):
        """Whether nothing was found; what was is in the message."""
        assert not self.found, "\n".join(f"{where}: {one}" for one, where in self.found.items())


@named(SCREENS)
def test_axe_finds_nothing_on_a_light_page(look_at, screen):
    look = look_at(screen)
    look.at("closed")
    for name in accessible.opened(look.page):
        look.at(name)
    look.page.set_viewport_size(PHONE)
    accessible.open_expanders(look.page)
    look.at("on a phone")
    _views(look, screen, WIDE)
    look.nothing()
    needed = {row for row in EXCEPTIONS if screen.name in row.screens}
    assert look.used == needed, "a row of the table is stale, or names too few pages"


@named(SCREENS)
def test_axe_finds_nothing_on_a_dark_page_and_each_stop_of_the_keyboard_has_a_ring(look_at, screen):
    look = look_at(screen, "dark")
    stops = accessible.stops(look.page)
    assert any(name.endswith("Compose") for name in stops), "the navigation was gone through"
    assert len(stops) > 7
    assert [name for name, ringed in stops.items() if not ringed] == []
    assert [name for name in stops if "**" in name or ":material/" in name] == []
    for name in accessible.opened(look.page):
        look.at(name, accessible.ABOVE)
    accessible.open_expanders(look.page)
    look.at("expanders open")
    look.nothing()


@pytest.mark.slow  # each view has the colours of its page; all were seen on the light one
@named(SCREENS)
def test_axe_finds_nothing_in_any_view_of_a_dark_page(look_at, screen):
    look = look_at(screen, "dark")
    _views(look, screen, WIDE)
    look.nothing()


@pytest.mark.slow  # the colours of each view were seen on a wide page, and one view on a phone
@pytest.mark.parametrize("scheme", ["light", "dark"])
@named(SCREENS)
def test_axe_finds_nothing_in_any_view_on_a_phone(look_at, screen, scheme):
    look = look_at(screen, scheme)
    _views(look, screen, PHONE)
    look.nothing()


def _views(look, screen, size):
    """Looks at every view of a page at a size, with everything opened."""
    for view in screen.views or ("",):
        look.page.set_viewport_size(WIDE)
        if view:
            accessible.choose_view(look.page, view)
        accessible.open_expanders(look.page)
        look.page.set_viewport_size(size)
        look.at(f"{view} at {size['width']}")
        assert look.page.locator(".stPlotlyChart:not([role=figure][aria-label])").count() == 0


@pytest.fixture
def bare(chromium, tmp_path):
    """The address of the bare page."""
    with served(tmp_path, page=BARE) as (url, _):
        yield url


def test_a_bare_page_of_the_same_widget_has_what_the_table_allows(bare, open_page):
    look = Look(open_page(bare))
    for row in EXCEPTIONS:
        look.page.locator(f".st-key-{row.widget}").wait_for()
    settled(look.page)
    look.at("closed")
    for name in accessible.opened(look.page):
        look.at(name)
    assert look.used == set(EXCEPTIONS)


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_axe_finds_nothing_in_a_report_with_everything_opened(open_page, tmp_path, scheme):
    report = tmp_path / "report.html"
    report.write_text(html(example.finding()), encoding="utf-8")
    look = Look(open_page(report.as_uri(), WIDE, scheme))
    look.page.locator("details").evaluate_all("all => all.forEach(part => { part.open = true; })")
    for size in (WIDE, PHONE):
        look.page.set_viewport_size(size)
        look.at(f"opened at {size['width']}")
    look.nothing()


def test_nothing_moves_where_less_motion_is_asked_for(look_at):
    page = look_at(SCREENS[0]).page  # the browser of the tests asks for it
    longest = page.evaluate(
        "() => Math.max(...[...document.querySelectorAll('*')].map(getComputedStyle)"
        ".flatMap((look) => [look.animationDuration, look.transitionDuration])"
        ".flatMap((all) => all.split(', ').map(parseFloat)))"
    )
    assert longest <= 0.001
