"""`explorer.measure`: how strong a policy should be, from a script or a notebook.

It takes the options of `aug-explorer sweep`, and uses the same store, runner, notes and refusals.
Loads no torch.
"""

import inspect
import os
from collections.abc import Iterable
from typing import Any

from explorer.errors import SweepError, quoted
from explorer.measuring import bar, following
from explorer.measuring.asking import request
from explorer.measuring.options import READING, RUN, names_of
from explorer.measuring.result import SweepResult
from explorer.policy.files.plain import nearest
from explorer.policy.model import Policy
from explorer.sweep import control
from explorer.sweep.control import Progress
from explorer.sweep.questions.table import QUESTIONS, row_of
from explorer.trial.setting import FIELDS


def measure(
    policy: Policy | str | os.PathLike[str],
    data: str | os.PathLike[str],
    *,
    question: str = "strength",
    store: str | None = None,
    progress: bool = True,
    **told: Any,
) -> SweepResult:
    """Measures how strong a policy should be, and returns what was found.

    `policy` is a Policy or the path of a policy file; `data` is a folder, a zip, a table, or the
    name of a built-in data set. Every option of `aug-explorer sweep` is an argument of the same
    name, with underscores; None stands for what is not told. `store` is the SQLAlchemy URL of the
    sweeps' store. Progress and notes are shown unless `progress` is False.

    Ctrl-C, or the interrupt of a notebook's kernel, stops the sweep and raises KeyboardInterrupt,
    which says how to go on; a second one leaves at once. Raises ExplorerError for a mistake, and
    SweepError for a sweep that failed or was stopped from elsewhere.
    """
    _check_names(question, told)
    asked = request(policy, data, question, **told)
    with control.opened(store):
        pass  # a store that cannot be used is refused before anything is said
    said = tuple(asked.lines(store))
    _note(said, progress)
    sweep_id = asked.create(store)
    try:
        end = following.run(sweep_id, store, control.start, shown=progress)
    except KeyboardInterrupt as pressed:
        pressed.add_note(following.where_it_ended(control.progress(sweep_id, store)))
        pressed.add_note(f"go on with: {following.resume_line(sweep_id, store)}")
        raise
    _check_end(end, store)
    result = SweepResult(end.result(), end.sweep.spec.data)
    _note((line for line in result.notes if line not in said), progress)
    return result


def _check_names(question: str, told: dict[str, Any]) -> None:
    known = names_of(row_of(question))
    for name in told:
        others = [row for row in QUESTIONS.values() if name in names_of(row)]
        if name not in known and others:
            of = f"it is one of question={others[0].name!r}, and this is question={question!r}"
            raise SweepError(f"measure has no option {quoted(name)} here: {of}")
        if name not in known:
            raise SweepError(f"measure has no option {quoted(name)}{nearest(name, known)}")


def _note(lines: Iterable[str], shown: bool) -> None:
    for line in lines:
        if shown:
            bar.note(line)


def _check_end(end: Progress, store: str | None) -> None:
    sweep_id = end.sweep.sweep_id
    if end.status == "failed":
        raise SweepError(following.how_it_failed(end, store))
    if end.status != "finished":
        how = following.resume_line(sweep_id, store)
        raise SweepError(f"sweep {sweep_id} was {following.where_it_ended(end)}; go on with: {how}")


def _signature() -> inspect.Signature:
    """The options by name, for those who look: help(), editors and notebooks."""
    plain = inspect.signature(measure)
    *ahead, _ = plain.parameters.values()
    own = {param.name: param.default for row in QUESTIONS.values() for param in row.params}
    usual = (
        own | {row.name: None for row in FIELDS} | {row.name: row.usual for row in (*RUN, *READING)}
    )
    options = [
        inspect.Parameter(name, inspect.Parameter.KEYWORD_ONLY, default=default)
        for name, default in usual.items()
    ]
    return plain.replace(parameters=[*ahead, *options])


measure.__signature__ = _signature()  # type: ignore[attr-defined]  # `inspect` looks there
