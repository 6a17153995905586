"""The vocabulary of the catalogue: what a transform and a parameter are, and when a value is legal.

Data only; imports no Albumentations.
"""

import math
import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Literal

from explorer.errors import PolicyError, quoted
from explorer.policy.catalog.rules import ExactlyOne, Following, Rule, SumAtMost
from explorer.policy.catalog.values import XY, Fields

__all__ = [
    "ALL_TARGETS",
    "IMAGE",
    "IMAGE_MASK",
    "LARGEST",
    "LIST_LIMIT",
    "TEXT_LIMIT",
    "XY",
    "Cost",
    "Fields",
    "Form",
    "Kind",
    "Param",
    "Target",
    "Transform",
    "words_of",
]

Kind = Literal[
    "float",
    "int",
    "range",
    "int_range",
    "xy_range",
    "pair",
    "choice",
    "bool",
    "color",
    "list",
    "text",
]
Form = Literal["number", "pair", "four", "list", "ranges", "lists", "channels", "fields"]
Cost = Literal["fast", "medium", "slow"]
Target = Literal["image", "mask", "bboxes", "keypoints"]

IMAGE: tuple[Target, ...] = ("image",)
IMAGE_MASK: tuple[Target, ...] = ("image", "mask")
ALL_TARGETS: tuple[Target, ...] = ("image", "mask", "bboxes", "keypoints")

TEXT_LIMIT = 200
LIST_LIMIT = 64
LARGEST = 1e9  # of any number, where a parameter says no end


