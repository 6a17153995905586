"""What sweeps, classes and measures are called in charts and sentences."""

from collections.abc import Iterable, Mapping

from explorer.charts.cells import harmless
from explorer.errors import quoted_apart
from explorer.sweep.findings.result import SweepResult
from explorer.trial.measures import MEASURES

NAME_CHARS = 40
_WHOLE = 10_000  # characters: no name of a class is as long


def sweep_name(result: SweepResult) -> str:
    """Returns what a sweep is called among others."""
    return f"{result.title} ({result.sweep_id[-4:]})"


def measure_label(name: str) -> str:
    """Returns what people read of a measure; its name where this release does not know it."""
    row = MEASURES.get(name)
    return harmless(name) if row is None else row.label


def called(classes: Iterable[str], limit: int | None) -> Mapping[str, str]:
    """Returns what each class is called in a sentence; None for `limit` cuts no name.

    It stands in quotation marks: a name may be a number, or a word of the sentence.
    """
    return quoted_apart(list(classes), _WHOLE if limit is None else limit)


def cut_names(result: SweepResult, limit: int = NAME_CHARS) -> dict[str, str]:
    """Returns the whole name of each class that the sentences cut, by its short form."""
    names, whole = called(result.classes, limit), called(result.classes, None)
    return {short: whole[name] for name, short in names.items() if short != whole[name]}
