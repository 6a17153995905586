"""Tables on the pages: numbers as people read them, and names that are too long for their column.

Short names stay apart, and the whole ones stand at the end.
"""

from typing import Any

import pandas as pd
from pandas.io.formats.style import Styler

from explorer.charts.cells import Written, heading, text, written
from explorer.names import apart

WHOLE = "Whole name"
# Cells are written one by one, which takes seconds for more; such a table shows its numbers as they
# are.
_MOST_CELLS = 20_000


def shown(table: pd.DataFrame, how: Written = written) -> pd.DataFrame | Styler:
    """Returns a table whose numbers are written for people, and sort as the numbers they are.

    Titles may be strengths.
    """
    titled = table.set_axis([heading(title) for title in table.columns], axis="columns")
    if titled.size > _MOST_CELLS or not titled.columns.is_unique:
        return titled
    # Also columns of None alone, of which pages would say "None".
    others = [title for title in titled if not pd.api.types.is_datetime64_any_dtype(titled[title])]
    return titled.style.format({title: _cell(how, title) for title in others})


def _cell(how: Written, title: str) -> Any:
    return lambda cell: text(cell, how(title))


def with_short_names(table: pd.DataFrame, column: str, limit: int) -> pd.DataFrame:
    """Returns the table with the names in `column`, and in the heads of columns, cut to `limit`.

    A column cuts what it has no room for at the end, where names differ. Where one was cut, a last
    column holds them whole; else the table stays as it is.
    """
    names = [str(name) for name in table[column]]
    short = apart(names, limit)
    if all(cut == name for name, cut in short.items()):
        return table
    return table.rename(columns=short).assign(
        **{column: [short[name] for name in names], WHOLE: names}
    )
