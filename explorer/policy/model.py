"""The policy: frozen values that are valid when constructed, or not at all.

Imports the catalogue; knows no Albumentations.
"""

import math
import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, ClassVar, Literal

from explorer import names, numbers
from explorer.errors import PolicyError, quoted
from explorer.frozen import Frozen, frozen
from explorer.policy.catalog import CATALOG, STRUCTURAL, TAIL
from explorer.policy.catalog.spec import Transform

GroupKind = Literal["OneOf", "SomeOf", "RandomOrder", "Sequential", "Compose"]
GROUPS: tuple[GroupKind, ...] = ("OneOf", "SomeOf", "RandomOrder", "Sequential", "Compose")
MAX_STRENGTH = 2.0
MAX_STEPS = 1000
MAX_DEPTH = 8
MAX_SEED = 2**32 - 1
MAX_NAME_CHARS = 100
_KNOWN: Mapping[str, Transform] = {**CATALOG, **STRUCTURAL, **TAIL}
_ID = re.compile(r"[A-Za-z0-9_.-]{1,64}")


@dataclass(frozen=True)
class Step:
    """One transform with its settings at strength 1.

    `params` may leave parameters out; the catalogue's defaults fill them in. Raises PolicyError for
    an unknown transform or parameter and for every value that is not legal.
    """

    id: str
    transform: str
    params: Mapping[str, Any] = field(default_factory=dict)
    p: float = 0.5
    enabled: bool = True

    def __post_init__(self) -> None:
        _check_id(self.id)
        if not isinstance(self.transform, str) or self.transform not in _KNOWN:
            raise PolicyError(
                f"{quoted(self.transform)} is not a transform of the catalogue", "transform"
            )
        object.__setattr__(self, "p", _probability(self.p))
        _check_flag(self.enabled, "enabled")
        object.__setattr__(self, "params", _checked_params(self.spec, self.params))

    @property
    def spec(self) -> Transform:
        """The catalogue's entry for this step."""
        return _KNOWN[self.transform]


@dataclass(frozen=True)
class ComposeSettings:
    """What an Albumentations Compose says beside its transforms.

    It is kept word for word, as plain JSON values.
    """

    p: float = 1.0
    bbox_params: Mapping[str, Any] | None = None
    keypoint_params: Mapping[str, Any] | None = None
    additional_targets: Mapping[str, Any] = field(default_factory=dict)
    is_check_shapes: bool = True

    def __post_init__(self) -> None:
        object.__setattr__(self, "p", _probability(self.p))
        _check_flag(self.is_check_shapes, "is_check_shapes")
        for name in ("bbox_params", "keypoint_params", "additional_targets"):
            value = getattr(self, name)
            if not (value is None and name != "additional_targets") and not isinstance(
                value, Mapping
            ):
                raise PolicyError(f"{quoted(value)} is not an object", name)
            object.__setattr__(self, name, frozen(value))


@dataclass(frozen=True)
class Group:
    """Steps under one head.

    `OneOf` and `SomeOf` choose, `RandomOrder` shuffles, `Sequential` and a nested `Compose` run in
    order.

    `n` and `replace` belong to SomeOf and RandomOrder, `compose` to Compose; elsewhere they are
    None, False and None.
    """

    id: str
    group: GroupKind
    steps: tuple["Step | Group", ...] = ()
    p: float = 0.5
    enabled: bool = True
    n: int | None = None
    replace: bool = False
    compose: ComposeSettings | None = None

    def __post_init__(self) -> None:
        _check_id(self.id)
        if self.group not in GROUPS:
            raise PolicyError(f"{quoted(self.group)} is not one of {', '.join(GROUPS)}", "group")
        object.__setattr__(self, "p", _probability(self.p))
        _check_flag(self.enabled, "enabled")
        _check_flag(self.replace, "replace")
        object.__setattr__(self, "steps", _checked_steps(self.steps))
        self._check_count()
        if self.group == "Compose" and self.compose is None:
            object.__setattr__(self, "compose", ComposeSettings())
        if self.group != "Compose" and self.compose is not None:
            raise PolicyError(f"belongs to Compose, not to {self.group}", "compose")

    def _check_count(self) -> None:
        if self.group not in ("SomeOf", "RandomOrder"):
            if self.n is not None or self.replace:
                raise PolicyError(
                    f"belongs to SomeOf and RandomOrder, not to {self.group}",
                    "n" if self.n is not None else "replace",
                )
            return
        count = 1 if self.n is None else self.n
        if isinstance(count, bool) or not isinstance(count, int) or not 0 <= count <= MAX_STEPS:
            raise PolicyError(
                f"{quoted(count)} is not a whole number between 0 and {MAX_STEPS}", "n"
            )
        object.__setattr__(self, "n", count)


