"""The controls of the form, as a table.

There is one for every field of a setting that has something to choose, and those of the run itself.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType

from explorer.choices import Choice
from explorer.frozen import Frozen
from explorer.sweep.planning.spec import MAX_SEEDS
from explorer.sweep.questions.table import QUESTIONS
from explorer.trial.models import MODELS
from explorer.trial.recipes import RECIPES
from explorer.trial.setting import FIELDS, Field

Value = int | float | str
Settings = Mapping[str, Value]  # what the controls show, by name
_LARGEST = 1e300


@dataclass(frozen=True)
class Control:
    """One row: its label on the screen, what a sentence calls it, and the unit of its value.

    With `choices` (words by value) it is a list, with `low` and `high` a number, else a text.
    """

    name: str
    label: str
    noun: str
    one: str = ""
    many: str = ""
    choices: Mapping[str, str] = Frozen()
    low: int | None = None
    high: int | None = None
    placeholder: str | None = None

    @property
    def key(self) -> str:
        """The key of its widget, under which the session keeps what a person has chosen."""
        return f"ft.{self.name}"

    @property
    def text(self) -> bool:
        """Whether its value is a text."""
        return self.low is None

    def told(self, value: Value) -> str:
        """Returns a value of it in words: `1 seed`, `65 px`, `small-cnn`."""
        if isinstance(value, str):
            return value
        return f"{value:.15g} {self.one if value == 1 else self.many}"

    def bare(self, value: Value) -> str:
        """Returns a value as it is told behind the noun: a number of things without the things."""
        counted = self.noun == f"number of {self.many}"
        return self.told(value).partition(" ")[0] if counted else self.told(value)

    def fits(self, value: Value) -> bool:
        """Returns whether the control can show a value, if only to have it corrected."""
        if isinstance(value, str) or self.text:
            known = not self.choices or value in self.choices
            return isinstance(value, str) and self.text and known
        return abs(value) < _LARGEST  # neither NaN nor a whole number that no float holds

    def usable(self, value: Value) -> Value:
        """Returns a value that usual values of others can hang on: a number within the bounds."""
        if isinstance(value, str) or self.low is None or self.high is None:
            return value
        return int(min(max(float(value), self.low), self.high))


_TABLES: Mapping[str, Mapping[str, Choice]] = {"model": MODELS, "recipe": RECIPES}


def _choices(row: Field) -> Mapping[str, str]:
    if (table := _TABLES.get(row.name)) is not None:
        return Frozen({name: f"{name} ({choice.summary})" for name, choice in table.items()})
    return Frozen({name: name for name in row.choices})


def _of(row: Field) -> Control | None:
    """The control of a field; None where there is nothing to choose from."""
    choices = _choices(row)
    if row.name == "options" or len(choices) == 1:
        return None
    said = (row.name, row.label, row.noun, row.one, row.many)
    return Control(*said, choices=choices, low=row.low, high=row.high)


SETTING: Mapping[str, Control] = MappingProxyType(
    {row.name: control for row in FIELDS if (control := _of(row)) is not None}
)
# The options of every question, as texts; the form shows those of the one that is asked.
OPTIONS: Mapping[str, Control] = MappingProxyType(
    {
        option.name: Control(
            option.name,
            option.label,
            option.noun,
            placeholder=option.usual if option.nullable else None,
        )
        for question in QUESTIONS.values()
        for option in question.params
    }
)
RUN: Mapping[str, Control] = MappingProxyType(
    {
        "question": Control(
            "question",
            "Question",
            "question",
            choices=Frozen({row.name: row.label for row in QUESTIONS.values()}),
        ),
        **OPTIONS,
        "seeds": Control(
            "seeds", "Seeds", "number of seeds", "seed", "seeds", low=1, high=MAX_SEEDS
        ),
        "budget": Control(
            "budget", "Time budget", "time budget", placeholder="none; or 90s, 2m, 1h"
        ),
    }
)
_FIRST = ("question", "shots", "image_size", "model")
_LAST = (*OPTIONS, "seeds", "epochs", "budget")
# The fields that have no place of their own on the form stand below the model, in pairs.
FURTHER = tuple(name for name in SETTING if name not in _FIRST + _LAST)
CONTROLS: Mapping[str, Control] = MappingProxyType(
    {name: {**SETTING, **RUN}[name] for name in (*_FIRST, *FURTHER, *_LAST)}
)
