"""The left side of Fine-tune: what is to be measured, how many trials that makes and about how long they take, and Start."""

import json
from concurrent.futures import Future, ThreadPoolExecutor
from typing import Any

import streamlit as st

from explorer.data.image_set import ImageSet
from explorer.errors import ExplorerError, SweepError
from explorer.policy.files import document
from explorer.policy.model import Step, walk
from explorer.sweep import control, measure
from explorer.sweep.draft import available_shots, default_epochs, default_image_size, draft
from explorer.sweep.plan import (
    MAX_EPOCHS,
    MAX_SEEDS,
    MAX_SIZE_PX,
    MIN_SIZE_PX,
    STRENGTHS,
    Plan,
    SweepSpec,
    final_seeds,
    parse_duration,
    parse_strengths,
)
from explorer.training.spec import MODELS, default_model
from explorer.ui import datasets, words
from explorer.ui.finetune import run
from explorer.ui.session import Session
from explorer.ui.widgets import bound
from explorer.ui.words import escaped

SEEDS = 3
POLL_S = 0.5
MOST_SHOTS = 50
_MODEL_WORDS = {
    "small-cnn": "small-cnn (from scratch, up to 64 px)",
    "efficientnet-lite0": "efficientnet-lite0 (ImageNet weights)",
    "efficientnet-lite0-head": "efficientnet-lite0-head (frozen, a new head)",
}


def show(session: Session) -> None:
    """Shows the settings, the plan in words, and Start."""
    sources = datasets.choices(session)
    key = bound("ft.data", session.data if session.data in sources else sources[0])
    source = st.selectbox("Data set", sources, format_func=datasets.naming(sources), key=key, on_change=_choose, args=(session, key))
    try:
        images = datasets.opened(source)
        asked = _settings(session, images)
        spec = _spec(session, images, source, asked)
    except ExplorerError as error:
        st.error(escaped(str(error)), icon=":material/error:")
        spec = None
    if spec is None:
        st.button("Start", type="primary", width="stretch", icon=":material/play_arrow:", key="ft.start", disabled=True)
        return
    _plan_words(session, images, spec)
    st.button("Start", type="primary", width="stretch", icon=":material/play_arrow:", key="ft.start", on_click=_start, args=(session, spec, images))


def measurable(session: Session) -> bool:
    """Whether the policy has a step that is switched on: else every strength would be the same."""
    return any(node.enabled and isinstance(node, Step) for _, node, _ in walk(session.policy.steps))


def _choose(session: Session, key: str) -> None:
    session.data = st.session_state[key]
    session.keep()


def _settings(session: Session, images: ImageSet) -> dict[str, Any]:
    """The controls; each belongs to the data set (and model) whose defaults it shows, so that another choice brings its own."""
    available, smallest = available_shots(images)
    size_px = default_image_size(images)
    # No `help` on these: its button would carry the same label, and a name on the screen should find one control. No bounds either: a number
    # beyond them stays on the screen while the one before it is used; what is out of bounds is refused by name below.
    left, right = st.columns(2)
    shots = left.number_input("Images per class", step=1, **_kept(session, f"shots.{images.digest}", min(MOST_SHOTS, available)))
    size = right.number_input("Image size, px", step=1, **_kept(session, f"size.{images.digest}", size_px))
    st.caption(f"To train on; the smallest class, {escaped(smallest)}, has {available}. Every image is brought to a square of that size.")
    suggested = default_model(int(size))
    model = st.selectbox("Model", MODELS, format_func=_MODEL_WORDS.__getitem__, **_kept(session, f"model.{suggested}", suggested, MODELS))
    strengths = st.text_input("Strengths", **_kept(session, "strengths", ", ".join(f"{s:g}" for s in STRENGTHS)))
    st.caption("From 0 to 2. Strength 0, no augmentation, always runs.")
    left, right = st.columns(2)
    seeds = left.number_input("Seeds", step=1, **_kept(session, "seeds", SEEDS))
    usual = default_epochs(model, int(shots) * len(images.classes))
    epochs = right.number_input("Epochs", step=1, **_kept(session, f"epochs.{model}.{usual}", usual))
    budget = st.text_input("Time budget", placeholder="none; or 90s, 2m, 1h", **_kept(session, "budget", ""))
    st.caption("Drops seeds, then strengths, then epochs to fit.")
    _check("Images per class", int(shots), 1, available)
    _check("Image size, px", int(size), MIN_SIZE_PX, MAX_SIZE_PX)
    _check("Seeds", int(seeds), 1, MAX_SEEDS)
    _check("Epochs", int(epochs), 1, MAX_EPOCHS)
    return {
        "model": model,
        "shots": int(shots),
        "epochs": int(epochs),
        "image_size": int(size),
        "strengths": strengths,
        "seeds": int(seeds),
        "time_budget_s": budget.strip(),
    }


