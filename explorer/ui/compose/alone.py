"""What each step alone does to the first picture on the stage: a small picture on its card.

They follow once the hand has come to rest: nothing that a slider waits for is made here.
"""

from collections.abc import Iterable
from concurrent.futures import wait
from dataclasses import replace
from html import escape

import streamlit as st
from streamlit.delta_generator import DeltaGenerator

from explorer import numbers
from explorer.errors import ExplorerError
from explorer.images import Image
from explorer.policy import edit
from explorer.policy.model import Step
from explorer.ui import caching
from explorer.ui.compose import actions, ahead, alternatives, pictures, views
from explorer.ui.compose.titles import titles
from explorer.ui.session import Session, get_session
from explorer.ui.sizes import ALONE_PX, ALONE_WORK_PX, FULL_PX, READ_PX

Places = dict[str, DeltaGenerator]
WAIT_S = 0.05  # a key that comes meanwhile waits as long
_SHOWN = "alone.shown"  # by step id, what stood on its card last
_TURN = "alone.turn"
_STAGE = "alone.stage"  # the look of the stage that was drawn last

# The stage says by an attribute which pictures it shows. Where those on the cards are of an earlier
# stage, this asks for new ones, as soon as neither the stage nor a hand has moved for a while. A
# browser that was busy ends that wait and Streamlit's own for a slider at once, and Streamlit takes
# what comes together for one fragment: so the asking comes a moment later.
_SCRIPT = """
export default function ({ parentElement, data, setTriggerValue }) {
  parentElement.listening?.abort();
  parentElement.listening = new AbortController();
  const { signal } = parentElement.listening;
  let timer = 0;
  const ask = () => {
    const look = document.querySelector("[data-look]")?.dataset.look;
    if (look && look !== data.look) setTriggerValue("due", look);
  };
  const later = () => {
    clearTimeout(timer);
    timer = setTimeout(() => { timer = setTimeout(ask, 50); }, 250);
  };
  const stage = document.querySelector(".st-key-stage") ?? document.body;
  stage.dataset.alone = data.look;
  const watch = new MutationObserver(later);
  watch.observe(stage, { childList: true, subtree: true });
  for (const kind of ["keydown", "input", "click", "pointerdown", "pointerup", "pointermove"])
    document.addEventListener(kind, (event) => {
      if (kind !== "pointermove" || event.buttons) later();
    }, { signal, capture: true });
  signal.addEventListener("abort", () => { watch.disconnect(); clearTimeout(timer); });
  later();
  return () => parentElement.listening?.abort();
}
"""

_component = st.components.v2.component("augmentation_explorer_alone", js=_SCRIPT)


def place(step: Step) -> DeltaGenerator:
    """Shows on a card what stood there last, and returns the place where `show` writes."""
    return st.html(_shown().get(step.id, _html("", "")))


def seen(session: Session) -> str:
    """Returns what tells the stage that is drawn from others; the script compares it."""
    mark = st.session_state[_STAGE] = _look(session)
    return mark


def _look(session: Session) -> str:
    policy, viewing = session.policy, session.viewing
    what = (policy.steps, policy.strength, policy.seed, viewing.size_px, views.first(session))
    return f"{hash(what):x}"


@st.fragment(key="alone")
def show(places: Places) -> None:
    """Writes the pictures that are ready on the cards, and has the others made."""
    session = get_session()
    if actions.was_cut_short() or st.session_state.get(_STAGE) != _look(session):
        st.rerun()  # the asking has cut short what was to be drawn
    if not ahead.is_by_itself():
        _hold(places)
    session.drawing = True
    try:
        nodes = (edit.find(session.policy, step_id) for step_id in places)
        complete = _write(session, [node for node in nodes if isinstance(node, Step)], places)
    finally:
        session.drawing = False
    turn = st.session_state[_TURN] = st.session_state.get(_TURN, 0) + 1
    st.session_state[_SHOWN] = {key: _shown()[key] for key in places if key in _shown()}
    _component(
        key="alone",
        data={"look": _look(session) if complete else "", "turn": turn},
        on_due_change=lambda: None,
        height=1,
    )


def _hold(places: Places) -> None:
    """Writes once more what stands in each place.

    Where it has written in the last run of the whole page, and only there, Streamlit lets a
    fragment write when it runs by itself. By then a picture may be ready that is not yet.
    """
    for step_id, place in places.items():
        place.html(_shown().get(step_id, _html("", "")))


def _write(session: Session, steps: Iterable[Step], places: Places) -> bool:
    """Returns whether every step has its picture, or none is to come."""
    picture = _first(session)
    if picture is None:
        return True
    seen = views.look_of(session)
    seen = replace(
        seen, tile_px=ALONE_PX, work_px=min(seen.work_px, ALONE_WORK_PX), annotations=False
    )
    asked = {step.id: caching.alone(step, picture, seen) for step in steps}
    wait(asked.values(), WAIT_S)
    names = titles(session.policy)
    on = {node.id: whether for node, whether in alternatives.states(session.policy.steps)}
    at = f"at strength {numbers.strength(session.policy.strength)}"
    name = alternatives.called(
        pictures.titled(session).get(views.first(session) or "", "the picture")
    )
    for step_id, made in asked.items():
        if made.done():
            off = "" if on[step_id] else "; it is switched off"
            html = _html(made.result(), f"{names[step_id]} alone on {name}, {at}{off}")
            _shown()[step_id] = html
            places[step_id].html(html)
    return all(made.done() for made in asked.values())


def _first(session: Session) -> Image | None:
    side = FULL_PX if session.viewing.size_px == 0 else READ_PX
    try:
        name = views.first(session)
        return None if name is None else caching.picture(session, name, side)
    except ExplorerError:
        return None  # the stage says why


def _html(address: str, says: str) -> str:
    inside = f"<img src='{address}' alt='{escape(says)}'>" if address else ""
    return f"<span class='alone'>{inside}</span>"


def _shown() -> dict[str, str]:
    shown: dict[str, str] = st.session_state.setdefault(_SHOWN, {})
    return shown
