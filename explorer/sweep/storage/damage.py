"""Rows that cannot be read: each is one line that names its sweep, and hides no other."""

import zlib
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from typing import Any

from explorer.errors import SweepError, quoted
from explorer.sweep.storage.schema import Damaged

# What reading a row that somebody has written by hand, or that was cut off, may raise.
UNREADABLE = (
    KeyError,
    TypeError,
    ValueError,
    AttributeError,
    IndexError,
    ArithmeticError,
    RecursionError,
    zlib.error,
)


@contextmanager
def readable(sweep_id: str) -> Iterator[None]:
    """Raises SweepError for what goes wrong with a row of the store that is no sweep."""
    try:
        yield
    except SweepError as error:
        if str(error).startswith("sweep "):
            raise
        raise SweepError(f"sweep {sweep_id} cannot be read: {error}") from None
    except UNREADABLE as error:
        raise SweepError(f"sweep {sweep_id} cannot be read: {problem(error)}") from None


def damage(row: Mapping[Any, Any]) -> str:
    """Returns which column of a row is damaged, in words; "" where none is."""
    names = (name for name, value in row.items() if isinstance(value, Damaged))
    return next((f"its {name} is damaged in the store" for name in names), "")


def problem(error: BaseException) -> str:
    """Returns what is wrong with a row of the store, for whom it cannot be shown to."""
    found = str(error).strip().split("\n")[0]
    if isinstance(error, KeyError):
        found = f"{quoted(str(error.args[0]))} is missing"
    return f"its row in the store is not that of a sweep ({found})"
