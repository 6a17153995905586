"""How the values of a trial are read back from JSON: whole, known key by key, or refused."""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import MISSING, fields
from typing import Any

from explorer.errors import ExplorerError, SweepError, quoted


def known_fields(cls: type, raw: object) -> dict[str, Any]:
    """Returns the fields of a dataclass that `raw` tells, by name.

    Raises SweepError for what is no object, for a field that the class has not, and for one that it
    needs and that is missing.
    """
    if not isinstance(raw, Mapping):
        raise SweepError(f"{quoted(raw)} is not {_a(cls)}")
    known = {entry.name: entry for entry in fields(cls)}
    if unknown := sorted(str(name) for name in raw if name not in known):
        raise SweepError(f"{quoted(unknown[0])} is not part of {_a(cls)}")
    needed = {
        name
        for name, entry in known.items()
        if entry.default is MISSING and entry.default_factory is MISSING
    }
    if missing := sorted(needed - set(raw)):
        raise SweepError(f"{_a(cls)} lacks {', '.join(missing)}")
    return dict(raw)


@contextmanager
def intact(cls: type) -> Iterator[None]:
    """Turns what damaged JSON raises while a value is made of it into a SweepError of one line."""
    try:
        yield
    except ExplorerError:
        raise
    except (TypeError, ValueError, KeyError, IndexError, AttributeError) as error:
        raise SweepError(f"{_a(cls)} is damaged: {error}") from None


def _a(cls: type) -> str:
    name = cls.__name__
    return f"{'an' if name[0] in 'AEIOU' else 'a'} {name}"
