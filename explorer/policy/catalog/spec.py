"""The vocabulary of the catalogue: what a transform is, and what its parameters owe to each other.

Data only; imports no Albumentations.
"""

import math
import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Literal

from explorer.choices import Param
from explorer.errors import PolicyError
from explorer.policy.catalog.following import Following
from explorer.policy.catalog.param_rules import ExactlyOne, Rule, SumAtMost

Cost = Literal["fast", "medium", "slow"]
Target = Literal["image", "mask", "bboxes", "keypoints"]

IMAGE: tuple[Target, ...] = ("image",)
IMAGE_MASK: tuple[Target, ...] = ("image", "mask")
ALL_TARGETS: tuple[Target, ...] = ("image", "mask", "bboxes", "keypoints")


@dataclass(frozen=True, kw_only=True)
class Transform:
    """One transform of the catalogue.

    `shape`: it takes a target size and therefore always runs. `at_zero` says what a shape step
    becomes at strength 0: itself ("same") or a resize to its target size ("resize", random crops).
    `fades`: just above strength 0 the mildest setting still changes more than a tenth of what it
    does at 1 (it is not the identity, or resampling alone moves pixels), so the probability too
    falls to 0 with the strength (also true of every transform without a magnitude). `fades_with`
    names the settings, any of which makes it fade. `exact` says whether every magnitude at its
    identity leaves every pixel; None: where it does not fade. `rules` bind parameters to each
    other. `needs` are the annotations without which it does not run (empty ones will do). `derived`
    are keys that Albumentations writes and does not take back: they follow from the parameters.
    `caution` is where the exported file fails though all works here; `check` says it. `main` names
    the magnitude that people mean by "how much", where it is not the first.
    """

    name: str
    family: str
    summary: str
    targets: tuple[Target, ...]
    cost: Cost
    params: tuple[Param, ...] = ()
    shape: bool = False
    at_zero: Literal["same", "resize"] = "same"
    fades: bool = False
    fades_with: tuple[tuple[str, Any], ...] = ()
    exact: bool | None = None
    default_p: float = 0.5
    rules: tuple[Rule, ...] = ()
    needs: tuple[Target, ...] = ()
    derived: tuple[str, ...] = ()
    caution: str = ""
    main: str = ""

    def filled(self, given: Mapping[str, Any]) -> dict[str, Any]:
        """Returns `given` with the catalogue's default for what it leaves out.

        What excludes a given value is null.
        """
        values = self.defaults | dict(given)
        for rule in self.rules:
            if isinstance(rule, ExactlyOne) and any(
                given.get(name) is not None for name in rule.names
            ):
                values |= {name: None for name in rule.names if name not in given}
        return values

    def check_together(self, values: Mapping[str, Any]) -> None:
        """Raises PolicyError where checked values, each legal by itself, do not go together."""
        for rule in self.rules:
            rule.check(values)

    def following(self, values: Mapping[str, Any], name: str) -> dict[str, Any]:
        """Returns values in which a hand has set the parameter `name`, with what else that means.

        Raises PolicyError for an illegal one.
        """
        followed = dict(values)
        param = self.param(name)
        if param is not None:
            try:
                followed[name] = param.check(followed[name])
            except PolicyError as error:
                raise error.under(f"params.{name}") from None
        for rule in self.rules:
            if isinstance(rule, Following):
                followed = rule.follow(followed, name)
        return followed

    def reach(self, values: Mapping[str, Any], name: str) -> float:
        """Returns the strength above which the designed parameter `name` moves no further.

        From there on, it and others fill what they share.
        """
        limits = [
            rule.reach(values)
            for rule in self.rules
            if isinstance(rule, SumAtMost) and name in rule.names
        ]
        return min(limits, default=math.inf)

    def settled(self, values: Mapping[str, Any]) -> dict[str, Any]:
        """Returns values that the strength has moved, brought back to what goes together."""
        settled = dict(values)
        for rule in self.rules:
            settled = rule.settle(settled)
        return settled

    def partners(self, name: str) -> tuple[str, ...]:
        """The parameters that must be null while the parameter `name` is set."""
        return tuple(
            other
            for rule in self.rules
            if isinstance(rule, ExactlyOne) and name in rule.names
            for other in rule.names
            if other != name
        )

    def fading(self, values: Mapping[str, Any]) -> bool:
        """Returns whether a step with `values` loses its probability as the strength falls to 0."""
        if self.shape:
            return False
        return (
            self.fades
            or not self.magnitudes
            or any(values[name] == value for name, value in self.fades_with)
        )

    @property
    def rests_at_identity(self) -> bool:
        """Whether every magnitude at its identity leaves every pixel as it is."""
        return (
            bool(self.magnitudes)
            and not self.shape
            and (not self.fades if self.exact is None else self.exact)
        )

    def active(self, values: Mapping[str, Any]) -> tuple[Param, ...]:
        """The magnitudes that `values` set to something other than their identity."""
        return tuple(
            param
            for param in self.magnitudes
            if any(number != param.identity for number in _numbers(values[param.name]))
        )

    def param(self, name: str) -> Param | None:
        """Returns the parameter called `name`, or None."""
        return next((param for param in self.params if param.name == name), None)

    @property
    def magnitudes(self) -> tuple[Param, ...]:
        """The parameters that the strength moves."""
        return tuple(param for param in self.params if param.identity is not None)

    def main_magnitude(self, values: Mapping[str, Any]) -> Param | None:
        """Returns the magnitude that says best how much a step with `values` does.

        None where the strength moves nothing, and where every magnitude is left unset.
        """
        ordered = sorted(self.magnitudes, key=lambda param: param.name != self.main)
        return next((param for param in ordered if values[param.name] is not None), None)

    @property
    def defaults(self) -> dict[str, Any]:
        """The catalogue's value of every parameter."""
        return {param.name: param.default for param in self.params}


def _numbers(value: Any) -> list[Any]:
    parts = tuple(value.values()) if isinstance(value, Mapping) else value
    if isinstance(parts, tuple):
        return [number for part in parts for number in _numbers(part)]
    return [] if parts is None else [parts]


def words_of(name: str) -> str:
    """Returns a class name as words: `RandomBrightnessContrast` -> `Random brightness contrast`."""
    parts = re.findall(r"[A-Z]+(?=[A-Z][a-z])|[A-Z]?[a-z]+|[A-Z]+|\d+", name)
    return " ".join([parts[0], *(part if part.isupper() else part.lower() for part in parts[1:])])
