"""What sweeps, classes and measures are called in charts and sentences."""

from collections.abc import Iterable, Mapping

from explorer.charts.cells import harmless
from explorer.names import apart
from explorer.sweep.findings.result import SweepResult
from explorer.trial.measures import MEASURES

NAME_CHARS = 40


def sweep_name(result: SweepResult) -> str:
    """Returns what a sweep is called among others."""
    return f"{result.title} ({result.sweep_id[-4:]})"


def measure_label(name: str) -> str:
    """Returns what people read of a measure; its name where this release does not know it."""
    row = MEASURES.get(name)
    return harmless(name) if row is None else row.label


def called(classes: Iterable[str], limit: int | None) -> Mapping[str, str]:
    """Returns what each class is called in a sentence; None for `limit` cuts no name."""
    everything = list(classes)
    if limit is None:
        return dict(zip(everything, everything, strict=True))
    return apart(everything, limit)


def cut_names(result: SweepResult, limit: int = NAME_CHARS) -> dict[str, str]:
    """Returns the whole name of each class that the sentences cut, by its short form."""
    names = called(result.classes, limit)
    return {short: name for name, short in names.items() if short != name}
