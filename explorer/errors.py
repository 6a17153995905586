"""The errors that a user can meet, how they name the offending value, and what commands exit with.

Imports nothing of the project but names.
"""

from collections.abc import Iterable, Mapping
from enum import IntEnum

from explorer import names

PATH_CHARS = 300


class ExitCode(IntEnum):
    """What a command ends with; the shells' convention adds 128 to the number of a signal."""

    DONE = 0
    INCOMPLETE = 1  # the sweep was stopped elsewhere or has no verdict, or the reader has left
    MISTAKE = 2  # of the user's, said in one line
    INTERRUPTED = 130  # by Ctrl-C


class ExplorerError(Exception):
    """A mistake that the user can correct; its text is one line that names the offending value."""


class ImageError(ExplorerError):
    """A picture that cannot be read or is too large."""


class PolicyError(ExplorerError):
    """A policy, or a policy file, that is not valid.

    `path` is the place of the offending value, such as `explorer.steps[2].params.limit`. The
    message begins with it.
    """

    def __init__(self, message: str, path: str = "") -> None:
        self.path = path
        self.problem = message
        super().__init__(f"{path}: {message}" if path else message)

    def __reduce__(self) -> tuple[type["PolicyError"], tuple[str, str]]:
        return type(self), (self.problem, self.path)

    def under(self, parent: str) -> "PolicyError":
        """Returns the same error with its path below `parent`."""
        if not parent:
            return type(self)(self.problem, self.path)
        dot = "" if self.path.startswith("[") or not self.path else "."
        return type(self)(self.problem, f"{parent}{dot}{self.path}")


class UnknownStepError(PolicyError):
    """A step or group that a policy does not have, or no longer."""


class DataError(ExplorerError):
    """A data set that cannot be used."""


class SweepError(ExplorerError):
    """A sweep that cannot be planned, started, found or resumed."""


def quoted(value: object, limit: int = 60) -> str:
    """Returns `value` as a short, single-line text for a message; a long one is cut in the middle.

    A name reads as it does everywhere else. Backslashes stay single: the name may have gone through
    `names.shown` already.
    """
    text = ascii(value) if not isinstance(value, str) else _in_quotes(value)
    return names.shortened(text, limit)


def quoted_path(path: str) -> str:
    """Returns the path of a file for a message.

    It is seldom cut, because two paths may differ at any place.
    """
    return quoted(path, PATH_CHARS)


def quoted_apart(values: Iterable[str], limit: int = 60) -> Mapping[str, str]:
    """Returns what a message calls each of several things; all are called differently."""
    return {name: _in_quotes(short) for name, short in names.apart(values, limit - 2).items()}


def listed(values: Iterable[str], most: int = 5) -> str:
    """Returns the first `most` names in quotes, all different, and how many more there are."""
    called = quoted_apart(values)
    more = f" and {len(called) - most} more" if len(called) > most else ""
    return ", ".join(list(called.values())[:most]) + more


def reason(error: BaseException) -> str:
    """Returns why something failed, in one line.

    The number and the path that Python adds are left out: the message around it names the path.
    """
    said = error.strerror if isinstance(error, OSError) and error.strerror else str(error)
    return names.shown(said.strip().split("\n")[0]) or type(error).__name__


def _in_quotes(text: str) -> str:
    inner = names.shown(text.replace("\n", "\\n").replace("\r", "\\r").replace("\t", "\\t"))
    if "'" in inner and '"' not in inner:
        return f'"{inner}"'
    return "'" + inner.replace("'", "\\'") + "'"
