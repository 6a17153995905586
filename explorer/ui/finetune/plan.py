"""The left side of Fine-tune: what is to be measured, and Start.

It says how many trials that makes and about how long they take.
"""

import time
from collections.abc import Callable, Collection, Mapping, Sequence
from concurrent.futures import Future
from typing import Any

import streamlit as st

from explorer import numbers
from explorer.data.image_set import ImageSet
from explorer.errors import ExplorerError
from explorer.policy.effect import why_flat
from explorer.sweep import control
from explorer.sweep.findings.dataset import DataFacts
from explorer.sweep.findings.said import as_sentence
from explorer.sweep.findings.sentence import listed
from explorer.sweep.planning.budget import Plan, parse_duration
from explorer.sweep.planning.draft import draft, filled_in
from explorer.sweep.planning.seeds import final_seeds
from explorer.sweep.planning.spec import SweepSpec
from explorer.sweep.questions.table import QUESTIONS, asked_by, question_of
from explorer.trial.setting import FIELDS
from explorer.ui import datasets, notices, sweeps
from explorer.ui.finetune import estimates, form, subject, underway
from explorer.ui.finetune.controls import CONTROLS
from explorer.ui.session import Session, get_session
from explorer.ui.widgets import bound
from explorer.ui.words import capital, escaped

POLL_S = 0.5
_MOST_NAMED = 3
_PRESSED = "ft.pressed"  # when Start was pressed, until the page has come to it
_PRESS_S = 60.0  # nobody waits longer for what a press does
_KEYS = {"budget": "time_budget_s"}  # what `draft` calls a control otherwise than the form does


def show(session: Session) -> None:
    """Shows what will be measured, the settings, the plan in words, and Start."""
    subject.show(session.policy)
    picture = st.container()
    sources = datasets.choices(session)
    key = bound("ft.data", session.data if session.data in sources else sources[0])
    source = st.selectbox(
        "Data set",
        sources,
        format_func=datasets.naming(sources),
        key=key,
        on_change=_choose,
        args=(session, key),
    )
    spec, images, runs = None, None, False
    places: form.Places = {}
    wrong: dict[str, ExplorerError] = {}
    try:
        images = datasets.opened(source)
        asked = form.show(session, images, places)
        spec, wrong = _spec(session, images, source, asked)
        _refuse(wrong, places)
        if spec is not None and not wrong:
            _changed(images, spec, _read(asked, {}))
            with picture:
                subject.strip(session.policy, images, spec.setting.image_size)
            runs = _plan_words(session, images, spec, places, wrong)
    except ExplorerError as error:
        wrong = {form.refused(error): error}
        _refuse(wrong, places)
    with st.container(key="start"):  # always in view
        underway.show(session)
        _waits_for(wrong, places)
        _start_button(session, images, spec if runs else None)


def _refuse(wrong: Mapping[str, ExplorerError], places: form.Places) -> None:
    """Says all that is wrong, each below the control that it is about.

    `wrong` has the names of the controls; what is about none is said above Start.
    """
    for name, error in wrong.items():
        place = places.get(name)
        said = str(error)
        if name in CONTROLS:  # what is about none may begin with the path of an option
            said = capital(said)
        (st if place is None else place).error(escaped(said), icon=":material/error:")


def _waits_for(wrong: Collection[str], places: form.Places) -> None:
    """Says beside Start, which is always in view, where it waits for a change."""
    labels = [CONTROLS[name].label for name in CONTROLS if name in wrong and name in places]
    if len(labels) == 1:
        st.caption(f'Start waits for a change at "{labels[0]}".')
    elif labels:
        changes = numbers.count(len(labels), "change")
        st.caption(f'Start waits for {changes}, the first at "{labels[0]}".')


def _changed(images: ImageSet, spec: SweepSpec, given: Mapping[str, Any]) -> None:
    """Says what the run makes of the settings beside taking them as they are."""
    # Every setting stands on the form: nothing was left open.
    told = {row.name: getattr(spec.setting, row.name) for row in FIELDS}
    for line in filled_in(spec, images, workers=spec.workers, **told, **given):
        st.caption(escaped(as_sentence(line)))


def _start_button(session: Session, images: ImageSet | None, spec: SweepSpec | None) -> None:
    look: dict[str, Any] = {"type": "primary", "width": "stretch", "icon": ":material/play_arrow:"}
    st.button("Start", key="ft.start", disabled=spec is None, on_click=_press, **look)
    # Not by the callback, which has the plan of the run before: what was typed last may arrive
    # together with the click. It only notes the press, for a run that is cut short has no other.
    pressed_at = st.session_state.pop(_PRESSED, None)
    pressed = pressed_at is not None and time.monotonic() < pressed_at + _PRESS_S
    if pressed and spec is not None and images is not None:
        _start(session, spec, images)
        st.rerun()


def _press() -> None:
    st.session_state[_PRESSED] = time.monotonic()


def _choose(session: Session, key: str) -> None:
    session.data = st.session_state[key]
    session.keep()


