"""The same again: the form is filled in with the settings of an earlier run, and its policy."""

from collections.abc import Callable, Iterator

from explorer import numbers
from explorer.data.reading import flag
from explorer.errors import DataError, ExplorerError
from explorer.names import shortened
from explorer.sweep import control
from explorer.sweep.planning.spec import SweepSpec
from explorer.sweep.questions.table import question_of
from explorer.ui import datasets, example, notices, sweeps
from explorer.ui.finetune import followed
from explorer.ui.finetune.controls import CONTROLS, SETTING, TABLES, Value, joined
from explorer.ui.finetune.options import kept_options
from explorer.ui.session import Again, Session

_NAME_CHARS = 40


def take(session: Session) -> None:
    """Fills the form in, where another page has asked for it; says what could not be had."""
    asked, session.again = session.again, None
    if asked is None:
        return

    def fill() -> None:
        _fill(session, asked)

    notices.attempt(session, fill, "The settings of that run cannot be had: ")


def _fill(session: Session, asked: Again) -> None:
    spec, title = _run(asked.sweep_id)
    name = shortened(title, _NAME_CHARS)
    before = session.finetune, session.data, session.policy
    session.finetune = settings_of(spec)
    problems = [*_tried("Its data set cannot be had", lambda: _choose_data(session, spec))]
    if asked.policy:
        problems += _tried("Its policy cannot be had", lambda: session.edit(spec.policy))
    followed.forget(session)

    def undo() -> None:
        session.finetune, session.data, policy = before
        session.edit(policy)
        followed.forget(session)

    done = "Change what you like, then press Start."
    taken = "and its policy" if asked.policy else "with your policy as it is now"
    said = f"The settings of {name} are here, {taken}. {done}"
    if problems:
        said = f"The settings of {name} are here. {' '.join(problems)} {done}"
    notices.tell(session, said, undo=undo)


def _choose_data(session: Session, spec: SweepSpec) -> None:
    """Chooses the data set of a run; read in another way, it would be another one."""
    if told := spec.reading.told:
        options = " ".join(f"{flag(name)} {value}" for name, value in told.items())
        raise DataError(f"it was read with {options}, which only the command line can")
    datasets.choose(session, spec.data)


def _run(sweep_id: str) -> tuple[SweepSpec, str]:
    """What was asked for in a run, or in the example, and what it is called."""
    if sweep_id == example.NAME:
        return example.spec(), "the example"
    progress = control.progress(sweep_id, sweeps.store_url())
    return progress.sweep.spec, progress.result().title


def _tried(words: str, action: Callable[[], None]) -> Iterator[str]:
    try:
        action()
    except ExplorerError as error:
        yield f"{words}: {error}; yours stays."


def settings_of(spec: SweepSpec) -> dict[str, Value]:
    """Returns the settings of a run by the keys of their controls, as a person would choose them.

    What no control can show is left out.
    """
    budget = spec.time_budget_s
    values: dict[str, Value] = {
        "question": spec.question,
        "seeds": spec.seeds,
        "budget": "" if budget is None else f"{numbers.number(budget)}s",
        "measures": joined(spec.measures),
        "engine": spec.engine,
        **{name: getattr(spec.setting, name) for name in SETTING},
        **{
            option.name: option.typed(spec.options.get(option.name))
            for option in question_of(spec).params
        },
    }
    told = {name: value for name, value in values.items() if name in CONTROLS}
    usable = {name: value for name, value in told.items() if CONTROLS[name].fits(value)}
    empty = {name for name in usable if usable[name] == "" and name not in TABLES}
    return {
        **{CONTROLS[name].key: usable[name] for name in usable if name not in empty},
        **kept_options(spec.setting.options),
    }
