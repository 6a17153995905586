"""What axe-core finds on a page as it stands, and how a page is opened up for it.

`EXCEPTIONS` is the table of what a bare page of the same Streamlit widget has, too.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from axe_playwright_python.sync_playwright import Axe

from tests.browser.steps import settled


@dataclass(frozen=True)
class Allowed:
    """A row: what axe's rule finds, in which element of which widget, and why it is left.

    `widget` is a row of `bare.py`, whose page has it as well; `screens` are those that have it.
    """

    rule: str
    element: str  # a selector
    widget: str
    why: str
    screens: tuple[str, ...]


EXCEPTIONS = (
    Allowed(
        "presentation-role-conflict",
        "[data-testid=stFileUploaderDropzone]",
        "file_uploader",
        "Its frame has a role of none and a name; its button is read out with the same name.",
        ("Compose", "Data, nothing chosen", "Data", "Data, with leaks"),
    ),
    Allowed(
        "region",
        "[data-floating-ui-portal]",
        "popover",
        "The tip of a button that has the keyboard floats outside of the page's landmarks.",
        ("Compose",),
    ),
)
ABOVE = ":is([data-testid=stPopoverBody], [data-testid=stDialog])"
_OPENS = ".stMain [aria-haspopup=dialog]:not([tabindex='-1']):visible"
_SEVERE = ("serious", "critical")  # no row of the table allows these


@dataclass(frozen=True)
class Found:
    """An element that a rule of axe-core has found: in words, and which of the rows allow it."""

    rule: str
    impact: str
    element: str
    why: str
    allowed: frozenset[str]

    def __str__(self) -> str:
        return f"{self.rule} ({self.impact}) {self.element}: {self.why}"


# Run in the page: what is found, by rule, with the selectors of the table that its element matches.
_RUN = """async ([part, selectors]) => {
  const found = await axe.run(part, {resultTypes: ["violations"]});
  const within = (target) => {
    let at = document;
    for (const selector of target.flat()) at = (at.shadowRoot ?? at).querySelector(selector);
    return at;
  };
  return found.violations.flatMap((rule) => rule.nodes.map((node) => ({
    rule: rule.id,
    impact: node.impact ?? rule.impact,
    element: node.html.slice(0, 200) + " at " + node.target.flat().join(" ").slice(-200),
    why: [...node.any, ...node.all, ...node.none].map((check) => check.message).join("; "),
    allowed: selectors.filter((selector) => within(node.target)?.matches(selector)),
  })));
}"""
# Nothing is half faded: a colour on its way is no colour of the page.
_STYLED = """() =>
  getComputedStyle(document.documentElement).getPropertyValue("--on-accent")"""
_STILL = """() => document.getAnimations().every((moving) =>
  moving.playState !== "running" || moving.effect?.getTiming().iterations === Infinity)"""
_OPEN_ONE = """(part) => {
  const closed = [...document.querySelectorAll(`${part} details:not([open]) > summary`)]
    .find((summary) => summary.checkVisibility());
  closed?.click();
  return !!closed;
}"""

# The element that has the keyboard, once; and whether it, or its frame, has a ring, and one only.
_STOP = """() => {
  let at = document.activeElement;
  while (at?.shadowRoot?.activeElement) at = at.shadowRoot.activeElement;
  window.stops ??= new Set();
  if (!at || at === document.body || window.stops.has(at)) return null;
  window.stops.add(at);
  const frames = [];
  for (let part = at; part && frames.length < 5; part = part.parentElement) frames.push(part);
  const rings = frames.map((part) => getComputedStyle(part))
    .filter((look) => look.outlineStyle === "solid" && parseFloat(look.outlineWidth) >= 2);
  const name = at.getAttribute("aria-label") || at.textContent.trim() || at.outerHTML;
  return [`${at.tagName.toLowerCase()} ${name.slice(0, 120)}`, rings.length === 1];
}"""
_MOST_STOPS = 250


def findings(page: Any, within: str = "html") -> list[Found]:
    """Returns what axe-core finds on the page as it stands, or in a part of it."""
    still(page)
    if not page.evaluate("() => !!window.axe"):
        page.evaluate(Axe().axe_script)
    selectors = sorted({row.element for row in EXCEPTIONS})
    return [
        Found(**found | {"allowed": frozenset(found["allowed"])})
        for found in page.evaluate(_RUN, [within, selectors])
    ]


def styled(page: Any) -> None:
    """Waits for the style sheet, which comes with the page's first run."""
    page.wait_for_function(_STYLED)
    settled(page)


def still(page: Any) -> None:
    """Waits until nothing fades or moves."""
    page.wait_for_function(_STILL)


def allowing(found: Found) -> list[Allowed]:
    """Returns the rows of the table that allow what was found."""
    if found.impact in _SEVERE:
        return []
    return [row for row in EXCEPTIONS if row.rule == found.rule and row.element in found.allowed]


def opened(page: Any) -> Iterator[str]:
    """Opens every popover and dialog of a page, one after the other, and yields its name.

    Of those that every card has ("Probability of Rotate") it opens the first.
    """
    kinds = set()
    for number in range(page.locator(_OPENS).count()):
        button = page.locator(_OPENS).nth(number)
        name = button.get_attribute("aria-label") or " ".join(button.inner_text().split())
        kind, of, _ = name.partition(" of ")
        if of and kind in kinds:
            continue
        kinds.add(kind)
        button.press("Enter")  # as everybody can: a tile lies under the picture for a mouse
        page.locator(ABOVE).wait_for()
        settled(page)
        open_expanders(page, ABOVE)
        yield name
        _close(page)
        settled(page)


def _close(page: Any) -> None:
    """Presses Escape until what lies above the page is closed.

    What is being drawn anew at that moment does not hear a key.
    """
    above = page.locator(ABOVE)
    for _ in range(20):
        page.keyboard.press("Escape")
        page.wait_for_timeout(100)
        if not above.count():
            return
        page.wait_for_timeout(400)
    above.wait_for(state="detached")


def open_expanders(page: Any, within: str = ".stMain") -> None:
    """Opens every expander, also those within others."""
    while page.evaluate(_OPEN_ONE, within):  # one by one, as a hand does
        page.wait_for_timeout(50)
        settled(page)


def choose_view(page: Any, name: str) -> None:
    """Chooses what the control "View" offers, and waits for it."""
    page.get_by_role("radio", name=name, exact=True).click()
    page.get_by_role("radio", name=name, exact=True, checked=True).wait_for()
    page.wait_for_timeout(100)  # it is sent a moment later
    settled(page)


def stops(page: Any) -> dict[str, bool]:
    """Goes through a page with the Tab key; returns each stop, and whether one ring shows it."""
    page.evaluate("() => document.activeElement?.blur()")
    found: dict[str, bool] = {}
    for _ in range(_MOST_STOPS):
        page.keyboard.press("Tab")
        if (stop := page.evaluate(_STOP)) is None:
            break
        name, ringed = stop
        found[name] = found.get(name, True) and ringed
    return found