@dataclass(frozen=True, kw_only=True)
class Param:
    """One parameter of a transform.

    `low` to `high` in steps of `step` is what a hand wants on a slider; `min` to `max` is what is
    legal and safe (None: no end). `identity` makes the parameter a magnitude: the value at which it
    changes nothing; for ranges and pairs it holds for each end. `log` interpolates from the
    identity geometrically. `integer` says that a `pair` or a `list` holds whole numbers, `odd` that
    whole numbers are odd (kernel sizes; 0 is let through where `min` is 0, for Albumentations reads
    it as "automatic"). `choices` are the legal values of a `choice` (words, the numbers that OpenCV
    gives its modes, or `Fields`; `labels` then says them in words, in the same order); a `color`
    may name words too (`"random"`), and the items of a `list` may be words. `forms` are other
    shapes that a value may come in, beside the kind's own: a lone number, two or four numbers, a
    list, four ranges or four lists, a range for each colour channel, or named ranges (a mapping,
    kept as `Fields`). `counts` says how many parts a `color` may have, `size` how many a `list`
    has. `switch` is for ranges that Albumentations reads as fractions up to its first number and as
    pixels or levels from its second one on: the strength keeps them on their side. `distinct` says
    that the two ends of a range differ (the upper one is never drawn), `open_ends` that one number
    of a pair may be null. `start` is what a hand begins with when a parameter whose default is null
    leaves null.
    """

    name: str
    kind: Kind
    help: str
    default: Any
    low: float | None = None
    high: float | None = None
    step: float | None = None
    min: float | None = None
    max: float | None = None
    identity: float | None = None
    log: bool = False
    nullable: bool = False
    unit: str = ""
    choices: tuple["str | int | Fields", ...] = ()
    labels: tuple[str, ...] = ()
    integer: bool = False
    odd: bool = False
    forms: tuple[Form, ...] = ()
    counts: tuple[int, ...] = (3,)
    size: int | None = None
    switch: tuple[float, float] | None = None
    distinct: bool = False
    open_ends: bool = False
    start: Any = None

    @property
    def whole(self) -> bool:
        """Whether its numbers are whole."""
        return self.integer or self.kind in ("int", "int_range")

    def check(self, value: object) -> Any:
        """Returns `value` in its canonical, immutable form, or raises PolicyError with the path
        below this parameter.
        """
        if value is None:
            if self.nullable:
                return None
            raise PolicyError(f"may not be null ({self._expected()})")
        for form in self.forms:
            if _looks_like(form, value):
                return self._check_form(form, value)
        return getattr(self, f"_check_{self.kind}")(value)

    def _check_form(self, form: Form, value: Any) -> Any:
        if form == "number":
            return self._number(value, whole=self.whole)
        if form == "fields":
            return self._fields(value)
        if form in ("ranges", "channels"):
            return tuple(
                self._ends(item, whole=self.whole, prefix=f"[{i}]") for i, item in enumerate(value)
            )
        if form == "lists":
            # Albumentations goes by the first of them: with two numbers it is a range, and all four
            # are read so.
            odd = (
                next((i for i, item in enumerate(value) if len(item) != 2), 0)
                if len(value[0]) == 2
                else 0
            )
            if odd:
                raise PolicyError(
                    f"{quoted(value[odd])} is not two numbers; all four are ranges where the first has two numbers",
                    f"[{odd}]",
                )
            return tuple(self._numbers(item, f"[{i}]") for i, item in enumerate(value))
        return self._numbers(value, "")

    def _numbers(self, value: object, prefix: str) -> tuple[float, ...]:
        return tuple(
            self._number(item, f"{prefix}[{i}]", whole=self.whole)
            for i, item in enumerate(self._items(value, None))
        )

    def _fields(self, value: Mapping[str, Any]) -> "Fields":
        fields: dict[str, Any] = {}
        for name, item in value.items():
            if not isinstance(name, str) or not name.isidentifier():
                raise PolicyError(f"{quoted(name)} is not a name")
            if isinstance(item, str):
                fields[name] = item
            elif _looks_like("pair", item):
                fields[name] = self._ends(item, whole=self.integer, prefix=name)
            else:
                fields[name] = tuple(
                    self._ends(part, whole=self.integer, prefix=f"{name}[{i}]")
                    for i, part in enumerate(self._items(item, None))
                )
        return Fields(fields)

    def _expected(self) -> str:
        ends = (
            ""
            if self.min is None and self.max is None
            else f" between {_show(self.min)} and {_show(self.max)}"
        )
        words = {
            "range": "two numbers",
            "int_range": "two whole numbers",
            "xy_range": "ranges for x and y",
            "pair": "two numbers",
            "int": "a whole number",
            "bool": "true or false",
            "choice": "one of " + self._choice_list(),
            "color": "a number or three numbers",
            "list": f"a list of {self.size} numbers" if self.size else "a list",
            "text": "a text",
        }
        return words.get(self.kind, "a number") + ends

    def _number(self, value: object, path: str = "", *, whole: bool = False) -> float | int:
        if isinstance(value, bool) or not isinstance(value, int | float):
            raise PolicyError(f"{quoted(value)} is not a number ({self._expected()})", path)
        if isinstance(value, float) and not math.isfinite(value):
            raise PolicyError(f"{value} is not a finite number", path)
        if (
            (self.min is not None and value < self.min)
            or (self.max is not None and value > self.max)
            or abs(value) > LARGEST
        ):
            raise PolicyError(
                f"{quoted(value)} is outside {_show(self.min)} to {_show(self.max)}", path
            )
        if not whole:
            return float(value)
        if value != int(value):
            raise PolicyError(f"{quoted(value)} is not a whole number", path)
        if self.odd and int(value) % 2 == 0 and value != 0:
            raise PolicyError(f"{quoted(value)} is not odd", path)
        return int(value)

    def _items(self, value: object, count: int | None) -> list[object]:
        if (
            not isinstance(value, list | tuple)
            or (count is not None and len(value) != count)
            or len(value) > LIST_LIMIT
        ):
            raise PolicyError(f"{quoted(value)} is not {self._expected()}")
        return list(value)

    def _ends(
        self, value: object, *, whole: bool, prefix: str = "", ordered: bool = True
    ) -> tuple[float, float]:
        low, high = (
            self._number(v, f"{prefix}[{i}]", whole=whole)
            for i, v in enumerate(self._items(value, 2))
        )
        if ordered and low > high:
            raise PolicyError(f"{quoted(value)} is a reversed range", prefix)
        if self.distinct and low == high:
            raise PolicyError(
                f"{quoted(value)} is an empty range: its upper end is never drawn", prefix
            )
        return low, high

    def _check_float(self, value: object) -> float:
        return self._number(value)

    def _check_int(self, value: object) -> int:
        return int(self._number(value, whole=True))

    def _check_range(self, value: object) -> tuple[float, float]:
        return self._ends(value, whole=False)

    def _check_int_range(self, value: object) -> tuple[float, float]:
        return self._ends(value, whole=True)

    def _check_pair(self, value: object) -> tuple[float | None, float | None]:
        if (
            self.open_ends
            and isinstance(value, list | tuple)
            and len(value) == 2
            and sum(end is None for end in value) == 1
        ):
            low, high = (
                None if end is None else self._number(end, f"[{i}]", whole=self.integer)
                for i, end in enumerate(value)
            )
            return low, high
        return self._ends(value, whole=self.integer, ordered=False)

    def _check_xy_range(self, value: object) -> "XY":
        if not isinstance(value, Mapping):
            ends = self._ends(value, whole=self.integer)
            return XY(ends, ends)
        if set(value) != {"x", "y"}:
            raise PolicyError(f"{quoted(dict(value))} does not have exactly the keys x and y")
        return XY(
            self._ends(value["x"], whole=self.integer, prefix="x"),
            self._ends(value["y"], whole=self.integer, prefix="y"),
        )

    def _check_bool(self, value: object) -> bool:
        if not isinstance(value, bool):
            raise PolicyError(f"{quoted(value)} is not true or false")
        return value

    def _check_choice(self, value: object) -> "str | int | Fields":
        if isinstance(value, Mapping):
            value = Fields(value)
        for choice in self.choices:
            if type(value) is type(choice) and value == choice:
                return choice
        raise PolicyError(f"{quoted(value)} is not one of {self._choice_list()}")

    def _choice_list(self) -> str:
        listed = [
            str(dict(choice) if isinstance(choice, Fields) else choice) for choice in self.choices
        ]
        return ", ".join(
            listed if len(listed) <= 12 else [*listed[:3], f"... ({len(listed)} in all)"]
        )

    def _check_color(self, value: object) -> "float | int | str | Fields | tuple[float | int, ...]":
        if isinstance(value, str):
            return self._check_choice(value)
        if isinstance(value, list | tuple):
            items = self._items(value, None if len(value) in self.counts else self.counts[0])
            return tuple(self._color_part(v, f"[{i}]") for i, v in enumerate(items))
        return self._color_part(value, "")

    def _color_part(self, value: object, path: str) -> float | int:
        number = self._number(value, path)
        return int(number) if number == int(number) else number

    def _check_list(self, value: object) -> tuple[Any, ...]:
        if self.choices:
            items = self._items(value, None)
            for i, item in enumerate(items):
                if item not in self.choices:
                    raise PolicyError(
                        f"{quoted(item)} is not one of {self._choice_list()}", f"[{i}]"
                    )
            return tuple(items)
        return tuple(
            self._number(v, f"[{i}]", whole=self.integer)
            for i, v in enumerate(self._items(value, self.size))
        )

    def _check_text(self, value: object) -> str:
        if not isinstance(value, str) or len(value) > TEXT_LIMIT or not value.isprintable():
            raise PolicyError(
                f"{quoted(value)} is not a text of at most {TEXT_LIMIT} printable characters"
            )
        return value


