"""Files of Albumentations 0.5 to 1.4 into what 2.0.8 writes, where the meaning stays the same.

What has none there is refused by name. `upgrades` is the table of classes.
"""

import re
from collections.abc import Mapping
from typing import Any

from explorer.errors import PolicyError, quoted
from explorer.policy.files import older
from explorer.policy.files.notes import nearly
from explorer.policy.files.plain import CLASS, below, shown
from explorer.policy.files.upgrades import (
    CLOCKWISE,
    NEAR,
    NEAREST,
    UPGRADES,
    NoEqualError,
    Values,
    Version,
)

CURRENT = "2.0.8"
_VERSION = re.compile(r"(\d{1,3})\.(\d{1,3})\.(\d{1,3})((a|b|rc|\.dev|\.post)\d{1,3})?")
_OLDEST, _NEWEST = (0, 5, 0), (2, 0, 8)
_ZERO_WHERE_NULL = ("value", "mask_value", "cval", "cval_mask")


def upgraded(transform: Any, version: str | None, notes: list[str]) -> Any:
    """Returns the `transform` of a file as 2.0.8 would have written it.

    Every change is a line in `notes`.

    Raises PolicyError, with the path, for a version that is not read and for what has no equal in
    2.0.8.
    """
    if version is None:
        if not _is_older(transform):
            notes.append(f"__version__: left out, {CURRENT} is taken")
            return transform
        version = older.RELEASES[0]
        notes.append(
            "__version__: left out, and the spelling is that of an older release; "
            f"{version} is taken"
        )
    numbers = _numbers(version)
    if numbers == _NEWEST:
        return transform
    if numbers[0] == 2:
        notes.append(
            f"__version__: {version} is read as {CURRENT}; from 2.0 on the parameters are the same"
        )
        return transform
    notes.append(f"__version__: {version} is upgraded to {CURRENT}")
    return _node(transform, "transform", numbers, notes)


def _numbers(version: str) -> Version:
    found = _VERSION.fullmatch(version)
    numbers = (int(found[1]), int(found[2]), int(found[3])) if found else (-1, -1, -1)
    if not _OLDEST <= numbers <= _NEWEST or (1, 4, 99) < numbers < (2, 0, 0):
        raise PolicyError(
            f"{quoted(version)} is not a release of Albumentations that is read (0.5 to {CURRENT})",
            "__version__",
        )
    return numbers


def _node(
    node: Any, path: str, version: Version, notes: list[str], *, in_one_of: bool = False
) -> Any:
    if not isinstance(node, Mapping) or not isinstance(node.get(CLASS), str):
        return node  # the reader of 2.0.8 refuses it, with its path
    full = node[CLASS]
    name = full.rpartition(".")[2] if full.startswith("albumentations.") else full
    values = dict(node) | {CLASS: name}
    if name != full:
        notes.append(f"{path}.{CLASS}: {full} is {name} now")
    _take_always_apply(values, path, notes, in_one_of=in_one_of)
    if "transforms" in values:
        return _group(name, values, path, version, notes, in_one_of=in_one_of)
    return _leaf(name, values, path, version, notes)


def _take_always_apply(values: Values, path: str, notes: list[str], *, in_one_of: bool) -> None:
    if "always_apply" not in values:
        return
    always = values.pop("always_apply")
    if always is not None and not isinstance(always, bool):
        raise PolicyError(f"{quoted(always)} is not true or false", below(path, "always_apply"))
    # In a OneOf p is a weight, and the chosen one was always applied.
    if always and not in_one_of and values.get("p") != 1:
        values["p"] = 1.0
        notes.append(f"{path}.always_apply: true is p = 1 now")
    else:
        notes.append(f"{path}.always_apply: {shown(always)} is dropped; it changes nothing")


def _group(
    name: str, values: Values, path: str, version: Version, notes: list[str], *, in_one_of: bool
) -> Values:
    if name not in ("Compose", "OneOf", "Sequential"):
        raise PolicyError(
            f"{quoted(name)} of {_dotted(version)} has no equal in {CURRENT}: "
            "it chose its steps in another way",
            path,
        )
    if name == "Sequential" and version < (1, 4, 4) and not in_one_of and values.get("p") != 1:
        notes.append(
            f"{path}.p: {shown(values.get('p'))} is 1 now; Sequential did not heed it before 1.4.4"
        )
        values["p"] = 1.0
    children = values["transforms"]
    if isinstance(children, list | tuple):
        read = [
            _node(child, f"{path}.transforms[{i}]", version, notes, in_one_of=name == "OneOf")
            for i, child in enumerate(children)
        ]
        values["transforms"] = [child for child in read if child is not None]
    return values


