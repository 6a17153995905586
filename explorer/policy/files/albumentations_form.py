"""The `transform` of a file, as Albumentations 2.0.8 writes it, into steps.

Classes are looked up in the catalogue; nothing is imported by name.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from explorer.errors import PolicyError, quoted
from explorer.policy.albumentations import pipeline
from explorer.policy.catalog import CATALOG, STRUCTURAL, TAIL
from explorer.policy.catalog.spec import Transform
from explorer.policy.files.albumentations_params import DEFAULT_SOURCE, below_step, kept_params
from explorer.policy.files.notes import nearly
from explorer.policy.files.plain import CLASS, Record, below, nearest, shown
from explorer.policy.files.settings import settings_of
from explorer.policy.model import (
    GROUPS,
    MAX_DEPTH,
    MAX_STEPS,
    ComposeSettings,
    Group,
    Policy,
    Step,
    checked_seed,
)

_KNOWN: Mapping[str, Transform] = {**CATALOG, **STRUCTURAL, **TAIL}
# Settings of a run: Albumentations itself does not save them.
_RUN_ONLY = ("strict", "save_applied_params")


@dataclass
class _Reading:
    """What one reading of a file gathers.

    The notes, the seed that the outermost Compose names, how many steps there are, and the
    interpolations of masks that the Composes around a step set.
    """

    notes: list[str]
    seed: int = 0
    count: int = 0
    mask_interpolations: list[int] = field(default_factory=list)


def policy_of(transform: Any, notes: list[str], path: str = "transform") -> Policy:
    """Returns the policy that a `transform` is at strength 1.

    Ids come from the position, and what was filled in is added to `notes`.

    Raises PolicyError, with the path of the value, for whatever Albumentations or the catalogue
    would not take.
    """
    reading = _Reading(notes)
    name = class_of(transform, path)
    if name == "Compose":
        record = Record(transform, path, notes, "Compose")
        p, settings, children = _compose(record, reading, outermost=True)
        compose = replace(settings.kept, p=p)
        paths = [f"{record.at('transforms')}[{i}]" for i in range(len(children))]
    else:
        notes.append(f"{path}: the outermost is {name}, and stands in a Compose from now on")
        compose, children, paths = ComposeSettings(), [transform], [path]
    children, paths, cut = _tail_last(children, paths, notes)
    nodes = [
        _node(child, where, f"s{i + 1}", 1, reading)
        for i, (child, where) in enumerate(zip(children, paths, strict=True))
    ]
    tail = tuple(node for node in nodes[cut:] if isinstance(node, Step))
    policy = Policy(tuple(nodes[:cut]), seed=reading.seed, tail=tail, compose=compose)
    try:
        pipeline.transform_dict(policy, 1.0)
    except PolicyError as error:
        raise PolicyError(f"Albumentations refuses it: {error}", path) from None
    return policy


def _tail_last(
    children: list[Any], paths: list[str], notes: list[str]
) -> tuple[list[Any], list[str], int]:
    """Returns the children with those of the tail last, their paths, and where the tail begins.

    What stood before other steps and is moved is a difference: it saw other pictures there.
    """
    pairs = list(zip(children, paths, strict=True))
    ends = [class_of(child, where) in TAIL for child, where in pairs]
    cut = next((i for i in range(len(ends), 0, -1) if not ends[i - 1]), 0)
    for (child, where), end in zip(pairs[:cut], ends, strict=False):
        if end:
            name = class_of(child, where)
            nearly(notes, f"{where}: {name} stands before other steps, and is moved to the tail")
    own = [pair for pair, end in zip(pairs, ends, strict=True) if not end]
    tail = [pair for pair, end in zip(pairs, ends, strict=True) if end]
    ordered = [*own, *tail]
    return [child for child, _ in ordered], [where for _, where in ordered], len(own)


def class_of(node: Any, path: str) -> str:
    """Returns the class name of a node of a `transform`.

    The modules that older releases put before it are left out.
    """
    if not isinstance(node, Mapping):
        raise PolicyError(f"{quoted(node)} is not an object", path)
    if CLASS not in node:
        raise PolicyError("is missing", below(path, CLASS))
    name = node[CLASS]
    if not isinstance(name, str):
        raise PolicyError(f"{quoted(name)} is not a class name", below(path, CLASS))
    return name.rpartition(".")[2] if name.startswith("albumentations.") else name


@dataclass(frozen=True)
class _Settings:
    kept: ComposeSettings
    mask_interpolation: int | None


def _node(node: Any, path: str, node_id: str, depth: int, reading: _Reading) -> Step | Group:
    name = class_of(node, path)
    reading.count += 1
    if reading.count > MAX_STEPS:
        raise PolicyError(f"has more than {MAX_STEPS:,} steps", path)
    if depth > MAX_DEPTH:
        raise PolicyError(f"is nested deeper than {MAX_DEPTH}", path)
    if name in GROUPS:
        return _group(name, Record(node, path, reading.notes, name), node_id, depth, reading)
    if name not in _KNOWN:
        raise PolicyError(
            f"{quoted(node[CLASS])} is not a transform of the catalogue{suggestion(name)}",
            below(path, CLASS),
        )
    if name in TAIL and depth > 1:
        raise PolicyError(f"{name} is read only at the end of the outermost Compose", path)
    p = Record(node, path, reading.notes).optional("p", 0.5, DEFAULT_SOURCE)
    params = kept_params(_KNOWN[name], node, path, reading.notes, reading.mask_interpolations[:1])
    try:
        return Step(node_id, name, params, p)
    except PolicyError as error:
        raise below_step(error, path) from None


def _group(name: str, record: Record, node_id: str, depth: int, reading: _Reading) -> Group:
    settings = None
    if name == "Compose":
        p, settings, children = _compose(record, reading, outermost=False)
    else:
        p, children = _head(record, 0.5)
    counts = {
        key: record.optional(key, default, DEFAULT_SOURCE)
        for key, default in (("n", 1), ("replace", False))
        if name in ("SomeOf", "RandomOrder")
    }
    record.finish()
    steps = tuple(
        _node(child, f"{record.at('transforms')}[{i}]", f"{node_id}.{i + 1}", depth + 1, reading)
        for i, child in enumerate(children)
    )
    if settings is not None and settings.mask_interpolation is not None:
        reading.mask_interpolations.pop()
    if name == "OneOf" and steps and not any(step.p for step in steps):
        raise PolicyError(
            "the probabilities in this OneOf are all 0, and Albumentations divides by their sum",
            record.path,
        )
    try:
        compose = None if settings is None else replace(settings.kept, p=p)
        capped = _capped(counts, len(steps), record)
        return Group(node_id, name, steps, p, compose=compose, **capped)  # type: ignore[arg-type]
    except PolicyError as error:
        raise error.under(record.path) from None


def _capped(counts: dict[str, Any], available: int, record: Record) -> dict[str, Any]:
    wanted = counts.get("n")
    if available == 0 and wanted == 0 and not isinstance(wanted, bool):
        record.notes.append(
            f"{record.at('n')}: 0 is read as 1, for there are no steps to choose from"
        )
        return counts | {"n": 1}
    if (
        counts.get("replace") is not False
        or not isinstance(wanted, int)
        or isinstance(wanted, bool)
        or not 0 < available < wanted
    ):
        return counts
    record.notes.append(
        f"{record.at('n')}: {wanted} is read as {available}, "
        "for there are no more steps to choose from"
    )
    return counts | {"n": available}


def _head(record: Record, default_p: float) -> tuple[Any, list[Any]]:
    record.required(CLASS)
    p = record.optional("p", default_p, DEFAULT_SOURCE)
    children = record.required("transforms")
    if not isinstance(children, list | tuple):
        raise PolicyError(f"{quoted(children)} is not a list", record.at("transforms"))
    return p, list(children)


def _compose(
    record: Record, reading: _Reading, *, outermost: bool
) -> tuple[Any, _Settings, list[Any]]:
    p, children = _head(record, 1.0)
    try:
        kept = settings_of(record, 1.0, DEFAULT_SOURCE)
        replace(kept, p=p)
    except PolicyError as error:
        raise (error.under(record.path) if error.path == "p" else error) from None
    for key in _RUN_ONLY:
        if key in record:
            value = record.optional(key, False)
            if not isinstance(value, bool):
                raise PolicyError(f"{quoted(value)} is not true or false", record.at(key))
            reading.notes.append(
                f"{record.at(key)}: {shown(value)} is dropped; "
                "Albumentations does not save it either"
            )
    _take_seed(record, reading, outermost=outermost)
    settings = _Settings(kept, _mask_interpolation(record))
    if settings.mask_interpolation is not None:
        reading.mask_interpolations.append(settings.mask_interpolation)
    record.finish()
    return p, settings, children


def _take_seed(record: Record, reading: _Reading, *, outermost: bool) -> None:
    if "seed" not in record or (seed := record.optional("seed", None)) is None:
        return
    try:
        number = checked_seed(seed)
    except PolicyError as error:
        raise error.under(record.path) from None
    if outermost:
        reading.seed = number
    fate = (
        "becomes the seed of the policy; draws depend on it in another way"
        if outermost
        else "is dropped; the policy has one seed"
    )
    reading.notes.append(f"{record.at('seed')}: {number} {fate}")


def _mask_interpolation(record: Record) -> int | None:
    if "mask_interpolation" not in record:
        return None
    value = record.optional("mask_interpolation", None)
    if value is None:
        return None
    if isinstance(value, bool) or not isinstance(value, int) or not 0 <= value <= 6:
        raise PolicyError(
            f"{quoted(value)} is not an interpolation of OpenCV, 0 to 6",
            record.at("mask_interpolation"),
        )
    record.notes.append(
        f"{record.at('mask_interpolation')}: {value} is set on each step that has it"
    )
    return value


def is_known(name: str) -> bool:
    """Whether `name` is a transform or a group that is read."""
    return name in _KNOWN or name in GROUPS


def suggestion(name: str) -> str:
    """Returns `; did you mean ...?` for a name that is not known, or an empty text."""
    return nearest(name, [*_KNOWN, *GROUPS])
