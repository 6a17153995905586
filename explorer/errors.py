"""The errors a user can meet: one line each, naming the offending value.

Imports nothing of the project but names.
"""

from collections.abc import Iterable, Mapping

from explorer import names

PATH_CHARS = 300


class ExplorerError(Exception):
    """A mistake that the user can correct; its text is one line that names the offending value."""


class ImageError(ExplorerError):
    """A picture that cannot be read or is too large."""


class PolicyError(ExplorerError):
    """A policy, or a policy file, that is not valid.

    `path` is the place of the offending value, such as `explorer.steps[2].params.limit`; it opens
    the message.
    """

    def __init__(self, message: str, path: str = "") -> None:
        self.path = path
        self.problem = message
        super().__init__(f"{path}: {message}" if path else message)

    def __reduce__(self) -> tuple[type["PolicyError"], tuple[str, str]]:
        return type(self), (self.problem, self.path)

    def under(self, parent: str) -> "PolicyError":
        """Returns the same error with its path below `parent`."""
        joined = (
            self.path
            if not parent
            else f"{parent}{self.path}"
            if self.path.startswith("[")
            else f"{parent}.{self.path}".rstrip(".")
        )
        return type(self)(self.problem, joined)


class DataError(ExplorerError):
    """A data set that cannot be used."""


class SweepError(ExplorerError):
    """A sweep that cannot be planned, started, found or resumed."""


def quoted(value: object, limit: int = 60) -> str:
    """Returns `value` as a short, single-line text for a message; a long one is cut in the middle.

    A name reads as it does everywhere else: backslashes stay single, for it may be shown already.
    """
    text = ascii(value) if not isinstance(value, str) else _in_quotes(value)
    return names.shortened(text, limit)


def quoted_path(path: str) -> str:
    """Returns the path of a file for a message, seldom cut: two may differ anywhere in it."""
    return quoted(path, PATH_CHARS)


def quoted_apart(values: Iterable[str], limit: int = 60) -> Mapping[str, str]:
    """Returns what a message calls each of several things; no two are called the same."""
    return {name: _in_quotes(short) for name, short in names.apart(values, limit - 2).items()}


def listed(values: Iterable[str], most: int = 5) -> str:
    """Returns the first `most` names in quotes, told apart, and how many more there are."""
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
    return (
        f'"{inner}"' if "'" in inner and '"' not in inner else "'" + inner.replace("'", "\\'") + "'"
    )
