"""A slider of Compose that is dragged by mouse, finger or pen shows where it is at once.

Streamlit hears of a drag when the hand lets go. So the hand lets go for it, many times a second,
and takes hold again at the same place: what a slider does of itself at the end of a drag. It is
done with events that its control (React Aria) listens to; without them a drag ends as before.
"""

import streamlit as st

# In milliseconds. The dial's run looks where it moves on to; each move of another slider has a run
# of its own, and waits for the one before.
_GAP_MS = 60

_SCRIPT = """<script>
if (!window.followsDrags) {
  window.followsDrags = true;
  let held = null;
  const busy = () =>
    document.querySelector('[data-testid="stApp"]')?.dataset.testScriptState === "running";
  const centre = (thumb) => {
    const box = thumb.getBoundingClientRect();
    return box.left + box.width / 2;
  };
  const again = () => {
    clearTimeout(held?.timer);
    if (held) held.timer = setTimeout(say, GAP_MS);
  };
  // Once the thumb stands where it was let go, which a busy browser draws later.
  const soon = (of, thumb) => requestAnimationFrame(() => setTimeout(take, 0, of, thumb));
  const take = (of, thumb) => {
    if (of !== held) return;
    if (thumb.hasAttribute("data-dragging")) {
      soon(of, thumb);
      return;
    }
    const { pointer, at } = held;
    held.isFree = false;
    // Where the hand would be had the thumb no steps: rounding does not add up. Then to where the
    // hand has come meanwhile.
    const clientX = centre(thumb) + held.offset;
    thumb.dispatchEvent(new PointerEvent("pointerdown", { ...pointer, clientX, buttons: 1 }));
    window.dispatchEvent(new PointerEvent("pointermove", { ...pointer, clientX: at, buttons: 1 }));
    if (held.isOver) {
      window.dispatchEvent(new PointerEvent("pointerup", { ...pointer, clientX: at }));
      held = null;
    } else {
      again();
    }
  };
  const say = () => {
    if (!held) return;
    const { slider, pointer, isDial, from } = held;
    const thumb = slider.querySelector("[data-dragging]");
    const value = thumb?.querySelector("input[type=range]")?.value;
    if (!thumb) {
      held = null;
    } else if (value !== from.get(thumb) && (isDial || !busy())) {
      from.set(thumb, value);
      held.isFree = true;
      window.dispatchEvent(new PointerEvent("pointerup", pointer));
      soon(held, thumb);
    } else {
      again();
    }
  };
  addEventListener("pointerdown", (event) => {
    if (!event.isTrusted || event.button !== 0) return;
    const slider = event.target.closest?.('.st-key-compose [data-testid="stSlider"]');
    if (!slider) return;
    const inputs = [...slider.querySelectorAll("input[type=range]")];
    const thumb = inputs.map((input) => input.closest("[data-rac]"))
      .find((one) => one?.contains(event.target));
    clearTimeout(held?.timer);
    // From the line beside a thumb, the nearest one has come to the hand.
    held = {
      slider,
      isDial: !!slider.closest(".st-key-strength"),
      at: event.clientX,
      isFree: false, // for a moment no thumb is in the hand
      isOver: false, // the hand itself has let go
      offset: thumb ? event.clientX - centre(thumb) : 0,
      from: new Map(inputs.map((input) => [input.closest("[data-rac]"), input.value])),
      pointer: {
        bubbles: true, cancelable: true, composed: true, button: 0, isPrimary: true,
        pointerId: event.pointerId, pointerType: event.pointerType, clientY: event.clientY,
      },
    };
    again();
  }, true);
  const ours = (event) => event.isTrusted && event.pointerId === held?.pointer.pointerId;
  addEventListener("pointermove", (event) => {
    if (ours(event)) held.at = event.clientX;
  }, true);
  for (const end of ["pointerup", "pointercancel"]) {
    addEventListener(end, (event) => {
      if (!ours(event)) return;
      clearTimeout(held.timer);
      if (held.isFree) {
        Object.assign(held, { isOver: true, at: end === "pointerup" ? event.clientX : held.at });
      } else {
        held = null;
      }
    }, true);
  }
}
</script>""".replace("GAP_MS", str(_GAP_MS))


def listen() -> None:
    """Adds the script to the page, once."""
    st.html(_SCRIPT, unsafe_allow_javascript=True)
