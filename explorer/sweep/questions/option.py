"""One option of a question: a Param with its words.

Commands and the form make of it what a person types into. Loads nothing but the tables.
"""

from dataclasses import dataclass, field
from typing import Any

from explorer.choices import Param
from explorer.errors import SweepError, quoted


@dataclass(frozen=True, kw_only=True)
class Option(Param):
    """A row.

    `help` stands beside the option of a command, and `usual` says its usual value there. `label`
    stands at the control, `caption` below it; `noun` is what a sentence calls it.
    """

    label: str
    noun: str
    usual: str = field()
    caption: str = ""

    @property
    def metavar(self) -> str:
        """What stands for its value in the help of a command."""
        return "LIST" if self.kind == "list" else self.kind.upper()

    @property
    def text(self) -> str:
        """The usual value as it would be typed; empty for null."""
        if self.default is None:
            return ""
        if self.kind == "list":
            return ", ".join(f"{value:g}" for value in self.default)
        return f"{self.default:g}" if isinstance(self.default, float) else str(self.default)

    def read(self, text: str) -> Any:
        """Returns the value that somebody typed; None where nothing was, and that may be.

        Raises SweepError for what is no number. Whether it is legal is for the question to say.
        """
        if self.nullable and not text.strip():
            return None
        if self.kind == "list":
            return tuple(self._number(entry) for entry in text.split(","))
        return text if self.kind in ("text", "choice") else self._number(text)

    def _number(self, text: str) -> float:
        try:
            return float(text)
        except ValueError:
            called = f"{self.label[:1].lower()}{self.label[1:]}"  # as it stands at the control
            raise SweepError(f"{called}: {quoted(text.strip())} is not a number") from None
