"""Rules that know what else a hand means when it sets a parameter. Plain data and arithmetic."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Protocol, runtime_checkable

from explorer.errors import PolicyError
from explorer.policy.catalog.param_rules import Values


@runtime_checkable
class Following(Protocol):
    """A rule that knows what else a hand means when it sets one of its parameters."""

    def follow(self, values: Values, name: str) -> Values:
        """Returns the values with what goes along with the new value of the parameter `name`."""


@dataclass(frozen=True)
class SameScale:
    """The upper ends of `names` are all below `switch`, or none is.

    Below, they are fractions of the picture; from there on, pixels.
    """

    names: tuple[str, ...]
    switch: float

    def check(self, values: Mapping[str, Any]) -> None:
        """Raises PolicyError where fractions and pixels mix."""
        if len({values[name][1] >= self.switch for name in self.names}) > 1:
            raise PolicyError(
                f"{' and '.join(self.names)} are both fractions below {self.switch:g}, "
                "or both pixels",
                self.names[0],
            )

    def settle(self, values: Values) -> Values:
        """Returns the values as they are: the strength keeps a range on its side of the switch."""
        return values

    def follow(self, values: Values, name: str) -> Values:
        """Returns the values with the others on the same side.

        One that would be on the other side is set to the same range.
        """
        if name not in self.names:
            return values
        low, high = values[name]
        return values | {
            other: (low, high)
            for other in self.names
            if (values[other][1] >= self.switch) is not (high >= self.switch)
        }


@dataclass(frozen=True)
class ByChoice:
    """What the value of `choice` asks of the parameter `name`.

    `set_by` says of each choice listed whether the parameter is set (True) or null (False).

    `start` is what it is set to when the choice asks for a value and there is none.
    """

    choice: str
    name: str
    set_by: tuple[tuple[str, bool], ...]
    start: Any

    def check(self, values: Mapping[str, Any]) -> None:
        """Raises PolicyError where the parameter is set or null, and the choice asks otherwise."""
        asked = dict(self.set_by).get(values[self.choice])
        if asked is not None and asked is not (values[self.name] is not None):
            raise PolicyError(
                f"must {'not ' if asked else ''}be null "
                f"while {self.choice} is {values[self.choice]}",
                self.name,
            )

    def settle(self, values: Values) -> Values:
        """Returns the values as they are: the strength sets and clears nothing."""
        return values

    def follow(self, values: Values, name: str) -> Values:
        """Returns the values with choice and parameter brought together.

        A new choice sets or clears the parameter. A new parameter changes the choice.
        """
        asked = dict(self.set_by).get(values[self.choice])
        if (
            name == self.choice
            and asked is not None
            and asked is not (values[self.name] is not None)
        ):
            return values | {self.name: self.start if asked else None}
        if name == self.name and asked is not None and asked is not (values[self.name] is not None):
            return values | {
                self.choice: next(choice for choice, needs in self.set_by if needs is not asked)
            }
        return values
