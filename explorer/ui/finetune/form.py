"""The settings of a run.

What a person has chosen stays as it is. A usual value follows the settings that it depends on, and
the form says so. A number that cannot be used is refused by name, and stands to be corrected.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from typing import Any

import streamlit as st
from streamlit.delta_generator import DeltaGenerator

from explorer.data.image_set import ImageSet
from explorer.errors import ExplorerError
from explorer.frozen import Frozen
from explorer.sweep.engines.table import ENGINES
from explorer.sweep.planning.draft import available_shots, default_image_size
from explorer.sweep.planning.spec import SweepSpec
from explorer.sweep.questions.table import QUESTIONS, Question
from explorer.trial.measures import MEASURES
from explorer.trial.recipes import RECIPES, Recipe
from explorer.trial.setting import FIELDS, USUAL_RECIPE, Facts
from explorer.trial.spec import USUAL_MEASURES
from explorer.ui.finetune import followed, options
from explorer.ui.finetune.controls import (
    CONTROLS,
    FURTHER,
    OPTIONS,
    SETTING,
    TABLES,
    Control,
    Settings,
    Value,
    joined,
    names_in,
)
from explorer.ui.session import Session
from explorer.ui.widgets import is_late, moved, whole
from explorer.ui.words import escaped

SEEDS = 3


@dataclass(frozen=True)
class Asked:
    """What the form says: the fields of the setting that have a control, and the run's own.

    `recipe_options` are those that a person has chosen, by recipe and name, and may be refused.
    `options` are those of the question; they and `time_budget` are as they were typed, and the
    latter is empty where there is none. `wrong` says by the name of its control what cannot be
    used; the nearest number that can be stands for it.
    """

    question: str
    setting: Frozen[Value]
    recipe_options: Frozen[Frozen[Any]]
    options: Frozen[str]
    measures: tuple[str, ...]
    engine: str
    seeds: int
    time_budget: str
    wrong: Mapping[str, ExplorerError]


Places = dict[str, DeltaGenerator]  # below each control, by its name: for what is refused there


def show(session: Session, images: ImageSet, places: Places) -> Asked:
    """Shows the controls and returns what they say, and what of it is wrong; fills `places` in."""
    chosen = _chosen(session)
    settings = resolved(images, chosen)
    shown = followed.note(images, settings, chosen)
    available, smallest = available_shots(images)
    question = QUESTIONS[str(settings["question"])]
    # No `help` on these: its button would carry the same label, and a name on the screen should
    # find one control. No bounds either: a number beyond them stays on the screen while the one
    # before it is used; what is out of bounds is refused by name below.
    row = partial(_row, places, session, settings)
    row("question")
    st.caption(escaped(question.summary))
    row("shots", "image_size")
    has = f"To train on; the smallest class, {escaped(smallest)}, has {available}."
    st.caption(f"{has} Every image is brought to a square of that size.")
    row("model")
    for place in range(0, len(FURTHER), 2):
        row(*FURTHER[place : place + 2])
    recipe = _recipe(settings)
    if "recipe" in CONTROLS:
        st.caption(escaped(recipe.summary))
    options.show(session, recipe)
    with st.container():  # always there: what stands below keeps its place, and so the focus
        followed.show(session, shown)
    for option in question.params:
        row(option.name)
        st.caption(escaped(option.caption))
    row("seeds", "epochs")
    row("budget")
    st.caption(f"Drops {question.budget_drops} to fit.")
    if TABLES:
        row(*TABLES)
    _engine(settings)
    other = {*OPTIONS} - {option.name for option in question.params}
    own = [name for name in chosen if name not in other and chosen[name] != ""]
    _own(session, [*(CONTROLS[name].label for name in own), *options.labels(session, recipe)])
    return _asked(settings, available, Frozen(options.asked(session, recipe)))


def refused(error: ExplorerError) -> str:
    """Returns the name of the control that an error is about; "" for none.

    Such an error begins with what the control is called.
    """
    said = str(error).lower().removeprefix("a ")
    called = {name: (control.label, control.noun) for name, control in CONTROLS.items()}
    about = (
        name for name, names in called.items() if any(said.startswith(n.lower()) for n in names)
    )
    return max(about, key=lambda name: len(CONTROLS[name].label), default="")


def _recipe(settings: Settings) -> Recipe:
    return RECIPES[str(settings.get("recipe", USUAL_RECIPE))]


def _engine(settings: Settings) -> None:
    if "engine" in TABLES:
        st.caption(escaped(ENGINES[str(settings["engine"])].summary))


def question_of(session: Session) -> Question:
    """Returns the question that a session has chosen, or else the first."""
    name = _chosen(session).get("question", next(iter(QUESTIONS)))
    return QUESTIONS[str(name)]


def resolved(images: ImageSet, chosen: Settings) -> Settings:
    """Returns every setting: as a person has chosen it, or else as it follows from the others."""
    # The usual size is what the usual side is brought to, and stays so when it is taken for a side.
    facts = Facts(len(images.classes), available_shots(images)[0], default_image_size(images))
    usual: dict[str, Value] = {
        "question": next(iter(QUESTIONS)),
        **{option.name: option.text for row in QUESTIONS.values() for option in row.params},
        "seeds": SEEDS,
        "budget": "",
        "measures": joined(USUAL_MEASURES),
        "engine": SweepSpec.engine,
    }
    told: dict[str, Any] = {}  # a refused number must not stop the usual values that hang on it
    for row in sorted(FIELDS, key=lambda row: row.settled):
        value = row.usual(facts, told)
        if (control := SETTING.get(row.name)) is not None:
            usual[row.name] = value
            value = control.usable(chosen.get(row.name, value))
        told[row.name] = value
    return {name: {**usual, **chosen}[name] for name in CONTROLS}


def _chosen(session: Session) -> Settings:
    """What the session keeps of its own settings, less what fits no control."""
    kept = {name: session.finetune.get(control.key) for name, control in CONTROLS.items()}
    return {
        name: value
        for name, value in kept.items()
        if value is not None and CONTROLS[name].fits(value)
    }


def _row(places: Places, session: Session, settings: Settings, *names: str) -> None:
    """Shows controls beside each other."""
    columns = st.columns(2) if len(names) > 1 else (st.container(),)
    for column, name in zip(columns, names, strict=False):
        _control(column, session, name, settings)
        places[name] = column.container()


def _control(place: DeltaGenerator, session: Session, name: str, settings: Settings) -> None:
    control = CONTROLS[name]
    kept = _kept(session, name, settings)
    listed: dict[str, Any] = {"format_func": control.choices.get, **kept}
    if control.several:
        place.multiselect(control.label, list(control.choices), **listed)
    elif control.choices:
        place.selectbox(control.label, list(control.choices), **listed)
    elif control.text:
        place.text_input(control.label, placeholder=control.placeholder, **kept)
    else:
        # A field of floats: one of whole numbers makes 2 of 2.5 in the browser, and says nothing.
        place.number_input(control.label, step=1.0, format="%g", **kept)


def _kept(session: Session, name: str, settings: Settings) -> dict[str, Any]:
    """The key and callback of a control whose value survives a change of page and a reload."""
    control = CONTROLS[name]
    key = moved(control.key, _shown(control, settings[name]))

    def keep() -> None:
        if is_late(key):
            return
        session.finetune[key] = _plain(st.session_state[key])
        st.session_state[followed.MOVED] = name
        session.keep()

    return {"key": key, "on_change": keep}


def _shown(control: Control, value: Value) -> str | float | list[str]:
    """A value as the widget has it."""
    if not isinstance(value, str):
        return float(value)
    return list(names_in(value)) if control.several else value


def _plain(value: Value | list[str]) -> Value:
    """What a widget has as a value."""
    if isinstance(value, list):
        return joined(value)
    return int(value) if isinstance(value, float) and value.is_integer() else value


def _own(session: Session, own: Sequence[str]) -> None:
    """Names the settings that a person has chosen, which follow nothing; with a way back."""
    if not own:
        return

    def drop() -> None:
        session.finetune = {}
        followed.forget(session)

    with st.container(horizontal=True, vertical_alignment="center", key="ft-own"):
        st.caption(escaped(f"Set by you, and kept: {'; '.join(own)}."), width="content")
        look: dict[str, Any] = {"type": "tertiary", "icon": ":material/undo:"}
        st.button("Use the defaults", key="ft.defaults", on_click=drop, **look)


def _asked(settings: Settings, available: int, recipe_options: Frozen[Frozen[Any]]) -> Asked:
    checked, wrong = _checked(settings, available)
    question = QUESTIONS[str(settings["question"])]
    return Asked(
        question=question.name,
        setting=Frozen({name: checked[name] for name in SETTING}),
        recipe_options=recipe_options,
        options=Frozen({option.name: str(settings[option.name]) for option in question.params}),
        measures=_measures(settings),
        engine=str(settings.get("engine", SweepSpec.engine)),
        seeds=int(checked["seeds"]),
        time_budget=str(settings["budget"]).strip(),
        wrong=wrong,
    )


def _measures(settings: Settings) -> tuple[str, ...]:
    """In the order of the table, whichever was chosen first."""
    if "measures" not in settings:
        return USUAL_MEASURES
    chosen = names_in(str(settings["measures"]))
    return tuple(name for name in MEASURES if name in chosen)


def _checked(settings: Settings, available: int) -> tuple[Settings, Mapping[str, ExplorerError]]:
    """Returns values that a run can have, and what is wrong with those that it cannot."""
    checked, wrong = dict(settings), {}
    for name, control in CONTROLS.items():
        if control.low is None or control.high is None:
            continue
        high = available if name == "shots" else control.high
        try:
            checked[name] = whole(control.label, float(settings[name]), control.low, high)
        except ExplorerError as error:
            checked[name] = min(int(control.usable(settings[name])), high)
            wrong[name] = error
    return checked, wrong
