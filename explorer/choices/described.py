"""What a parameter says of itself: its kind, its bounds, its words. Data only."""

from dataclasses import dataclass
from typing import Any, Literal

from explorer.frozen import Frozen

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
ChoiceValue = str | int | Frozen[Any]

TEXT_LIMIT = 200
LIST_LIMIT = 64
LARGEST = 1e9  # of any number, where a parameter says no end


@dataclass(frozen=True, kw_only=True)
class Described:
    """One parameter as a table describes it.

    - `low` to `high` in steps of `step` is what a hand wants on a slider; `min` to `max` is what is
      legal and safe (None: no end). With `open_min`, `min` itself is not.
    - `identity` makes the parameter a magnitude: the value at which it changes nothing. For ranges
      and pairs it holds for each end. `log` interpolates from the identity geometrically.
    - `integer`: a `pair` or a `list` holds whole numbers. `odd`: whole numbers are odd (kernel
      sizes; 0 is let through where `min` is 0, since Albumentations reads it as "automatic").
    - `choices` are the legal values of a `choice`: words, the numbers that OpenCV gives its modes,
      or named fields. `labels` says them in words, in the same order. A `color` may name words too
      (`"random"`), and the items of a `list` may be words.
    - `forms` are other shapes that a value may come in, beside the kind's own: a lone number, two
      or four numbers, a list, four ranges or four lists, a range for each colour channel, or named
      ranges (a mapping, kept as `Frozen`).
    - `counts` says how many parts a `color` may have, `size` how many a `list` has.
    - `switch` is for ranges that Albumentations reads as fractions up to its first number, and as
      pixels or levels from its second one on. The strength keeps them on their side.
    - `distinct`: the two ends of a range differ (the upper one is never drawn). `open_ends`: one
      number of a pair may be null.
    - `usual` says the default in words, where a reader needs them.
    - `start` is what a hand begins with when a parameter whose default is null leaves null.
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
    open_min: bool = False
    identity: float | None = None
    log: bool = False
    nullable: bool = False
    unit: str = ""
    choices: tuple[ChoiceValue, ...] = ()
    labels: tuple[str, ...] = ()
    integer: bool = False
    odd: bool = False
    forms: tuple[Form, ...] = ()
    counts: tuple[int, ...] = (3,)
    size: int | None = None
    switch: tuple[float, float] | None = None
    distinct: bool = False
    open_ends: bool = False
    usual: str = ""
    start: Any = None

    @property
    def whole(self) -> bool:
        """Whether its numbers are whole."""
        return self.integer or self.kind in ("int", "int_range")

    @property
    def expected(self) -> str:
        """What a value should be, in words for a refusal."""
        words = {
            "range": "two numbers",
            "int_range": "two whole numbers",
            "xy_range": "ranges for x and y",
            "pair": "two numbers",
            "int": "a whole number",
            "bool": "true or false",
            "choice": f"one of {self.choice_list}",
            "color": "a number or three numbers",
            "list": f"a list of {self.size} numbers" if self.size else "a list",
            "text": "a text",
        }
        return words.get(self.kind, "a number") + self._bounds

    @property
    def _bounds(self) -> str:
        if self.open_min:
            most = "" if self.max is None else f" and at most {self.max:g}"
            return f" above {end_text(self.min)}{most}"
        if self.min is None and self.max is None:
            return ""
        return f" between {end_text(self.min)} and {end_text(self.max)}"

    @property
    def choice_list(self) -> str:
        """The choices in words for a refusal, no more than a dozen."""
        listed = [
            str(dict(choice) if isinstance(choice, Frozen) else choice) for choice in self.choices
        ]
        if len(listed) > 12:
            listed = [*listed[:3], f"... ({len(listed)} in all)"]
        return ", ".join(listed)


def end_text(end: float | None) -> str:
    """Returns an end of the legal values as words: `any` where there is none."""
    return "any" if end is None else f"{end:g}"
