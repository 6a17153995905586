"""A tile at full size, in a dialog: by a click on it, or by Enter where the keyboard stands."""

import re
from dataclasses import replace

import streamlit as st

from explorer.errors import ExplorerError
from explorer.ui import caching
from explorer.ui.compose import alternatives, pictures, views
from explorer.ui.compose.wipe import wipe
from explorer.ui.encoded import address
from explorer.ui.session import Session, get_session
from explorer.ui.sizes import FULL_PX, READ_PX
from explorer.ui.words import capital, escaped

_TILE = re.compile(r"(\d{1,3})/(\d{1,3})?/(\d{1,4})?")

# The tiles are buttons under the mouse and in the order of the keyboard: one stop for a sheet,
# whose arrows lead from tile to tile. A click finds the tile by its place, so that the picture
# below keeps its own menu.
_SCRIPT = """
export default function ({ parentElement, setTriggerValue }) {
  parentElement.listening?.abort();
  parentElement.listening = new AbortController();
  const on = { signal: parentElement.listening.signal };
  const tiles = () => [...document.querySelectorAll(".st-key-preview .tile")];
  const under = (event) => tiles().find((tile) => {
    const box = tile.getBoundingClientRect();
    return event.clientX >= box.left && event.clientX < box.right
      && event.clientY >= box.top && event.clientY < box.bottom;
  });
  document.addEventListener("click", (event) => {
    const [inside] = event.composedPath();
    const tile = inside.closest?.(".tile")
      ?? (inside.closest?.(".st-key-preview img") ? under(event) : null);
    if (tile?.dataset.tile) setTriggerValue("tile", tile.dataset.tile);
  }, on);
  document.addEventListener("keydown", (event) => {
    const tile = event.target.closest?.(".st-key-preview .tile");
    if (!tile) return;
    const all = tiles(), at = all.indexOf(tile), top = tile.getBoundingClientRect().top;
    const columns = all.filter((other) =>
      Math.abs(other.getBoundingClientRect().top - top) < 2).length;
    const by = { ArrowRight: 1, ArrowLeft: -1, ArrowDown: columns, ArrowUp: -columns }[event.key];
    const next = { Home: all[0], End: all.at(-1) }[event.key] ?? (by && all[at + by]);
    if (!next) return;
    event.preventDefault();
    all.forEach((other) => { other.tabIndex = other === next ? 0 : -1; });
    next.focus();
  }, on);
  return () => parentElement.listening?.abort();
}
"""

_component = st.components.v2.component("augmentation_explorer_zoom", js=_SCRIPT)


@st.fragment(key="zoom")
def listen() -> None:
    """Shows the tile that was clicked on; adds the script to the page."""
    tile = _component(key="zoom", on_tile_change=lambda: None, height=1).tile
    if tile is not None:
        show(get_session(), str(tile))


def show(session: Session, tile: str) -> None:
    """Opens the dialog for what a tile says of itself: picture/draw/steps, or nothing.

    It comes from a browser: what no session can show is not answered.
    """
    found = _TILE.fullmatch(tile)
    if found is None or int(found[1]) >= len(session.chosen):
        return
    name = session.chosen[int(found[1])]
    draw, steps = (None if part is None else int(part) for part in found.groups()[1:])
    title = pictures.titled(session).get(name, "Picture")
    st.dialog(escaped(title), width="large")(_large)(name, draw, steps)


def _large(name: str, draw: int | None, steps: int | None) -> None:
    session = get_session()
    viewing = session.viewing
    try:
        side = FULL_PX if viewing.size_px == 0 else READ_PX
        image = caching.picture(session, name, side)
        look = views.look_of(session)
        if viewing.size_px is None:
            look = replace(look, work_px=min(READ_PX, max(image.width, image.height)))
        look = replace(look, tile_px=max(look.work_px, READ_PX) if look.training else look.work_px)
        title = pictures.titled(session).get(name, image.name)
        with st.container(key="zoomed"):
            if viewing.view == "Compare":
                says = alternatives.compared(title, viewing.draw, session.policy)
                wipe(caching.compare(session.policy, image, look, viewing.draw), says)
                caption = f"draw {viewing.draw + 1}"
            else:
                shown = caching.single(session.policy, image, look, draw, steps)
                caption = shown.tiles[0].caption
                alt = alternatives.single(title, draw, caption, session.policy)
                st.image(address(shown.data), width="stretch", alt=alt)
    except ExplorerError as error:
        st.error(escaped(str(error)), icon=":material/error:")
        return
    st.caption(f"{escaped(capital(caption))}. {views.size_words(session, look)}")
