"""The controls of the form, as a table.

There is one for every field of a setting that has something to choose, and those of the run itself.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from types import MappingProxyType

from explorer.frozen import Frozen
from explorer.sweep.engines.table import ENGINES
from explorer.sweep.planning.budget import TIMES
from explorer.sweep.planning.spec import MAX_SEEDS
from explorer.sweep.questions.table import QUESTIONS
from explorer.trial.measures import MEASURES
from explorer.trial.models import MODELS
from explorer.trial.setting import FIELDS, Field

Value = int | float | str
Settings = Mapping[str, Value]  # what the controls show, by name
_LARGEST = 1e300


@dataclass(frozen=True)
class Control:
    """One row: its label on the screen, what a sentence calls it, and the unit of its value.

    With `choices` (words by value) it is a list, with `low` and `high` a number, else a text. Of a
    list with `several`, any number can be chosen: the value is their names with commas between.
    """

    name: str
    label: str
    noun: str
    one: str = ""
    many: str = ""
    choices: Mapping[str, str] = Frozen()
    several: bool = False
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
            return isinstance(value, str) and self.text and self._knows(value)
        return abs(value) < _LARGEST  # neither NaN nor a whole number that no float holds

    def _knows(self, value: str) -> bool:
        if not self.choices:
            return True
        return value in self.choices or (self.several and {*names_in(value)} <= {*self.choices})

    def usable(self, value: Value) -> Value:
        """Returns a value that usual values of others can hang on: a number within the bounds."""
        if isinstance(value, str) or self.low is None or self.high is None:
            return value
        return int(min(max(float(value), self.low), self.high))


def names_in(value: str) -> tuple[str, ...]:
    """Returns the names that a value of a control with `several` holds."""
    return tuple(value.split(",")) if value else ()


def joined(names: Sequence[str]) -> str:
    """Returns names as a value of a control with `several`."""
    return ",".join(names)


def _choices(row: Field) -> Mapping[str, str]:
    if row.name == "model":
        return Frozen({name: f"{name} ({model.summary})" for name, model in MODELS.items()})
    return Frozen({name: name for name in row.choices})


def _of(row: Field) -> Control | None:
    """The control of a field; None where there is nothing to choose from.

    The options of a recipe have controls of their own: see `explorer.ui.finetune.options`.
    """
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
# Of the tables that a run chooses from, those with a choice.
TABLES: Mapping[str, Control] = MappingProxyType(
    {
        control.name: control
        for control in (
            Control(
                "measures",
                "Measures",
                "measures",
                choices=Frozen({name: row.label for name, row in MEASURES.items()}),
                several=True,
            ),
            Control("engine", "Engine", "engine", choices=Frozen({name: name for name in ENGINES})),
        )
        if len(control.choices) > 1
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
            "budget", "Time budget", "time budget", placeholder=f"none; or {', '.join(TIMES)}"
        ),
        **TABLES,
    }
)
_FIRST = ("question", "shots", "image_size", "model")
_LAST = (*OPTIONS, "seeds", "epochs", "budget", *TABLES)
# The fields that have no place of their own on the form stand below the model, in pairs.
FURTHER = tuple(name for name in SETTING if name not in _FIRST + _LAST)
CONTROLS: Mapping[str, Control] = MappingProxyType(
    {name: {**SETTING, **RUN}[name] for name in (*_FIRST, *FURTHER, *_LAST)}
)
