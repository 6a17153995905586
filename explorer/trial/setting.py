"""What a finding holds for, as one value made of one table of fields.

The command line's options, the controls of Fine-tune, `config` and `settings` in sweep.json, the
evidence and the key of a remembered probe are made from `FIELDS`. A new field is one line of
`Setting`.
"""

from collections.abc import Callable, Mapping
from dataclasses import MISSING, dataclass, field, fields
from typing import Any

from explorer.choices import chosen
from explorer.errors import ExplorerError, SweepError, quoted
from explorer.frozen import Frozen, frozen, thawed
from explorer.trial.models import model_of, usual_model
from explorer.trial.recipes import RECIPES

MIN_SIZE_PX, MAX_SIZE_PX = 8, 512
MAX_EPOCHS = 2000
MAX_SHOTS = 10**6
USUAL_SHOTS = 50
# Under this side a shift of a tenth or a hole is a fraction of a pixel: such pictures are enlarged.
TINY_PX, ENLARGED_PX, LARGEST_PX = 20, 32, 96

Told = Mapping[str, Any]  # the fields that are settled already, by name


@dataclass(frozen=True)
class Facts:
    """What usual values depend on: number of classes, training images of the smallest class,
    typical shorter side in px.
    """

    classes: int
    shots: int
    side_px: int


@dataclass(frozen=True)
class Field:
    """One row of the table.

    `usual` gives the value where nobody tells one, and `usual_words` says so to a reader. `check`
    returns a value in its canonical form or raises SweepError. Fields are settled in the order of
    `settled`, since a usual value may depend on another field.
    """

    name: str
    label: str
    help: str
    usual: Callable[[Facts, Told], Any]
    usual_words: str
    check: Callable[[object], Any]
    settled: int
    choices: tuple[str, ...] = ()
    low: int | None = None
    high: int | None = None

    @property
    def whole(self) -> bool:
        """Whether its values are whole numbers, from `low` to `high`."""
        return self.low is not None


def _row(default: Any = ..., **told: Any) -> Any:
    return field(metadata=told) if default is ... else field(default=default, metadata=told)


def _recipe(value: object) -> str:
    try:
        return chosen(RECIPES, value, "recipe").name
    except ExplorerError as error:
        raise SweepError(str(error)) from None


def _options(value: object) -> Frozen[Frozen[Any]]:
    """Checks options by the recipe that owns them: `{"distill": {"temperature": 4}}`."""
    if not isinstance(value, Mapping) or not all(
        isinstance(part, Mapping) for part in value.values()
    ):
        raise SweepError(f"options {quoted(value)} are not an object of objects, by recipe")
    try:
        return Frozen(
            {owner: chosen(RECIPES, owner, "recipe").options(part) for owner, part in value.items()}
        )
    except ExplorerError as error:
        raise SweepError(str(error)) from None


@dataclass(frozen=True)
class Setting:
    """What a finding holds for; valid when constructed, or SweepError.

    A field that is added needs a default: what releases did that did not know it.
    """

    model: str = _row(
        settled=3,
        label="Model",
        help="small-cnn, efficientnet-lite0, efficientnet-lite0-head, timm:NAME or package.module:function.",
        usual=lambda facts, told: usual_model(told["image_size"]),
        usual_words="by image size",
        check=lambda value: model_of(value).name,
    )
    shots: int = _row(
        settled=4,
        label="Images per class",
        help="Training images a class.",
        usual=lambda facts, told: min(USUAL_SHOTS, facts.shots),
        usual_words=f"{USUAL_SHOTS}, or what the smallest class has",
        low=1,
        high=MAX_SHOTS,
    )
    epochs: int = _row(
        settled=5,
        label="Epochs",
        help="Passes over the training images.",
        usual=lambda facts, told: model_of(told["model"]).usual_epochs(
            told["shots"] * facts.classes
        ),
        usual_words="by model",
        low=1,
        high=MAX_EPOCHS,
    )
    image_size: int = _row(
        settled=1,
        label="Image size, px",
        help="Side to train at, in pixels.",
        usual=lambda facts, told: (
            ENLARGED_PX if facts.side_px < TINY_PX else min(facts.side_px, LARGEST_PX)
        ),
        usual_words=f"that of the images, at most {LARGEST_PX}",
        low=MIN_SIZE_PX,
        high=MAX_SIZE_PX,
    )
    recipe: str = _row(
        "plain",
        settled=2,
        label="Recipe",
        help="How the network is trained.",
        usual=lambda facts, told: "plain",
        usual_words="plain",
        check=_recipe,
        choices=tuple(RECIPES),
    )
    options: Frozen[Frozen[Any]] = _row(  # noqa: RUF009 - a field's specification, as dataclasses.field gives it
        Frozen(),
        settled=6,
        label="Options of the recipe",
        help="An option of a recipe, as recipe.option=value; may be given again.",
        usual=lambda facts, told: Frozen(),
        usual_words="each option's usual value",
        check=_options,
    )

    def __post_init__(self) -> None:
        for row in FIELDS:
            object.__setattr__(self, row.name, row.check(getattr(self, row.name)))

    def to_json(self) -> dict[str, Any]:
        """Returns the setting as plain JSON data."""
        return {row.name: thawed(getattr(self, row.name)) for row in FIELDS}

    @classmethod
    def from_json(cls, raw: Mapping[str, Any]) -> "Setting":
        """Returns the setting that `to_json` gave, of this release or an older one; raises
        SweepError for anything else.
        """
        unknown = sorted(set(raw) - {row.name for row in FIELDS})
        if unknown:
            raise SweepError(f"{quoted(unknown[0])} is not a field of a setting")
        try:
            return cls(**raw)
        except TypeError as error:
            raise SweepError(f"a setting is not whole: {error}") from None

    @classmethod
    def stored(cls, raw: Mapping[str, Any]) -> "Setting":
        """Returns the setting that a sweep was measured in, whatever today's limits say of it.

        A field that an older release did not know has its default; KeyError where it has none.
        """
        found = object.__new__(cls)
        for entry in fields(cls):
            known = entry.name in raw or entry.default is MISSING
            value = frozen(raw[entry.name]) if known else entry.default
            object.__setattr__(found, entry.name, value)
        return found


def settle(asked: Told, facts: Facts) -> Setting:
    """Returns the setting that is asked for; None, or nothing, stands for the usual value.

    Raises SweepError.
    """
    told: dict[str, Any] = {}
    for row in sorted(FIELDS, key=lambda row: row.settled):
        value = asked.get(row.name)
        told[row.name] = row.check(row.usual(facts, told) if value is None else value)
    return Setting(**told)


def _whole(name: str, low: int, high: int) -> Callable[[object], int]:
    def check(value: object) -> int:
        if isinstance(value, bool) or not isinstance(value, int) or not low <= value <= high:
            raise SweepError(
                f"{name} {quoted(value)} is not a whole number between {low} and {high}"
            )
        return value

    return check


def _field(name: str, told: Mapping[str, Any]) -> Field:
    if "check" in told:
        return Field(name=name, **told)
    return Field(name=name, check=_whole(name.replace("_", " "), told["low"], told["high"]), **told)


FIELDS: tuple[Field, ...] = tuple(_field(entry.name, entry.metadata) for entry in fields(Setting))
