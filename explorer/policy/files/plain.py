"""Plain data as files hold it: objects, lists, texts, finite numbers.

Checks hostile data and compares trees. Knows no policy.
"""

import difflib
import math
import re
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from explorer.errors import PolicyError, quoted

# The key under which Albumentations keeps the name of a class.
CLASS = "__class_fullname__"
# Of objects and lists in a file. 8 groups, each an object in a list, and what stands in a step need
# about 20.
MAX_NESTING = 64
MAX_WHOLE = 2**63
_WORD = re.compile(r"[A-Za-z_][A-Za-z0-9_]{0,63}")


class Duplicated(dict[str, Any]):
    """An object in whose text a key stood twice; `key` names it."""

    def __init__(self, values: Iterable[tuple[str, Any]], key: str) -> None:
        super().__init__(values)
        self.key = key


class Digits(str):
    """A whole number too long to be one, as its digits; `checked` refuses it where it stands."""

    __slots__ = ()


def object_of(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    """Returns an object from its (key, value) pairs.

    One with a key that stands twice is marked, for `checked` to refuse.
    """
    values = dict(pairs)
    if len(values) == len(pairs):
        return values
    seen: set[str] = set()
    twice = next(key for key, _ in pairs if key in seen or seen.add(key))  # type: ignore[func-returns-value]
    return Duplicated(pairs, twice)


def below(path: str, key: str) -> str:
    """Returns the path of `key` in the object at `path`."""
    name = key if _WORD.fullmatch(key) else quoted(key)
    return f"{path}.{name}" if path else name


def checked(data: Any, path: str = "") -> Any:
    """Returns `data`, which stands at `path`, itself if it is plain data.

    Else raises PolicyError with the path of the first value that is not.
    """
    waiting: list[tuple[str, Any, int]] = [(path, data, 0)]
    while waiting:
        path, value, depth = waiting.pop()
        if depth > MAX_NESTING:
            raise PolicyError(
                f"objects and lists are nested deeper than {MAX_NESTING}",
                path if len(path) < 200 else f"{path[:200]}...",
            )
        if isinstance(value, dict):
            _check_keys(value, path)
            waiting.extend(
                (below(path, key), item, depth + 1) for key, item in reversed(list(value.items()))
            )
        elif isinstance(value, list):
            waiting.extend(
                (f"{path}[{i}]", item, depth + 1) for i, item in reversed(list(enumerate(value)))
            )
        else:
            _check_scalar(value, path)
    return data


def _check_keys(value: dict[Any, Any], path: str) -> None:
    if isinstance(value, Duplicated):
        raise PolicyError("this key is there twice, in one object", below(path, value.key))
    for key in value:
        if not isinstance(key, str):
            raise PolicyError(f"{quoted(key)} is a key that is not a text", path)
        _check_text(key, path)


def _check_scalar(value: object, path: str) -> None:
    if isinstance(value, Digits) or (isinstance(value, int) and abs(value) > MAX_WHOLE):
        raise PolicyError(
            f"{quoted(str(value)).strip(chr(39))} is a whole number of more than 64 bits", path
        )
    if isinstance(value, str):
        _check_text(value, path)
    elif isinstance(value, float) and not math.isfinite(value):
        raise PolicyError(f"{value} is not a finite number", path)
    elif value is not None and not isinstance(value, str | int | float):
        raise PolicyError(f"{quoted(value)} is neither number, text, true, false nor null", path)


def _check_text(value: str, path: str) -> None:
    if any("\ud800" <= sign <= "\udfff" for sign in value):
        raise PolicyError(f"{quoted(value)} is not valid Unicode text", path)


def plain(value: Any) -> Any:
    """Returns `value` as a file would hold it.

    Every mapping is an object, and every sequence a list.
    """
    if isinstance(value, Mapping):
        return {str(key): plain(item) for key, item in value.items()}
    if isinstance(value, list | tuple):
        return [plain(item) for item in value]
    return value


def differences(asked: Any, found: Any, path: str) -> Iterator[str]:
    """Yields a line for every place where `found` says something else than `asked`.

    Numbers may differ in their last bits.
    """
    if isinstance(asked, dict) and isinstance(found, dict):
        for key in sorted({*asked, *found}):
            if key not in found:
                yield f"{below(path, key)}: is missing"
            elif key not in asked:
                yield f"{below(path, key)}: is not expected there"
            else:
                yield from differences(asked[key], found[key], below(path, key))
    elif isinstance(asked, list) and isinstance(found, list) and len(asked) == len(found):
        for i, (one, other) in enumerate(zip(asked, found, strict=True)):
            yield from differences(one, other, f"{path}[{i}]")
    elif not _same(asked, found):
        yield f"{path}: says {shown(found)}, expected {shown(asked)}"


def _same(asked: Any, found: Any) -> bool:
    if isinstance(asked, bool) or isinstance(found, bool):
        return asked is found
    if isinstance(asked, int | float) and isinstance(found, int | float):
        return math.isclose(asked, found, rel_tol=1e-9, abs_tol=1e-12)
    return type(asked) is type(found) and bool(asked == found)


def shown(value: Any, limit: int = 60) -> str:
    """Returns a value as one short line of a note, the way JSON writes it."""
    if isinstance(value, list):
        if any(isinstance(item, dict) for item in value):
            return f"a list of {len(value)}"
        return _short(f"[{', '.join(shown(item) for item in value[:70])}]", limit)
    if isinstance(value, dict):
        return _short(
            "{"
            + ", ".join(f"{shown(key)}: {shown(item)}" for key, item in list(value.items())[:20])
            + "}",
            limit,
        )
    if value is None or isinstance(value, bool):
        return {None: "null", True: "true", False: "false"}[value]
    if isinstance(value, float) and abs(value) < 1e15 and value == int(value):
        return f"{value:.0f}" if value else "0"
    return quoted(value, limit)


def _short(text: str, limit: int) -> str:
    return text if len(text) <= limit else f"{text[: limit - 3]}..."


def nearest(name: str, names: Iterable[str]) -> str:
    """Returns `; did you mean 'limit'?` where one of `names` is near, else an empty text."""
    candidates = {candidate.lower(): candidate for candidate in names}
    found = difflib.get_close_matches(name[:64].lower(), list(candidates), n=1, cutoff=0.6)
    return f"; did you mean {candidates[found[0]]!r}?" if found else ""


class Record:
    """One object of a file, read key by key.

    What is left out is noted; what nobody asked for is refused.
    """

    def __init__(self, value: Any, path: str, notes: list[str], what: str = "object") -> None:
        if not isinstance(value, Mapping):
            raise PolicyError(f"{quoted(value)} is not an object", path)
        self.values, self.path, self.notes, self.what = value, path, notes, what
        self._known: list[str] = []

    def __contains__(self, key: str) -> bool:
        return key in self.values

    def at(self, key: str) -> str:
        """Returns the path of `key`."""
        return below(self.path, key)

    def required(self, key: str) -> Any:
        """Returns the value of `key`, or raises PolicyError where it is left out."""
        self._known.append(key)
        if key not in self.values:
            raise PolicyError("is missing", self.at(key))
        return self.values[key]

    def optional(self, key: str, default: Any, source: str = "the default") -> Any:
        """Returns the value of `key`; where it is left out, `default`, and notes it."""
        self._known.append(key)
        if key in self.values:
            return self.values[key]
        self.notes.append(f"{self.at(key)}: left out, {source} {shown(plain(default))} is taken")
        return default

    def finish(self, also: Iterable[str] = ()) -> None:
        """Raises PolicyError for a key that was neither read nor stands in `also`."""
        known = [*self._known, *also]
        for key in self.values:
            if key not in known:
                raise PolicyError(
                    f"{self.what} has no key of this name{nearest(key, known)}", self.at(key)
                )
