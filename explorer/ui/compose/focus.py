"""Keeps a keyboard's place on the cards, and its way over the page.

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


def keep() -> None:
    """Adds the script to the page, once."""
    st.html(_SCRIPT, unsafe_allow_javascript=True)
