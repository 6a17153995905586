"""Tables on the pages whose names are too long for their column.

Short names stay apart, and the whole ones stand at the end.
"""

import pandas as pd

from explorer.names import apart

WHOLE = "Whole name"


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
