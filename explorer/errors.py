"""The errors a user can meet: one line each, naming the offending value. Imports nothing of the project but names."""

from explorer import names


class ExplorerError(Exception):
    """A mistake that the user can correct; its text is one line that names the offending value."""


class ImageError(ExplorerError):
    """A picture that cannot be read or is too large."""


class PolicyError(ExplorerError):
    """A policy, or a policy file, that is not valid.

    `path` is the place of the offending value, such as `explorer.steps[2].params.limit`; it opens the message.
    """

    def __init__(self, message: str, path: str = "") -> None:
        self.path = path
        self.problem = message
        super().__init__(f"{path}: {message}" if path else message)

    def __reduce__(self) -> tuple[type["PolicyError"], tuple[str, str]]:
        return type(self), (self.problem, self.path)

    def under(self, parent: str) -> "PolicyError":
        """Returns the same error with its path below `parent`."""
        joined = self.path if not parent else f"{parent}{self.path}" if self.path.startswith("[") else f"{parent}.{self.path}".rstrip(".")
        return type(self)(self.problem, joined)


class DataError(ExplorerError):
    """A data set that cannot be used."""


class SweepError(ExplorerError):
    """A sweep that cannot be planned, started, found or resumed."""


def quoted(value: object, limit: int = 60) -> str:
    """Returns `value` as a short, single-line text for an error message; a long one is cut in the middle."""
    text = ascii(value) if not isinstance(value, str) else _in_quotes(value)
    return names.shortened(text, limit)


def _in_quotes(text: str) -> str:
    inner = names.shown(text.replace("\\", "\\\\").replace("\n", "\\n").replace("\r", "\\r").replace("\t", "\\t"))
    return f'"{inner}"' if "'" in inner and '"' not in inner else "'" + inner.replace("'", "\\'") + "'"
