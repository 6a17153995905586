"""Before and after under one wipe, and where the picture changed.

It is a small component of our own, with no network and no library.
"""

import base64

import streamlit as st

from explorer.ui.caching import Compared

_HTML = """
<div class="layout">
<div class="frame">
<img class="after" alt="After the policy"><img class="before" alt="Before the policy">
<div class="edge"></div>
<span class="tag left">before</span><span class="tag right">after</span>
</div>
<div class="frame">
<img class="heat" alt="Where the picture changed: the brighter, the more">
<span class="tag left">where it changed</span>
</div>
<label>Wipe
<input type="range" min="0" max="100" value="50" aria-label="Wipe between before and after">
</label>
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
@media (max-width: 56rem) { .layout { margin: auto; } }
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
.before { clip-path: inset(0 calc(100% - var(--at, 50%)) 0 0); }
.edge {
  position: absolute;
  inset: 0 auto 0 var(--at, 50%);
  width: 2px;
  margin-left: -1px;
  background: var(--st-primary-color);
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
  gap: 0.6rem;
  align-items: center;
  font: 0.875rem/1.4 var(--st-font);
  color: var(--st-text-color);
}
input { flex: 1; accent-color: var(--st-primary-color); }
"""

_JS = """
export default function ({ parentElement, data }) {
  const find = (selector) => parentElement.querySelector(selector);
  const frame = find(".frame"), range = find("input");
  const layout = find(".layout");
  layout.style.setProperty("--aspect", data.aspect);
  layout.classList.toggle("long", data.aspect > 3); // a panorama: one below the other
  for (const name of ["after", "before", "heat"]) {
    const image = find("." + name), source = "data:image/jpeg;base64," + data[name];
    if (image.src !== source) image.src = source;
  }
  const move = () => frame.style.setProperty("--at", range.value + "%");
  const follow = (event) => {
    if (event.type === "pointermove" && !event.buttons) return;
    const box = frame.getBoundingClientRect();
    range.value = Math.round((100 * (event.clientX - box.left)) / box.width);
    move();
  };
  range.oninput = move;
  frame.onpointerdown = follow;
  frame.onpointermove = follow;
  move();
}
"""

_component = st.components.v2.component("augmentation_explorer_wipe", html=_HTML, css=_CSS, js=_JS)


def wipe(found: Compared) -> None:
    """Shows a comparison: before and after under a wipe, and the heat map of the change."""
    pictures = {
        name: base64.b64encode(data).decode()
        for name, data in (("before", found.before), ("after", found.after), ("heat", found.heat))
    }
    _component(key="wipe", data=pictures | {"aspect": found.width / found.height})