@dataclass(frozen=True, kw_only=True)
class Transform:
    """One transform of the catalogue.

    `shape`: it takes a target size and therefore always runs. `at_zero` says what a shape step
    becomes at strength 0: itself ("same") or a resize to its target size ("resize", random crops).
    `fades`: just above strength 0 the mildest setting still changes more than a tenth of what it
    does at 1 (it is not the identity, or resampling alone moves pixels), so the probability too
    falls to 0 with the strength (also true of every transform without a magnitude). `fades_with`
    names the settings, any of which makes it fade. `exact` says whether every magnitude at its
    identity leaves every pixel; None: where it does not fade. `not_monotone` holds the reason where
    the distance from the input may fall as the strength grows. `rules` bind parameters to each
    other. `needs` are the annotations without which it does not run (empty ones will do). `derived`
    are keys that Albumentations writes and does not take back: they follow from the parameters.
    `caution` is where the exported file fails though all works here; `check` says it.
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
    not_monotone: str = ""
    default_p: float = 0.5
    rules: tuple[Rule, ...] = ()
    needs: tuple[Target, ...] = ()
    derived: tuple[str, ...] = ()
    caution: str = ""

    def filled(self, given: Mapping[str, Any]) -> dict[str, Any]:
        """Returns `given` with the catalogue's default for what it leaves out, and null for what
        excludes a given value.
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
        """Returns values in which a hand has set the parameter `name`, with what else that means;
        raises PolicyError for an illegal one.
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
        """Returns the strength above which the designed parameter `name` moves no further, since it
        and others fill what they share.
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


def _looks_like(form: Form, value: object) -> bool:
    if form == "number":
        return isinstance(value, int | float)
    if form == "fields":
        return isinstance(value, Mapping)
    if not isinstance(value, list | tuple) or not value:
        return False
    numbers = not any(isinstance(item, list | tuple) for item in value)
    if form in ("pair", "four", "list"):
        return numbers and (form == "list" or len(value) == {"pair": 2, "four": 4}[form])
    nested = len(value) == (3 if form == "channels" else 4) and all(
        isinstance(item, list | tuple) and len(item) > 0 for item in value
    )
    return nested and (form == "lists" or all(len(item) == 2 for item in value))


def _show(end: float | None) -> str:
    return "any" if end is None else f"{end:g}"