@dataclass(frozen=True)
class Policy:
    """An augmentation policy as designed, at strength 1.

    `strength` and `seed` are those that it is looked at with.
    """

    steps: tuple[Step | Group, ...] = ()
    name: str = "my policy"
    strength: float = 1.0
    seed: int = 0
    tail: tuple[Step, ...] = ()
    compose: ComposeSettings = field(default_factory=ComposeSettings)
    evidence: Mapping[str, Any] | None = None
    most_steps: ClassVar[float] = MAX_STEPS
    most_depth: ClassVar[float] = MAX_DEPTH

    # What a policy can do with files and with Albumentations is made above this module, and bound
    # in `explorer/policy/__init__.py`: so the value knows neither, and no file needs another that
    # needs it.
    load: ClassVar["staticmethod[[str | Path], Policy]"]
    loads: ClassVar["staticmethod[[str | bytes], Policy]"]
    dumps: ClassVar["Callable[..., str]"]
    save: ClassVar["Callable[..., None]"]
    pipeline: ClassVar["Callable[..., Any]"]

    def __post_init__(self) -> None:
        if trouble := names.refusal(self.name, MAX_NAME_CHARS):
            raise PolicyError(f"{quoted(self.name)} {trouble}", "name")
        object.__setattr__(self, "evidence", frozen(self.evidence))
        object.__setattr__(self, "strength", checked_strength(self.strength))
        object.__setattr__(self, "seed", checked_seed(self.seed))
        object.__setattr__(self, "steps", _checked_steps(self.steps))
        object.__setattr__(self, "tail", _checked_tail(self.tail))
        seen: set[str] = set()
        for path, node, depth in walk(self.steps):
            if depth > self.most_depth:
                raise PolicyError(f"is nested deeper than {self.most_depth}", path)
            if node.id in seen:
                raise PolicyError(f"{quoted(node.id)} is the id of another step too", f"{path}.id")
            seen.add(node.id)
        if len(seen) > self.most_steps:
            raise PolicyError(f"has {len(seen)} steps, more than {self.most_steps}", "steps")


class MovedPolicy(Policy):
    """What a policy is at a strength.

    Its designer counts the steps; what the strength puts beside them has no limit of its own.
    """

    most_steps = math.inf
    most_depth = math.inf


def walk(
    steps: tuple[Step | Group, ...], path: str = "steps", depth: int = 1
) -> Iterator[tuple[str, Step | Group, int]]:
    """Yields (path, node, depth) for every step and group, parents first.

    `path` reads like `steps[2].steps[0]`.
    """
    for i, node in enumerate(steps):
        here = f"{path}[{i}]"
        yield here, node, depth
        if isinstance(node, Group):
            yield from walk(node.steps, f"{here}.steps", depth + 1)


def checked_strength(value: object) -> float:
    """Returns `value` as a strength between 0 and 2, or raises PolicyError."""
    if (
        isinstance(value, bool)
        or not isinstance(value, int | float)
        or not 0 <= value <= MAX_STRENGTH
    ):
        raise PolicyError(
            f"{quoted(value)} is not a number between 0 and {numbers.strength(MAX_STRENGTH)}",
            "strength",
        )
    return float(value)


def checked_seed(value: object) -> int:
    """Returns `value` as a seed between 0 and 2**32 - 1, or raises PolicyError."""
    if isinstance(value, bool) or not isinstance(value, int) or not 0 <= value <= MAX_SEED:
        raise PolicyError(f"{quoted(value)} is not a whole number between 0 and {MAX_SEED}", "seed")
    return value


def _checked_params(spec: Transform, given: object) -> Frozen[Any]:
    if not isinstance(given, Mapping):
        raise PolicyError(f"{quoted(given)} is not an object", "params")
    for name in given:
        if spec.param(name) is None:
            raise PolicyError(
                f"is not a parameter of {spec.name}", f"params.{quoted(name).strip(chr(39))}"
            )
    filled, values = spec.filled(given), {}
    for param in spec.params:
        try:
            values[param.name] = param.check(filled[param.name])
        except PolicyError as error:
            raise error.under(f"params.{param.name}") from None
    try:
        spec.check_together(values)
    except PolicyError as error:
        raise error.under("params") from None
    return Frozen(values)


def _checked_steps(steps: object) -> tuple[Step | Group, ...]:
    if not isinstance(steps, list | tuple) or not all(
        isinstance(step, Step | Group) for step in steps
    ):
        raise PolicyError(f"{quoted(steps)} is not a list of steps", "steps")
    for i, step in enumerate(steps):
        if isinstance(step, Step) and step.transform in TAIL:
            raise PolicyError(
                f"{step.transform} stands only at the end of a pipeline", f"steps[{i}].transform"
            )
    return tuple(steps)


def _checked_tail(tail: object) -> tuple[Step, ...]:
    if not isinstance(tail, list | tuple):
        raise PolicyError(f"{quoted(tail)} is not a list of steps", "tail")
    for i, step in enumerate(tail):
        if not isinstance(step, Step) or step.transform not in TAIL:
            raise PolicyError(f"only {' and '.join(TAIL)} may stand in the tail", f"tail[{i}]")
    return tuple(tail)


def _check_id(value: object) -> None:
    if not isinstance(value, str) or not _ID.fullmatch(value):
        raise PolicyError(
            f"{quoted(value)} is not an id of 1 to 64 letters, digits, '_', '-' and '.'", "id"
        )


def _check_flag(value: object, path: str) -> None:
    if not isinstance(value, bool):
        raise PolicyError(f"{quoted(value)} is not true or false", path)


def _probability(value: object) -> float:
    if isinstance(value, bool) or not isinstance(value, int | float) or not 0 <= value <= 1:
        raise PolicyError(f"{quoted(value)} is not a probability between 0 and 1", "p")
    return float(value)
