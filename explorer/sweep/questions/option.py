"""One option of a question: a Param with its words.

Commands and the form make of it what a person types into. Loads nothing but the tables.
"""

import math
from dataclasses import dataclass, field
from typing import Any

from explorer import numbers, typed
from explorer.choices import Param
from explorer.errors import ExplorerError, PolicyError, SweepError, quoted


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
            return ", ".join(numbers.number(value) for value in self.default)
        return (
            numbers.number(self.default) if isinstance(self.default, float) else str(self.default)
        )

    @property
    def called(self) -> str:
        """What a refusal calls it: as it stands at the control."""
        return f"{self.label[:1].lower()}{self.label[1:]}"

    def read(self, text: str) -> Any:
        """Returns the value that somebody typed; None where nothing was, and that may be.

        A number may have a decimal comma; those of a list have commas, semicolons or spaces between
        them, see `typed.numbers`. Raises SweepError for what is no number. Whether it is legal is
        for the question to say.
        """
        if self.nullable and not text.strip():
            return None
        if self.kind in ("text", "choice"):
            return text
        try:
            if self.kind == "list":
                return self._numbers(text)
            return typed.number(text, self._most)
        except ExplorerError as error:
            raise SweepError(f"{self.called}: {error}") from None

    @property
    def _most(self) -> float:
        return math.inf if self.max is None else self.max

    def _numbers(self, text: str) -> tuple[float, ...]:
        such = f"; write numbers such as {self.text}"
        try:
            found = typed.numbers(text, -math.inf if self.min is None else self.min, self._most)
        except ExplorerError as error:
            said = str(error)
            hint = such if said.endswith("is not a number") else ""
            raise ExplorerError(f"{said}{hint}") from None
        if not found:
            raise ExplorerError(f"the list is empty{such}")
        return found

    def taken(self, value: Any) -> Any:
        """Returns what somebody told, as a text or as a value of Python's, as a spec has it."""
        return self.read(value) if isinstance(value, str) else value

    def told(self, value: Any) -> str:
        """Returns the value of a spec in words; what is usual where it is null."""
        if value is None:
            return self.usual
        if isinstance(value, list | tuple):
            return ", ".join(map(numbers.number, value))
        return numbers.number(value) if isinstance(value, float) else str(value)

    def typed(self, value: Any) -> str:
        """Returns what somebody would type for the value of a spec: `read` gives it back."""
        return "" if value is None else self.told(value)


@dataclass(frozen=True, kw_only=True)
class Points(Option):
    """An option that people tell in points; a spec and JSON have it as a share, from 0 to 1.

    Its bounds are in points.
    """

    unit: str = "points"

    @property
    def metavar(self) -> str:
        """What stands for its value in the help of a command."""
        return self.unit.upper()

    def read(self, text: str) -> float | None:
        """Returns the points that somebody typed as a share; None where nothing was."""
        points = super().read(text)
        return None if points is None else self._share(points)

    def taken(self, value: Any) -> float | None:
        """Returns points as a share."""
        if value is None or isinstance(value, str):
            return None if value is None else self.read(value)
        return self._share(value)

    def told(self, value: Any) -> str:
        """Returns a share as points, in words."""
        return super().told(None) if value is None else numbers.points(value)

    def typed(self, value: Any) -> str:
        """Returns the points that somebody would type for a share; `read` gives it back."""
        return "" if value is None else numbers.number(float(f"{100 * value:.12g}"))

    def check(self, value: object) -> Any:
        """Returns a share that is legal as it is; raises PolicyError, which speaks of points."""
        if isinstance(value, bool) or not isinstance(value, int | float):
            return super().check(value)
        super().check(100 * value)
        return float(value)

    def _share(self, points: object) -> float:
        try:
            super().check(points)
        except PolicyError:
            said = numbers.number(points) if isinstance(points, float) else quoted(points)
            least, most = numbers.number(self.min or 0), numbers.number(self.max or 100)
            raise SweepError(
                f"{self.called}: {said} is not a number of points above {least}, at most {most}"
            ) from None
        return float(points) / 100  # type: ignore[arg-type]  # it was checked