def is_upgraded(name: str) -> bool:
    """Whether something is known of a class of older releases: what it is now, or what is near."""
    return name in UPGRADES or name in NEAREST or name in ("Flip", "ToRGB")


def _is_older(transform: Any) -> bool:
    """Whether a `transform` says something that only older releases had."""
    waiting, seen = [transform], 0
    while waiting and seen < 20_000:
        node, seen = waiting.pop(), seen + 1
        if isinstance(node, list | tuple):
            waiting.extend(node)
        elif isinstance(node, Mapping) and isinstance(name := node.get(CLASS), str):
            name = name.rpartition(".")[2]
            if "always_apply" in node:
                return True
            if name in ("Flip", "Cutout", "RandomBrightness", "RandomContrast", "JpegCompression"):
                return True
            waiting.append(node.get("transforms"))
    return False


def _flip(values: Values) -> Values:
    each: list[Values] = [{CLASS: name, "p": 1.0} for name in ("HorizontalFlip", "VerticalFlip")]
    both: Values = {CLASS: "Sequential", "p": 1.0, "transforms": [dict(one) for one in each]}
    return {CLASS: "OneOf", "p": values.get("p", 0.5), "transforms": [*each, both]}


def _leaf(
    name: str, values: Values, path: str, version: Version, notes: list[str]
) -> Values | None:
    missing = f"{quoted(name)} of {_dotted(version)} has no equal in {CURRENT}"
    if name == "ToRGB":
        notes.append(f"{path}: ToRGB is left out; every picture is RGB here")
        return None
    if name == "Flip":
        notes.append(
            f"{path}: Flip is OneOf of HorizontalFlip, VerticalFlip and both now, a third each"
        )
        return _flip(values)
    upgrade = UPGRADES.get(name)
    if upgrade is None:
        imgaug = name.startswith("IAA")
        why = "it needs imgaug" if imgaug else "no class there is known to do the same"
        if name in NEAREST:
            why += f"; {NEAREST[name]} comes nearest"
        raise PolicyError(f"{missing}: {why}", path)
    before = dict(values)
    unquoted = f"{name} of {_dotted(version)}"
    _rename(values, upgrade.renamed)
    for old, allowed in upgrade.harmless.items():
        if old in values and values.pop(old) not in allowed:
            raise PolicyError(
                f"{unquoted} with this value has no equal in {CURRENT}", below(path, old)
            )
    if upgrade.change is not None:
        try:
            values = upgrade.change(values, version)
        except NoEqualError as error:
            raise PolicyError(f"{unquoted} has no equal in {CURRENT}: {error}", path) from None
        except KeyError as error:
            raise PolicyError("is missing", below(path, str(error.args[0]))) from None
    if difference := values.pop(NEAR, None):
        nearly(notes, f"{path}: {unquoted}: {difference}")
    values[CLASS] = upgrade.name or name
    _tell(before, values, path, notes)
    if name in ("Rotate", "ShiftScaleRotate") and version < CLOCKWISE:
        notes.append(f"{path}: {unquoted} turned about a point half a pixel away")
    return values


def _rename(values: Values, renamed: Mapping[str, str]) -> None:
    for old, new in renamed.items():
        if old in values:
            value = values.pop(old)
            values[new] = 0 if value is None and old in _ZERO_WHERE_NULL else value


def _tell(before: Values, after: Values, path: str, notes: list[str]) -> None:
    old = {key: value for key, value in before.items() if key not in after or after[key] != value}
    new = {key: value for key, value in after.items() if key not in before or before[key] != value}
    if old or new:
        notes.append(f"{path}: {_listed(old)} is {_listed(new)} now")


def _listed(values: Values) -> str:
    named = {"class" if key == CLASS else key: value for key, value in values.items()}
    return ", ".join(f"{key} {shown(value)}" for key, value in named.items()) or "nothing"


def _dotted(version: Version) -> str:
    return ".".join(map(str, version))
