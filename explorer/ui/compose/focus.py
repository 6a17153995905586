"""Keeps a keyboard's place on the cards, and its way over the page; shows where a new card stands.

Streamlit builds a card that has moved anew, and the focus would fall back to the top of the page.
On a phone `style.css` has the Tab key go in the order of the eye (`reading-flow`).
"""

import streamlit as st

# Only for a button that a key has pressed: a mouse has no place to lose, and the page must not
# scroll under it.
_SCRIPT = """<script>
if (!window.keepsFocus) {
  window.keepsFocus = true;
  const buttons = (kind) => [...document.querySelectorAll(`[class*="st-key-act-${kind}"] button`)];
  const keyOf = (button) =>
    button?.closest('[class*="st-key-act-"]')?.className.match(/st-key-act-\\S+/)[0];
  let key = null, place = 0, timer = 0;
  const forget = () => { key = null; clearTimeout(timer); timer = 0; };
  const neighbour = () =>
    buttons("delete-")[Math.min(place, buttons("delete-").length - 1)] ??
    document.querySelector(".st-key-adders input");
  const isDrawing = () =>
    document.querySelector(".stApp")?.dataset.testScriptState !== "notRunning";
  const step = () => {
    timer = 0;
    if (document.activeElement !== document.body) return;  // a slow page has brought it back
    if (isDrawing()) { timer = setTimeout(step, 100); return; }
    neighbour()?.focus();
    forget();
  };
  addEventListener("pointerdown", forget, true);
  // Chromium tells the order of the eye when a part is laid out, and may keep that of an unfinished
  // page: so it is asked anew.
  const look = () => {
    const page = document.querySelector(".st-key-compose");
    if (!page || getComputedStyle(page).readingFlow !== "flex-visual") return;
    page.style.readingFlow = "normal";
    page.getBoundingClientRect();
    page.style.readingFlow = "";
    page.getBoundingClientRect();
  };
  addEventListener("keydown", (event) => {
    forget();
    if (event.key === "Tab") look();
    if (event.key !== "Enter" && event.key !== " ") return;
    key = keyOf(event.target.closest("button")) ?? null;
    place = buttons("delete-").findIndex((button) => keyOf(button) === key);
  }, true);
  new MutationObserver(() => {
    if (!key || document.activeElement !== document.body) return;
    const button = buttons("").find((other) => keyOf(other) === key);
    if (button) button.focus();
    else if (place >= 0) timer ||= setTimeout(step, 500);
  }).observe(document.body, { childList: true, subtree: true });
}
</script>"""

# A new card stands at the end of its list, often out of sight: it is scrolled to, and the search
# keeps the keyboard for the next one. A hand that scrolls or goes on meanwhile is left alone.
_REVEAL = r"""<script>
if (!window.showsNewCards) {
  window.showsNewCards = true;
  const cards = () => [...document.querySelectorAll('[class*="st-key-card-"]')];
  const keyOf = (card) => card.className.match(/st-key-card-\S+/)[0];
  let known = null, timer = 0;
  const forget = () => { known = null; clearTimeout(timer); };
  const wait = () => {
    known = new Set(cards().map(keyOf));
    timer = setTimeout(forget, 20000);
  };
  const lists = "[role=listbox]:is([aria-label='Add a transform'],"
    + "[aria-label^='Add to this group'])";
  const adds = `.st-key-group-add button, ${lists} [role=option]`;
  addEventListener("pointerdown", (event) => {
    forget();
    if (event.target.closest?.(adds)) wait();
  }, true);
  addEventListener("keydown", (event) => {
    forget();
    if (event.key !== "Enter") return;
    if (event.target.closest?.(`[class*="st-key-add-"], ${adds}`)) wait();
  }, true);
  for (const kind of ["wheel", "touchmove"]) addEventListener(kind, forget, { passive: true });
  // Again, where what came above the card meanwhile has pushed it on.
  const show = (card, times) => {
    const still = matchMedia("(prefers-reduced-motion: reduce)").matches;
    card.scrollIntoView({ block: "nearest", behavior: still ? "instant" : "smooth" });
    if (times > 1) timer = setTimeout(() => show(card, times - 1), 600);
  };
  const look = () => {
    const fresh = known && cards().find((card) => !known.has(keyOf(card)));
    if (!fresh) return;
    // Once the page stands: what comes above the card would push it out of sight again.
    if (document.querySelector(".stApp")?.dataset.testScriptState !== "notRunning") return;
    forget();
    show(fresh, 2);
  };
  new MutationObserver(look).observe(document.body, {
    childList: true, subtree: true, attributes: true, attributeFilter: ["data-test-script-state"],
  });
}
</script>"""


def keep() -> None:
    """Adds the scripts to the page, once."""
    st.html(f"{_SCRIPT}{_REVEAL}", unsafe_allow_javascript=True)
