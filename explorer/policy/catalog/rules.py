"""What the parameters of one transform owe to each other. Plain data and arithmetic; knows neither Param nor Albumentations."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Protocol

from explorer.errors import PolicyError

Values = dict[str, Any]


class Rule(Protocol):
    """A condition on several parameters: `check` refuses, `settle` brings values that the strength has moved back inside."""

    def check(self, values: Mapping[str, Any]) -> None:
        """Raises PolicyError where the values break the rule; its path is the parameter to blame."""

    def settle(self, values: Values) -> Values:
        """Returns the values, changed as little as the rule asks."""


@dataclass(frozen=True)
class ExactlyOne:
    """One of `names` is set, the others are null."""

    names: tuple[str, ...]

    def check(self, values: Mapping[str, Any]) -> None:
        """Raises PolicyError unless exactly one is set."""
        if sum(values[name] is not None for name in self.names) != 1:
            raise PolicyError(f"exactly one of {', '.join(self.names)} must be set, the others null", self.names[0])

    def settle(self, values: Values) -> Values:
        """Returns the values as they are: the strength sets and clears nothing."""
        return values


@dataclass(frozen=True)
class Below:
    """`low` is smaller than `high` (by at least `gap`), or no larger where the gap is 0; null ends are left alone."""

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
        return values if low is None or high is None else values | {self.high: max(high, low + self.gap)}


@dataclass(frozen=True)
class SumAtMost:
    """Together, `names` are at most `total`."""

    names: tuple[str, ...]
    total: float

    def check(self, values: Mapping[str, Any]) -> None:
        """Raises PolicyError where the sum is larger."""
        amount = sum(values[name] for name in self.names)
        if amount > self.total + 1e-9:
            raise PolicyError(f"{' and '.join(self.names)} add up to {amount:g}, more than {self.total:g}", self.names[0])

    def settle(self, values: Values) -> Values:
        """Returns the values with all of `names` scaled down alike."""
        amount = sum(values[name] for name in self.names)
        if amount <= self.total:
            return values
        # Rounded down: Albumentations adds the shares up and refuses a sum that a last binary digit lifts above the total.
        shrunk = {name: int(values[name] * self.total / amount * 1e6) / 1e6 for name in self.names}
        return values | shrunk


@dataclass(frozen=True)
class SameXY:
    """Where `flag` is on, the two ranges of the xy range `name` are the same."""

    flag: str
    name: str

    def check(self, values: Mapping[str, Any]) -> None:
        """Raises PolicyError where x and y differ though the flag is on."""
        if values[self.flag] and values[self.name] is not None and values[self.name]["x"] != values[self.name]["y"]:
            raise PolicyError(f"must be the same for x and y while {self.flag} is on", self.name)

    def settle(self, values: Values) -> Values:
        """Returns the values as they are: x and y that are the same move alike."""
        return values
