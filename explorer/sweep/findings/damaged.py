"""What is said of a file that is no sweep.json, or a damaged one: one line that names the file."""

import json
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from explorer.errors import ExplorerError, SweepError, quoted, quoted_path, reason


def json_in(path: Path) -> Any:
    """Returns the JSON data in a file; raises SweepError that says what is wrong with it."""
    called = quoted_path(str(path))
    try:
        return json.loads(path.read_text(encoding="utf-8"))
    except OSError as error:
        raise SweepError(f"{called} cannot be read: {reason(error)}") from None
    except UnicodeDecodeError:
        raise SweepError(f"{called} is not UTF-8 text") from None
    except json.JSONDecodeError as error:
        where = f"line {error.lineno}, column {error.colno}"
        raise SweepError(f"{called} is not JSON: {error.msg} at {where}") from None
    except (ValueError, RecursionError):  # a number of too many digits, lists in lists
        raise SweepError(f"{called} is too long or is nested too deeply") from None


# What every release has written, and the values that would be something else.
_NEEDED: Mapping[str, tuple[type | tuple[type, ...], str]] = {
    "config": (Mapping, "an object"),
    "sweep_id": (str, "a text"),
    "status": (str, "a text"),
    "policy": (Mapping, "an object"),
    "arms": (list, "a list"),
}


def check_needed(raw: object, called: str) -> None:
    """Raises SweepError for what is no sweep.json; `called` is what the message calls the file."""
    if not isinstance(raw, Mapping):
        raise SweepError(f"{called} is not a sweep.json: it holds no object")
    for name, (kind, words) in _NEEDED.items():
        if name not in raw:
            raise SweepError(f"{called} is not a sweep.json: {name!r} is missing")
        if not isinstance(raw[name], kind):
            raise SweepError(f"{called} is not a sweep.json: its {name!r} is not {words}")


@contextmanager
def block(name: str, called: str) -> Iterator[None]:
    """Turns what a damaged block of a file raises into one line without Python's words."""
    why = ""
    try:
        yield
        return
    except ExplorerError as error:
        why = f": {error}"
    except KeyError as error:
        why = f": {quoted(error.args[0])} is missing"
    except (TypeError, AttributeError, IndexError, ValueError):
        pass
    raise SweepError(f"{called} is not a sweep.json: its {name!r} cannot be read{why}")
