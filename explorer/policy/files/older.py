"""What the classes of older releases took: by their spelling, a file without a version is known.

`older_signatures.json` is written by docs/make_older_signatures.py. Knows no policy.
"""

import json
from collections.abc import Iterable, Mapping
from functools import lru_cache
from pathlib import Path
from typing import Any

from explorer.policy.files.plain import plain

_TABLE = Path(__file__).with_name("older_signatures.json")
_NO_DEFAULT = "..."
# The last release before parameters were renamed comes first: most old files are of its spelling.
RELEASES = ("1.3.1", "1.4.0", "1.4.24", "1.0.3", "0.5.2")
_SPREAD = {  # a number that stood for a range, by parameter; each class drew from the whole range
    "shift_limit": -1,
    "shift_limit_x": -1,
    "shift_limit_y": -1,
    "scale_limit": -1,
    "rotate_limit": -1,
    "var_limit": 0,
    "threshold": 1,
}


@lru_cache(maxsize=1)
def _signatures() -> Mapping[str, Mapping[str, Mapping[str, Any]]]:
    tables = json.loads(_TABLE.read_text(encoding="utf-8"))
    return {
        release: {name: dict(arguments) for name, arguments in classes.items()}
        for release, classes in tables.items()
    }


def arguments(release: str, name: str) -> Mapping[str, Any]:
    """Returns the arguments of a class with their defaults, in order; empty where there is none."""
    return _signatures()[release].get(name, {})


def release_of(used: Iterable[tuple[str, Iterable[str], int]]) -> str | None:
    """Returns a release in which all classes took what they are given, or None.

    `used` has for each call the class, the names of its arguments, and how many stand without one.
    """
    listed = [(name, frozenset(given), count) for name, given, count in used]
    for release in RELEASES:
        took = [(arguments(release, name), given, count) for name, given, count in listed]
        if all(own and given <= own.keys() and count <= len(own) for own, given, count in took):
            return release
    return None


def filled(
    release: str, name: str, given: Mapping[str, Any], current: Mapping[str, Any]
) -> dict[str, Any]:
    """Returns the defaults of an older class for what is left out, where 2.0.8 has others."""
    own = arguments(release, name)
    return {
        key: default
        for key, default in own.items()
        if key not in given
        and key not in ("p", "always_apply")
        and default not in (None, _NO_DEFAULT)
        and (key not in current or plain(current[key]) != plain(default))
    }


def default_p(release: str, name: str) -> Any:
    """Returns the probability that a class of an older release had where none is given."""
    return arguments(release, name).get("p", 0.5)


def saved(name: str, values: Mapping[str, Any]) -> dict[str, Any]:
    """Returns arguments the way that an older release wrote them into files."""
    made = dict(values)
    if name == "ShiftScaleRotate" and "shift_limit" in made:
        shift = made.pop("shift_limit")
        made = {"shift_limit_x": shift, "shift_limit_y": shift} | {
            key: value for key, value in made.items() if value is not None
        }
    for key, sign in _SPREAD.items():
        value = made.get(key)
        if isinstance(value, int | float) and not isinstance(value, bool):
            made[key] = sorted([sign * value, value])
    if name in ("RandomBrightness", "RandomContrast") and isinstance(
        limit := made.get("limit"), int | float
    ):
        made["limit"] = [-limit, limit]
    return made
