"""How a data set is to be read where it can be read in more than one way.

One value, told by the command line, by Python or by the page, that goes along with the data set:
to the reader, into the spec of a sweep, and into the keys of what is remembered.
"""

import codecs
from collections.abc import Mapping
from dataclasses import dataclass, fields
from typing import Any

from explorer.data.patterns import Pattern
from explorer.data.told_columns import parse_columns
from explorer.errors import DataError, quoted

FOLDER, PARENT, NAME = "folder", "parent", "name"
MAX_FOLD = 1000


@dataclass(frozen=True)
class Reading:
    """What was told of a data set; None stands for what was not. Valid, or DataError.

    `labels_from` says where the class of a picture stands: in the outermost folder (`folder`), in
    the innermost (`parent`), in the name of the file before its number (`name`), or where the
    group of a regular expression finds it in the path. `fold` is the fold to validate on.
    `zip_names` is the encoding of names in a zip that are not UTF-8. `columns` says which columns
    of a table are what, such as `path=file,label=family`.
    """

    labels_from: str | None = None
    fold: int | None = None
    zip_names: str | None = None
    columns: str | None = None

    def __post_init__(self) -> None:
        if self.labels_from is not None:
            if not isinstance(self.labels_from, str):
                raise DataError(f"--labels-from {quoted(self.labels_from)} is no text")
            if self.labels_from not in (FOLDER, PARENT, NAME):
                Pattern(self.labels_from)
        fold = self.fold
        if fold is not None and (
            isinstance(fold, bool) or not isinstance(fold, int) or not 0 <= fold <= MAX_FOLD
        ):
            raise DataError(f"--fold {quoted(fold)} is not a whole number from 0 to {MAX_FOLD}")
        if self.zip_names is not None:
            _check_encoding(self.zip_names)
        if self.columns is not None:
            parse_columns(self.columns)

    @property
    def told(self) -> Mapping[str, Any]:
        """What was told, by name."""
        values = {entry.name: getattr(self, entry.name) for entry in fields(self)}
        return {name: value for name, value in values.items() if value is not None}

    @classmethod
    def from_json(cls, raw: object) -> "Reading":
        """Returns the reading of which `told` gave `raw`; raises DataError for anything else."""
        if not isinstance(raw, Mapping) or not set(raw) <= {entry.name for entry in fields(cls)}:
            raise DataError(f"{quoted(raw)} does not say how a data set is read")
        return cls(**raw)


AS_FOUND = Reading()


def flag(name: str) -> str:
    """Returns what the command line calls an option of a reading: `--labels-from`."""
    return f"--{name.replace('_', '-')}"


def _check_encoding(name: object) -> None:
    try:
        if not isinstance(name, str):
            raise LookupError
        codecs.lookup(name)
        b"a".decode(name)
    except (LookupError, ValueError, UnicodeError):  # also those that are no encodings of text
        raise DataError(
            f"--zip-names {quoted(name)} is not an encoding that is known; cp932 (Japanese), "
            "gbk and big5 (Chinese), cp949 (Korean) and cp437 (Western) are some"
        ) from None