def _check(label: str, value: int, low: int, high: int) -> None:
    if not low <= value <= high:
        raise SweepError(f"{label}: {value} is not between {low} and {high}")


def _spec(session: Session, images: ImageSet, source: str, asked: dict[str, Any]) -> SweepSpec | None:
    strengths = parse_strengths(asked["strengths"])
    budget_s = parse_duration(asked["time_budget_s"]) if asked["time_budget_s"] else None
    if not measurable(session):
        return None  # the page has said so already, and what to do about it
    return draft(session.policy, images, source, seed=session.policy.seed, **asked | {"strengths": strengths, "time_budget_s": budget_s})


def _kept(session: Session, name: str, default: int | str, among: tuple[str, ...] = ()) -> dict[str, Any]:
    """The key and callback of a control whose value survives a change of page and a reload."""
    key = f"ft.{name}"
    value = session.finetune.get(key, default)

    def keep() -> None:
        session.finetune[key] = st.session_state[key]
        session.keep()

    return {"key": bound(key, value if type(value) is type(default) and (not among or value in among) else default), "on_change": keep}


def _plan_words(session: Session, images: ImageSet, spec: SweepSpec) -> None:
    trials = len(spec.strengths) * spec.seeds
    then = f"Then strength 0 and the balance point again on {final_seeds(spec)} fresh seeds, scored once on the test split."
    st.markdown(
        f"**{words.count(trials, 'trial')}**: {words.count(len(spec.strengths), 'strength')} x {words.count(spec.seeds, 'seed')}. "
        f"{then if images.split('test') else 'The data set has no test images: there is no final test.'}"
    )
    if measure.remembered(spec, images.digest) is None and control.under_way(run.store_url()):
        st.caption("How long that takes is measured when the run under way has ended.")
        return
    measured = _measured(session, images, spec)
    waiting = not measured.done()
    st.fragment(_estimate, run_every=POLL_S if waiting else None)(measured, spec, waiting)


def _estimate(measured: "Future[Plan]", spec: SweepSpec, waiting: bool) -> None:
    workers = words.count(spec.workers, "worker")
    if not measured.done():
        st.caption(f"Measuring how long that takes with {workers} ...")
        return
    if waiting or measured.cancelled():
        st.rerun()  # once: the page drawn again no longer asks every half second
    try:
        planned = measured.result()
        control.make_ready(spec.processes, run.store_url())
    except ExplorerError as error:
        st.error(escaped(str(error)), icon=":material/error:")
        return
    if planned.dropped:
        st.caption(f"To fit into the time, this drops {' and '.join(planned.dropped)}.")
    if planned.estimate_s:
        st.caption(f"Takes **about {words.duration(planned.estimate_s)}** with {workers}, as measured here.")


def _measured(session: Session, images: ImageSet, spec: SweepSpec) -> "Future[Plan]":
    settings = {**spec.to_json(), "policy": document.steps_document(session.policy)}
    return _measuring(json.dumps([images.digest, settings]), images.digest, spec)


@st.cache_resource(max_entries=32, show_spinner=False)
def _measuring(key: str, digest: str, _spec: SweepSpec) -> "Future[Plan]":
    # A process is waited for here, at most one at a time: measuring two settings at once would slow both down.
    return _waiting().submit(measure.estimate, _spec, digest)


@st.cache_resource(show_spinner=False)
def _waiting() -> ThreadPoolExecutor:
    return ThreadPoolExecutor(1, thread_name_prefix="estimate")


def _forget_estimates() -> None:
    ended = _waiting()
    _waiting.clear()  # first: another session must not be given one that takes nothing any more
    ended.shutdown(wait=False, cancel_futures=True)
    _measuring.clear()


def _start(session: Session, spec: SweepSpec, images: ImageSet) -> None:
    _forget_estimates()  # those that still wait would take the processors of the run
    known = {"name": images.name, "digest": images.digest}
    run.attempt(session, lambda: run.follow(session, control.create(spec, dataset=known, store_url=run.store_url())))
