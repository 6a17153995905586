"""What stands in the cells of a table: numbers in full, and how people read them.

A table holds percent and points without rounding, as its CSV does. `texts` writes its cells for
people, by the functions of `explorer.numbers`, for the report; pages do the same.
"""

import math
from collections.abc import Callable, Hashable
from numbers import Real

import pandas as pd

from explorer import numbers
from explorer.sweep.findings import limits
from explorer.sweep.findings.values import Estimate

Write = Callable[[float], str]
# How the numbers of a column are written; None for those that are written in full.
Written = Callable[[str], Write | None]

_EXACT = 10  # decimals of percent and points: the rest is left over from floating point
_BY_TITLE: dict[str, Write] = {
    "From": numbers.in_points,
    "To": numbers.in_points,
    "Training loss": numbers.loss,
    "Validation loss": numbers.loss,
    "Gap": numbers.loss,
    "Seconds": numbers.seconds,
    "Images a second": numbers.whole,
}


def percent(estimate: Estimate | None) -> float | None:
    """Returns a mean in percent or points."""
    return None if estimate is None else scaled(estimate.mean)


def scaled(share: float | None) -> float | None:
    """Returns a share or a gain in percent or points."""
    return None if share is None else round(100 * share, _EXACT)


def interval(gain: Estimate | None) -> str:
    """Returns the interval of a gain that is shown, in points; empty where there is none."""
    return limits.short(gain)


def accuracy_interval(accuracy: Estimate | None) -> str:
    """Returns the interval of an accuracy, in percent; empty where there is none."""
    if accuracy is None or accuracy.shown is None:
        return ""
    return numbers.percent_interval(accuracy.shown)


def written(title: str) -> Write | None:
    """Returns how the numbers of a column with that title are written."""
    if title.endswith(", %"):
        return numbers.in_percent
    return numbers.in_points if title.endswith(", points") else _BY_TITLE.get(title)


def texts(table: pd.DataFrame, how: Written = written) -> pd.DataFrame:
    """Returns a table with its titles and cells as people read them; empty where nothing is known.

    Titles may be strengths.
    """
    columns = [[text(cell, how(str(title))) for cell in table[title]] for title in table.columns]
    found = pd.DataFrame(dict(enumerate(columns)), index=table.index)
    return found.set_axis([heading(title) for title in table.columns], axis="columns")


def heading(title: Hashable) -> str:
    """Returns the title of a column as people read it."""
    return numbers.strength(title) if isinstance(title, float) else str(title)


def text(cell: object, write: Write | None = None) -> str:
    """Returns what stands in a cell."""
    if cell is None or (isinstance(cell, float) and math.isnan(cell)):
        return ""
    return (write or numbers.number)(float(cell)) if isinstance(cell, Real) else str(cell)


def harmless(text: str) -> str:
    """Returns a text that no spreadsheet takes for a formula."""
    return f"'{text}" if text.startswith(("=", "+", "-", "@", "\t", "\r")) else text
