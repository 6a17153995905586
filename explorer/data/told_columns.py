"""Which columns of a table are what, as it was told: `path=file,label=family`."""

import csv
from collections.abc import Mapping

from explorer.errors import DataError, quoted

ROLES = ("path", "label", "split", "fold")
MAX_CHARS = 500
EXAMPLE = "path=file,label=species"


def parse_columns(text: object) -> Mapping[str, str]:
    """Returns the column of each role that was told; raises DataError for anything else.

    A name that holds a comma stands in quotes, with its role: `path=file,"label=kind, in words"`.
    """
    start = f"--columns {quoted(text)}"
    if not isinstance(text, str) or not text.strip():
        raise DataError(f"{start} names no columns; write them as {EXAMPLE}")
    if len(text) > MAX_CHARS:
        raise DataError(f"{start} has more than {MAX_CHARS} characters")
    try:
        rows = list(csv.reader([text], strict=True, skipinitialspace=True))
    except csv.Error as error:
        raise DataError(f"{start} cannot be read: {error}") from None
    found: dict[str, str] = {}
    for piece in rows[0] if len(rows) == 1 else [""]:
        role, equals, column = (part.strip() for part in piece.partition("="))
        if not equals or not column or role not in ROLES:
            raise DataError(
                f"{start}: {quoted(piece)} is not ROLE=COLUMN, with one of the roles "
                f"{', '.join(ROLES)}; write {EXAMPLE}"
            )
        if role in found:
            raise DataError(f"{start} gives {role} twice")
        if column in found.values():
            raise DataError(f"{start} gives the column {quoted(column)} two roles")
        found[role] = column
    return found


def spelled(roles: Mapping[str, str]) -> str:
    """Returns columns as the option takes them."""
    pieces = (f"{role}={column}" for role, column in roles.items())
    return ",".join(f'"{piece}"' if "," in piece else piece for piece in pieces)
