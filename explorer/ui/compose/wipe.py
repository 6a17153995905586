"""Before and after under one wipe, and where the picture changed.

It is a small component of our own, with no network and no library.
"""

import base64
from collections.abc import Mapping
from typing import Any

import streamlit as st

from explorer.ui.encoded import Compared

_HTML = """
<div class="layout">
<div class="frame wiped">
<img class="after" alt="" draggable="false">
<img class="before" alt="" draggable="false">
<div class="edge"></div>
<span class="tag left">before</span><span class="tag right">after</span>
</div>
<div class="frame">
<img class="heat" alt="">
<span class="tag left">where it changed</span>
</div>
<label>Wipe
<input type="range" min="0" max="100" value="50" aria-label="Wipe between before and after">
</label>
<button type="button" class="tile">Enlarge</button>
</div>
"""

_CSS = """
.layout {
  --tall: calc(var(--room, 60vh) - 2.5rem);
  display: grid;
  grid-template-columns: repeat(2, minmax(0, 1fr));
  gap: 0.6rem;
  max-width: calc(2 * var(--tall) * var(--aspect, 1) + 0.6rem);
}
.layout.long {
  grid-template-columns: minmax(0, 1fr);
  max-width: calc(0.5 * var(--tall) * var(--aspect, 1));
}
@media (max-width: 56rem) {
  .layout { margin: auto; }
  .layout.large { grid-template-columns: minmax(0, 1fr); }
}
.frame {
  position: relative;
  overflow: hidden;
  border-radius: 0.5rem;
  touch-action: pan-y;
  aspect-ratio: var(--aspect, 1);
}
img {
  position: absolute;
  inset: 0;
  width: 100%;
  height: 100%;
  user-select: none;
  -webkit-user-drag: none;
}
.wiped { cursor: ew-resize; user-select: none; }
.before { clip-path: inset(0 calc(100% - var(--at, 50%)) 0 0); }
.edge {
  position: absolute;
  inset: 0 auto 0 var(--at, 50%);
  width: 2px;
  margin-left: -1px;
  background: var(--st-primary-color);
}
.edge::after { /* what a hand takes hold of */
  content: "";
  position: absolute;
  top: 50%;
  left: 50%;
  width: 2rem;
  height: 2rem;
  border: 2px solid #fff;
  border-radius: 50%;
  transform: translate(-50%, -50%);
  background: var(--st-primary-color)
    url("data:image/svg+xml,%3Csvg xmlns='http://www.w3.org/2000/svg' viewBox='0 0 24 24'%3E\
%3Cpath d='M9 6l-5 6 5 6M15 6l5 6-5 6' fill='none' stroke='white' stroke-width='2'/%3E%3C/svg%3E")
    center / 1.2rem no-repeat;
  box-shadow: 0 1px 4px rgb(0 0 0 / 40%);
}
.tag {
  position: absolute;
  top: 0.5rem;
  padding: 0.1rem 0.45rem;
  border-radius: 0.3rem;
  background: rgb(0 0 0 / 65%);
  color: #fff;
  font: 0.8rem/1.4 var(--st-font);
}
.left { left: 0.5rem; }
.right { right: 0.5rem; }
label {
  display: flex;
  min-width: 0;
  gap: 0.6rem;
  align-items: center;
  font: 0.875rem/1.4 var(--st-font);
  color: var(--st-text-color);
}
input { flex: 1; min-width: 0; accent-color: var(--st-primary-color); }
button {
  justify-self: start;
  padding: 0.1rem 0.6rem;
  border: 1px solid var(--st-border-color);
  border-radius: 0.5rem;
  background: none;
  color: var(--st-text-color);
  font: 0.875rem/1.4 var(--st-font);
  cursor: pointer;
}
button[hidden] { display: none; }
:is(button, input):focus-visible {
  outline: 2px solid var(--st-primary-color);
  outline-offset: 2px;
}
"""

_JS = """
export default function ({ parentElement, data }) {
  const find = (selector) => parentElement.querySelector(selector);
  const frame = find(".wiped"), range = find("input");
  const layout = find(".layout");
  layout.style.setProperty("--aspect", data.aspect);
  layout.classList.toggle("long", data.aspect > 3); // a panorama: one below the other
  for (const name of ["after", "before", "heat"]) {
    const image = find("." + name), source = "data:image/jpeg;base64," + data[name];
    if (image.src !== source) image.src = source;
    image.alt = data.says[name];
  }
  layout.classList.toggle("large", !data.tile);
  const enlarge = find("button");
  enlarge.hidden = !data.tile;
  enlarge.dataset.tile = data.tile;
  const move = () => frame.style.setProperty("--at", range.value + "%");
  const follow = (event) => {
    const box = frame.getBoundingClientRect();
    range.value = (100 * (event.clientX - box.left)) / box.width;
    move();
  };
  range.oninput = move;
  frame.onpointerdown = (event) => {
    if (event.button) return;
    frame.setPointerCapture(event.pointerId); // the hand may leave the picture and come back
    follow(event);
  };
  frame.onpointermove = (event) => {
    if (frame.hasPointerCapture(event.pointerId)) follow(event);
  };
  move();
  parentElement.listening = true;
}
"""

_component = st.components.v2.component("augmentation_explorer_wipe", html=_HTML, css=_CSS, js=_JS)


def wipe(found: Compared, says: Mapping[str, str], tile: str = "") -> None:
    """Shows a comparison: before and after under a wipe, and the heat map of the change.

    `says` has the alternative texts of the pictures "before", "after" and "heat".
    A button opens the `tile` at full size; a comparison in the dialog has none.
    """
    pictures = {
        name: base64.b64encode(data).decode()
        for name, data in (("before", found.before), ("after", found.after), ("heat", found.heat))
    }
    more: dict[str, Any] = {"aspect": found.width / found.height, "tile": tile, "says": dict(says)}
    _component(key="wipe" if tile else "zoomed-wipe", data=pictures | more)
