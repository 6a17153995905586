"""Keys and a double click on Compose, beyond those that Streamlit's controls know.

Ctrl+Z takes the last edit back and Ctrl+Shift+Z or Ctrl+Y brings it back, except in a text field,
where the browser's own Undo stays. Delete on a slider, or a double click on its name, sets its
default. Each presses a button of the page that does the same.
"""

import streamlit as st

_SCRIPT = """<script>
if (!window.knowsKeys) {
  window.knowsKeys = true;
  const isSlider = (element) => element.matches?.("input[type=range], [role=slider]");
  const isText = (element) => !isSlider(element) && (element.isContentEditable || element.matches?.(
    "textarea, select, input:not([type=checkbox], [type=radio], [type=button], [type=file])"));
  const rowOf = (element) => element.closest?.('[class*="st-key-knob-"]');
  const resetOf = (row) => row?.querySelector('[class*="st-key-reset-"] button');
  addEventListener("keydown", (event) => {
    const key = event.key.toLowerCase();
    if (event.altKey || event.isComposing || !document.querySelector(".st-key-compose")) return;
    if (event.ctrlKey || event.metaKey) {
      if ((key !== "z" && key !== "y") || isText(event.target)) return;
      event.preventDefault();
      const which = key === "y" || event.shiftKey ? "redo" : "undo";
      document.querySelector(`.st-key-${which} button:not([disabled])`)?.click();
    } else if ((key === "delete" || key === "backspace") && isSlider(event.target)) {
      event.preventDefault();
      resetOf(rowOf(event.target))?.click();
    }
  });
  addEventListener("dblclick", (event) => {
    const label = event.target.closest?.('[data-testid="stWidgetLabel"]');
    if (label) resetOf(rowOf(label))?.click();
  });
  // The button goes with what it undoes; a keyboard stays at the slider.
  addEventListener("click", (event) => {
    const button = event.target.closest?.('[class*="st-key-reset-"] button');
    if (button && event.detail === 0) rowOf(button)?.querySelector("input[type=range]")?.focus();
  }, true);
}
</script>"""


def listen() -> None:
    """Adds the script to the page, once."""
    st.html(_SCRIPT, unsafe_allow_javascript=True)
