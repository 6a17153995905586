"""The parameters of one transform, as Albumentations 2.0.8 writes them, into those of a step."""

from collections.abc import Mapping
from typing import Any

from explorer.choices import LIST_LIMIT, TEXT_LIMIT
from explorer.errors import PolicyError, quoted
from explorer.policy.albumentations import signatures
from explorer.policy.catalog.spec import Transform
from explorer.policy.files.plain import CLASS, below, differences, nearest, plain, shown

DEFAULT_SOURCE = "Albumentations' default"
_RANGES = ("range", "int_range", "xy_range")
_PARAM_NESTING = 4


def kept_params(
    spec: Transform, node: Mapping[str, Any], path: str, notes: list[str], forced_mode: list[int]
) -> dict[str, Any]:
    """Returns the parameters of a step that a node of a `transform` is.

    What was filled in or is read in another way is added to `notes`. `forced_mode` holds the
    interpolation of masks that a Compose around it sets, where one does. Raises PolicyError, with
    the path, for what Albumentations would not take or a file cannot keep.
    """
    defaults = signatures.parameters(spec.name)
    for key in spec.derived:
        if key in defaults and node.get(key):
            raise PolicyError(
                f"{shown(plain(node[key]))} cannot be kept in a file; "
                f"{spec.name} is read without it",
                below(path, key),
            )
    given = {key: value for key, value in node.items() if key not in (CLASS, "p", *spec.derived)}
    for key, value in given.items():
        if key not in defaults:
            raise PolicyError(
                f"is not a parameter of {spec.name}{nearest(key, defaults)}", below(path, key)
            )
        check_raw(spec, key, value, below(path, key))
    for key, default in defaults.items():
        if default is signatures.REQUIRED and key not in given:
            raise PolicyError("is missing", below(path, key))
    try:
        kept = signatures.canonical_params(spec.name, given)
        if forced_mode and "mask_interpolation" in kept:
            forced = {"mask_interpolation": forced_mode[0]}
            given, kept = {**given, **forced}, {**kept, **forced}
        return _known_params(spec, given, kept, path, notes)
    except PolicyError as error:
        raise below_step(error, path) from None


def below_step(error: PolicyError, path: str) -> PolicyError:
    """Returns an error with the path of a step's values in a `transform`, where they lie bare."""
    bare = error.path.removeprefix("params").removeprefix(".")
    return PolicyError(error.problem, bare).under(path)


def _known_params(
    spec: Transform, given: Mapping[str, Any], kept: dict[str, Any], path: str, notes: list[str]
) -> dict[str, Any]:
    params = {key: value for key, value in kept.items() if key not in spec.derived}
    for key in [key for key in params if spec.param(key) is None]:
        if key in given and next(
            differences(plain(signatures.parameters(spec.name)[key]), plain(given[key]), key), None
        ):
            raise PolicyError(
                f"{shown(plain(given[key]))} cannot be kept; only Albumentations' default can", key
            )
        del params[key]
    # ShiftScaleRotate's shift_limit, say, which lives on as two others.
    folded = [key for key in given if key not in kept]
    own: dict[str, Any] = {}
    for key, value in params.items():
        tidy = _tidy(value)
        if key not in given:
            source = f"{', '.join(folded)} gives" if folded else f"{DEFAULT_SOURCE} is"
            notes.append(f"{below(path, key)}: left out, {source} {shown(tidy)}")
        elif next(differences(plain(given[key]), value, key), None):
            notes.append(f"{below(path, key)}: {shown(plain(given[key]))} is read as {shown(tidy)}")
        else:
            own[key] = plain(given[key])
    return _exact(spec.name, params, own, kept)


def _exact(
    name: str, params: dict[str, Any], own: dict[str, Any], kept: dict[str, Any]
) -> dict[str, Any]:
    """Returns values from which Albumentations makes `kept` again.

    It adds 1 to some and takes it off, which moves the last bits.
    """
    tidy = {key: own.get(key, _tidy(value)) for key, value in params.items()}
    if tidy == params or signatures.canonical_params(name, tidy) == kept:
        return tidy
    return {**params, **own}


def _tidy(value: Any) -> Any:
    if isinstance(value, float):
        return float(f"{value:.12g}")
    if isinstance(value, list):
        return [_tidy(item) for item in value]
    return {key: _tidy(item) for key, item in value.items()} if isinstance(value, dict) else value


def check_raw(spec: Transform, key: str, value: Any, path: str, depth: int = 0) -> None:
    """Raises PolicyError for a value that is not handed to a constructor.

    Albumentations sorts reversed ranges in silence, and takes lists and texts of any length.
    """
    if depth > _PARAM_NESTING:
        raise PolicyError(f"lists are nested deeper than {_PARAM_NESTING}", path)
    if isinstance(value, bool) or value is None:
        return
    if isinstance(value, int | float):
        if not abs(value) <= 1e9:
            raise PolicyError(f"{quoted(value)} is not a number between -1e9 and 1e9", path)
    elif isinstance(value, str):
        if len(value) > TEXT_LIMIT:
            raise PolicyError(f"{quoted(value)} is longer than {TEXT_LIMIT} characters", path)
    elif isinstance(value, Mapping):
        for inner, item in list(value.items())[: LIST_LIMIT + 1]:
            check_raw(spec, key, item, below(path, inner), depth + 1)
    elif isinstance(value, list | tuple):
        _check_raw_list(spec, key, value, path, depth)
    else:
        raise PolicyError(f"{quoted(value)} is neither number, text, list nor object", path)


def _check_raw_list(spec: Transform, key: str, value: Any, path: str, depth: int) -> None:
    if len(value) > LIST_LIMIT:
        raise PolicyError(f"is a list of {len(value)} values, more than {LIST_LIMIT}", path)
    param = spec.param(key)
    numbers = all(isinstance(item, int | float) and not isinstance(item, bool) for item in value)
    ranged = param is not None and param.kind in _RANGES and "four" not in param.forms
    if ranged and len(value) == 2 and numbers and value[0] > value[1]:
        raise PolicyError(f"{quoted(list(value))} is a reversed range", path)
    for i, item in enumerate(value):
        check_raw(spec, key, item, f"{path}[{i}]", depth + 1)
