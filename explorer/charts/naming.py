"""What sweeps and classes are called in charts and sentences."""

from collections.abc import Iterable, Mapping

from explorer.names import apart
from explorer.sweep.findings.result import SweepResult

NAME_CHARS = 40


def sweep_name(result: SweepResult) -> str:
    """Returns what a sweep is called among others."""
    return f"{result.policy_name} on {result.course.data} ({result.sweep_id[-4:]})"


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