def _spec(
    session: Session, images: ImageSet, source: str, asked: form.Asked
) -> tuple[SweepSpec | None, dict[str, ExplorerError]]:
    """Returns what Start would run, and by the names of controls all that is wrong with it.

    What is refused is left out and the rest is tried, so that the next mistake is found too.
    """
    wrong = dict(asked.wrong)
    told: dict[str, Any] = {**asked.setting, "options": asked.recipe_options or None}
    told |= _read(asked, wrong)
    if why_flat(session.policy):
        return None, wrong  # the page has said so already, and what to do about it
    while True:
        try:
            spec = draft(
                session.policy,
                images,
                source,
                question=asked.question,
                seeds=asked.seeds,
                seed=session.policy.seed,
                measures=asked.measures,
                engine=asked.engine,
                **told,
            )
        except ExplorerError as error:
            name = form.refused(error)
            wrong.setdefault(name, error)
            if told.pop(_KEYS.get(name, name or "options"), None) is None:
                return None, wrong
        else:
            return spec, wrong


def _read(asked: form.Asked, wrong: dict[str, ExplorerError]) -> dict[str, Any]:
    """Returns what was typed into texts, as `draft` takes it; adds to `wrong` what cannot be."""
    found: dict[str, Any] = {}
    readers: dict[str, tuple[Callable[[str], Any], str]] = {
        option.name: (option.read, asked.options[option.name])
        for option in QUESTIONS[asked.question].params
    }
    if asked.time_budget:
        readers["budget"] = parse_duration, asked.time_budget
    for name, (read, text) in readers.items():
        try:
            found[_KEYS.get(name, name)] = read(text)
        except ExplorerError as error:
            wrong[name] = error
    return found


def _plan_words(
    session: Session,
    images: ImageSet,
    spec: SweepSpec,
    places: form.Places,
    wrong: dict[str, ExplorerError],
) -> bool:
    """Says how many trials there are and how long they take.

    Returns whether the plan can run, as far as is known; adds to `wrong` why it cannot.
    """
    ahead = control.under_way(sweeps.store_url())
    if ahead:
        _behind(ahead)
    if ahead and control.remembered(spec, images.digest) is None:
        _trials(images, spec)
        st.caption("How long that takes is measured when the run under way has ended.")
        return True
    measured = estimates.measured(session.policy, images, spec)
    if not measured.done() or measured.cancelled():
        _trials(images, spec)
        st.fragment(_awaited, run_every=POLL_S)(measured, spec)
        return True
    error = measured.exception()
    if isinstance(error, ExplorerError):
        wrong[form.refused(error)] = error
        _refuse(wrong, places)
        st.button(
            "Measure again",
            key="ft.measure",
            type="tertiary",
            icon=":material/refresh:",
            on_click=estimates.again,
        )
        return False
    _estimate(measured.result(), images, spec)
    return True


def _behind(ahead: Sequence[str]) -> None:
    """Says which runs a new one would wait for, by name."""
    named = list(ahead[:_MOST_NAMED])
    more = len(ahead) - len(named)
    if more:
        named.append(numbers.count(more, "other run"))
    has = "that run has" if len(ahead) == 1 else "those runs have"
    st.caption(escaped(f"Start puts this run behind {listed(named)}: it begins when {has} ended."))


def _awaited(measured: "Future[Plan]", spec: SweepSpec) -> None:
    if measured.done():  # or cancelled, by a run that was started
        # The whole page: only there can a plan that cannot run switch Start off.
        notices.draw_again(get_session())
    st.caption(f"Measuring how long that takes with {numbers.count(spec.workers, 'worker')} ...")


def _estimate(planned: Plan, images: ImageSet, spec: SweepSpec) -> None:
    control.make_ready(control.processes(spec), sweeps.store_url())
    _trials(images, planned.spec)
    if planned.dropped:
        st.caption(f"To fit into the time, this drops {' and '.join(planned.dropped)}.")
    if planned.estimate_s:
        workers = numbers.count(spec.workers, "worker")
        about = numbers.duration(planned.estimate_s)
        st.caption(f"Takes **about {about}** with {workers}, as measured here.")


def _trials(images: ImageSet, spec: SweepSpec) -> None:
    has_test = bool(images.split("test"))
    total = numbers.count(control.total_trials(spec, has_test), "trial")
    arms = numbers.count(asked_by(spec).count(spec), question_of(spec).one)
    curve = f"{arms} x {numbers.count(spec.seeds, 'seed')}"
    st.markdown(f"**{total}**: {curve}{_final_words(spec) if has_test else '.'}")
    if not has_test:
        st.caption("The data set has no test images: there is no final test.")
    shown = control.can_show(spec, images.digest, len(images.split("val")), sweeps.store_url())
    if shown is not None:
        finds, *rests_on = shown.lines
        st.caption(escaped(finds))
        st.caption(escaped(" ".join(rests_on)))


def _final_words(spec: SweepSpec) -> str:
    fresh, row = final_seeds(spec.seeds), question_of(spec)
    said = f", then {row.tested} again on {fresh} fresh seeds, scored once on the test split."
    if not row.untested:
        return said
    return f"{said} Where {row.untested}, that is {numbers.count(fresh, 'trial')} fewer."


def _start(session: Session, spec: SweepSpec, images: ImageSet) -> None:
    estimates.forget()  # those that still wait would take the processors of the run
    known = DataFacts(images.name, images.digest, test=len(images.split("test")))
    store = sweeps.store_url()
    notices.attempt(
        session,
        lambda: sweeps.follow(session, control.create(spec, dataset=known, store_url=store)),
    )
