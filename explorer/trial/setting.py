"""What a finding holds for, as one value made of one table of fields.

The command line's options, the controls of Fine-tune, `config` and `settings` in sweep.json, the
evidence and the key of a remembered probe are made from `FIELDS`. A new field is one entry of
`Setting`. Loads no torch.
"""

from collections.abc import Callable, Mapping
from dataclasses import MISSING, dataclass, field, fields
from typing import Any

from explorer.choices import Choice, chosen
from explorer.errors import ExplorerError, SweepError, quoted
from explorer.frozen import Frozen, frozen, thawed
from explorer.sizes import MAX_SIZE_PX, MIN_SIZE_PX
from explorer.trial.models import MODELS, model_of, usual_model
from explorer.trial.reading import intact, known_fields
from explorer.trial.recipes import RECIPES

MAX_EPOCHS = 2000
MAX_SHOTS = 10**6
USUAL_SHOTS = 50
USUAL_RECIPE = "plain"
# Under this side a shift of a tenth or a hole is a fraction of a pixel: such pictures are enlarged.
TINY_PX, ENLARGED_PX, LARGEST_PX = 20, 32, 96

Told = Mapping[str, Any]  # the fields that are settled already, by name


@dataclass(frozen=True)
class Facts:
    """What usual values depend on, of a data set.

    `shots` are the training images of the smallest class, `side_px` is the typical shorter side.
    """

    classes: int
    shots: int
    side_px: int


@dataclass(frozen=True)
class Field:
    """One row of the table.

    `label` stands at a control, `noun` in the middle of a sentence; `one` and `many` follow a value
    (`1 epoch`, `32 px`). `usual` gives the value where nobody tells one, and `usual_words` says so
    to a reader. `check` returns a value in its canonical form or raises SweepError. Fields are
    settled in the order of `settled`, since a usual value may depend on another field.
    """

    name: str
    label: str
    help: str
    usual: Callable[[Facts, Told], Any]
    usual_words: str
    check: Callable[[object], Any]
    settled: int
    noun: str
    one: str = ""
    many: str = ""
    choices: tuple[str, ...] = ()
    low: int | None = None
    high: int | None = None

    @property
    def whole(self) -> bool:
        """Whether its values are whole numbers, from `low` to `high`."""
        return self.low is not None


def _row(default: Any = MISSING, **told: Any) -> Any:
    return field(default=default, metadata=told)


def _recipe(value: object) -> str:
    return _recipe_row(value).name


def _recipe_row(value: object) -> Choice:
    try:
        return chosen(RECIPES, value, "recipe")
    except ExplorerError as error:
        raise SweepError(str(error)) from None


def _options(value: object) -> Frozen[Frozen[Any]]:
    """Checks options by the recipe that owns them: `{"distill": {"temperature": 4}}`."""
    if not isinstance(value, Mapping) or not all(
        isinstance(part, Mapping) for part in value.values()
    ):
        raise SweepError(f"options {quoted(value)} are not an object of objects, by recipe")
    try:
        return Frozen({owner: _recipe_row(owner).options(part) for owner, part in value.items()})
    except ExplorerError as error:
        raise SweepError(str(error)) from None


@dataclass(frozen=True)
class Setting:
    """What a finding holds for; valid when constructed, or SweepError.

    A field that is added needs a default: what the releases did that did not know it.
    """

    model: str = _row(
        settled=3,
        label="Model",
        noun="model",
        help=f"{', '.join(MODELS)}, timm:NAME or package.module:function.",
        usual=lambda facts, told: usual_model(told["image_size"]),
        usual_words="by image size",
        check=lambda value: model_of(value).name,
    )
    shots: int = _row(
        settled=4,
        label="Images per class",
        noun="number of images per class",
        one="image per class",
        many="images per class",
        help="Training images a class.",
        usual=lambda facts, told: min(USUAL_SHOTS, facts.shots),
        usual_words=f"{USUAL_SHOTS}, or what the smallest class has",
        low=1,
        high=MAX_SHOTS,
    )
    epochs: int = _row(
        settled=5,
        label="Epochs",
        noun="number of epochs",
        one="epoch",
        many="epochs",
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
        noun="image size",
        one="px",
        many="px",
        help="Side to train at, in pixels.",
        usual=lambda facts, told: (
            ENLARGED_PX if facts.side_px < TINY_PX else min(facts.side_px, LARGEST_PX)
        ),
        usual_words=f"that of the images, at most {LARGEST_PX}",
        low=MIN_SIZE_PX,
        high=MAX_SIZE_PX,
    )
    recipe: str = _row(
        USUAL_RECIPE,
        settled=2,
        label="Recipe",
        noun="recipe",
        help="How the network is trained.",
        usual=lambda facts, told: USUAL_RECIPE,
        usual_words=USUAL_RECIPE,
        check=_recipe,
        choices=tuple(RECIPES),
    )
    options: Frozen[Frozen[Any]] = _row(  # noqa: RUF009 - it specifies a field
        Frozen(),
        settled=6,
        label="Options of the recipe",
        noun="options of the recipe",
        help="An option of a recipe, as recipe.option=value; may be given again.",
        usual=lambda facts, told: Frozen(),
        usual_words="each option's usual value",
        check=_options,
    )

    def __post_init__(self) -> None:
        for row in FIELDS:
            object.__setattr__(self, row.name, row.check(getattr(self, row.name)))

    @property
    def recipe_options(self) -> Frozen[Any]:
        """All options of the recipe, by name: as told, or else at their usual values."""
        return RECIPES[self.recipe].options(self.options.get(self.recipe, {}))

    def to_json(self) -> dict[str, Any]:
        """Returns the setting as plain JSON data."""
        return {row.name: thawed(getattr(self, row.name)) for row in FIELDS}

    @classmethod
    def from_json(cls, raw: object) -> "Setting":
        """Returns the setting that `to_json` gave, of this release or an older one.

        Raises SweepError for anything else.
        """
        return cls(**known_fields(cls, raw))

    @classmethod
    def stored(cls, raw: object) -> "Setting":
        """Returns the setting of a stored sweep to be displayed, whatever today refuses.

        A field that is not told has its default: an older release did not know it. Fields that this
        release does not know are left out. Raises SweepError only where a setting cannot be made of
        `raw` at all.
        """
        if not isinstance(raw, Mapping):
            raise SweepError(f"{quoted(raw)} is not a Setting")
        known = known_fields(cls, {row.name: raw[row.name] for row in FIELDS if row.name in raw})
        setting = object.__new__(cls)
        with intact(cls):
            for entry in fields(cls):
                value = frozen(known.get(entry.name, entry.default))
                hash(value)
                object.__setattr__(setting, entry.name, value)
        return setting


def settle(asked: Told, facts: Facts) -> Setting:
    """Returns the setting that is asked for; None, or nothing, stands for the usual value.

    Raises SweepError for a value that is refused, and for a name that is no field's.
    """
    if unknown := sorted(set(asked) - {row.name for row in FIELDS}):
        raise SweepError(f"{quoted(unknown[0])} is not a field of a setting")
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
