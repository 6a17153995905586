"""What the parameters of one transform owe to each other.

Plain data and arithmetic; knows neither Param nor Albumentations.
"""

import math
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Protocol

from explorer.errors import PolicyError

Values = dict[str, Any]


class Rule(Protocol):
    """A condition on several parameters.

    `check` refuses. `settle` brings values that the strength has moved back inside.
    """

    def check(self, values: Mapping[str, Any]) -> None:
        """Raises PolicyError where the values break the rule; its path is the one to blame."""

    def settle(self, values: Values) -> Values:
        """Returns the values, changed as little as the rule asks."""


@dataclass(frozen=True)
class ExactlyOne:
    """One of `names` is set, the others are null."""

    names: tuple[str, ...]

    def check(self, values: Mapping[str, Any]) -> None:
        """Raises PolicyError unless exactly one is set."""
        if sum(values[name] is not None for name in self.names) != 1:
            raise PolicyError(
                f"exactly one of {', '.join(self.names)} must be set, the others null",
                self.names[0],
            )

    def settle(self, values: Values) -> Values:
        """Returns the values as they are: the strength sets and clears nothing."""
        return values


@dataclass(frozen=True)
class Below:
    """`low` is smaller than `high` (by at least `gap`), or no larger where the gap is 0.

    Null ends are left alone.
    """

    low: str
    high: str
    gap: float = 0

    def check(self, values: Mapping[str, Any]) -> None:
        """Raises PolicyError where the ends touch or cross."""
        low, high = values[self.low], values[self.high]
        if low is not None and high is not None and low + self.gap > high:
            raise PolicyError(f"{low:g} leaves no room below {self.high} ({high:g})", self.low)

    def settle(self, values: Values) -> Values:
        """Returns the values with the upper one raised as far as needed."""
        low, high = values[self.low], values[self.high]
        return (
            values
            if low is None or high is None
            else values | {self.high: max(high, low + self.gap)}
        )


@dataclass(frozen=True)
class SumAtMost:
    """Together, `names` are at most `total`."""

    names: tuple[str, ...]
    total: float

    def check(self, values: Mapping[str, Any]) -> None:
        """Raises PolicyError where the sum is larger."""
        amount = sum(values[name] for name in self.names)
        if amount > self.total + 1e-9:
            raise PolicyError(
                f"{' and '.join(self.names)} add up to {amount:g}, more than {self.total:g}",
                self.names[0],
            )

    def reach(self, values: Mapping[str, Any]) -> float:
        """Returns how far the strength can grow before the sum of what was designed is too large.

        The limit holds for all of `names`.
        """
        amount = sum(values[name] for name in self.names)
        return self.total / amount if amount > 0 else math.inf

    def settle(self, values: Values) -> Values:
        """Returns the values with all of `names` scaled down alike."""
        amount = sum(values[name] for name in self.names)
        if amount <= self.total:
            return values
        # Rounded down: Albumentations adds the shares up and refuses a sum that a last binary digit
        # lifts above the total.
        shrunk = {name: int(values[name] * self.total / amount * 1e6) / 1e6 for name in self.names}
        return values | shrunk


@dataclass(frozen=True)
class SameXY:
    """Where `flag` is on, the two ranges of the xy range `name` are the same."""

    flag: str
    name: str

    def check(self, values: Mapping[str, Any]) -> None:
        """Raises PolicyError where x and y differ though the flag is on."""
        if (
            values[self.flag]
            and values[self.name] is not None
            and values[self.name]["x"] != values[self.name]["y"]
        ):
            raise PolicyError(f"must be the same for x and y while {self.flag} is on", self.name)

    def settle(self, values: Values) -> Values:
        """Returns the values as they are: x and y that are the same move alike."""
        return values


@dataclass(frozen=True)
class Ends:
    """The range `name` reaches from `low_at_most` or below to `high_at_least` or above."""

    name: str
    low_at_most: float | None = None
    high_at_least: float | None = None

    def check(self, values: Mapping[str, Any]) -> None:
        """Raises PolicyError where an end is on the wrong side."""
        if values[self.name] is None:
            return
        low, high = values[self.name]
        if self.low_at_most is not None and low > self.low_at_most:
            raise PolicyError(
                f"{low:g} is a lower end above {self.low_at_most:g}", f"{self.name}[0]"
            )
        if self.high_at_least is not None and high < self.high_at_least:
            raise PolicyError(
                f"{high:g} is an upper end below {self.high_at_least:g}", f"{self.name}[1]"
            )

    def settle(self, values: Values) -> Values:
        """Returns the values with the ends moved to their side."""
        if values[self.name] is None:
            return values
        low, high = values[self.name]
        low = low if self.low_at_most is None else min(low, self.low_at_most)
        high = high if self.high_at_least is None else max(high, self.high_at_least)
        return values | {self.name: (low, high)}


@dataclass(frozen=True)
class Region:
    """The list `name` is x_min, y_min, x_max, y_max in fractions of the picture.

    The region is at least `gap` wide and high.
    """

    name: str
    gap: float

    def check(self, values: Mapping[str, Any]) -> None:
        """Raises PolicyError where the region is reversed or too thin."""
        x_min, y_min, x_max, y_max = values[self.name]
        if x_max - x_min < self.gap - 1e-9 or y_max - y_min < self.gap - 1e-9:
            raise PolicyError(
                f"is not a region x_min, y_min, x_max, y_max at least {self.gap:g} wide and high",
                self.name,
            )

    def settle(self, values: Values) -> Values:
        """Returns the values as they are: the strength moves no region."""
        return values


@dataclass(frozen=True)
class AtLeastBy:
    """While `choice` is `value`, both ends of the range `name` are at least `floor`."""

    choice: str
    value: str
    name: str
    floor: float

    def check(self, values: Mapping[str, Any]) -> None:
        """Raises PolicyError where the lower end lies below the floor of that choice."""
        if values[self.choice] == self.value and values[self.name][0] < self.floor:
            raise PolicyError(
                f"{values[self.name][0]:g} is below {self.floor:g}, "
                f"the least while {self.choice} is {self.value}",
                f"{self.name}[0]",
            )

    def settle(self, values: Values) -> Values:
        """Returns the values with the ends raised to the floor."""
        if values[self.choice] != self.value:
            return values
        low, high = values[self.name]
        return values | {self.name: (max(low, self.floor), max(high, self.floor))}
