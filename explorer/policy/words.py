"""What a step does right now, in words.

The settings as the strength has moved them, said as a person would. Knows no Albumentations.
"""

import re
from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from explorer.choices import XY, Param
from explorer.frozen import Frozen
from explorer.policy.catalog.spec import Transform
from explorer.policy.effect import is_set_to_nothing
from explorer.policy.model import Group, Policy, Step
from explorer.policy.phrases import CALLED, PHRASES
from explorer.policy.strength import at_strength, crop_of

_GROUPS = {
    "OneOf": "applies one of {steps}",
    "SomeOf": "applies {n} of {steps}",
    "RandomOrder": "applies {n} of {steps}, in random order",
    "Sequential": "applies {steps} in order",
    "Compose": "applies {steps} in order",
}
_PLACE = re.compile(r"\{([^}]+)\}")
_TWICE = re.compile(r"(?<=\d) px(?= by \d+ px)")


def describe(node: Step | Group, strength: float) -> str:
    """Returns what a step or group does at `strength`, in a few words.

    An example: `turns by -15° to 15°, 50% of the time`.
    """
    if isinstance(node, Group) and not node.steps:
        return "empty: add a step"
    moved = at_strength(Policy(steps=(replace(node, enabled=True),)), strength).steps
    if not moved:
        return "does nothing at strength 0" if strength == 0 else "does nothing"
    now = moved[0]
    crop = crop_of(now)
    if crop is not None:
        return f"{_step(crop)}, {_often(now.p * crop.p)}; otherwise resizes to that size"
    said = _group(now) if isinstance(now, Group) else _step(now)
    return f"{said}, {_often(now.p)}{_fading(node, strength)}"


def _fading(node: Step | Group, strength: float) -> str:
    """Says that the probability falls with the strength, where magnitudes move too.

    The number alone might be taken for the slider's.
    """
    fades = isinstance(node, Step) and node.spec.magnitudes and node.spec.fading(node.params)
    return " (falls with the strength)" if fades and strength < 1 else ""


def _group(group: Group) -> str:
    count = sum(not (isinstance(step, Step) and step.transform == "NoOp") for step in group.steps)
    return _GROUPS[group.group].format(
        n=group.n, steps="1 step" if count == 1 else f"{count} steps"
    )


def _step(step: Step) -> str:
    spec = step.spec
    if is_set_to_nothing(step):
        return "changes nothing as it is set"
    phrase = PHRASES.get(spec.name) or _summary(spec)
    return _TWICE.sub("", _PLACE.sub(lambda place: _filled(place[1], spec, step.params), phrase))


def _summary(spec: Transform) -> str:
    said = spec.summary.rstrip(".")
    return f"{said[0].lower()}{said[1:]}: {{*}}" if spec.magnitudes else said


def _filled(place: str, spec: Transform, params: Mapping[str, Any]) -> str:
    if place == "*":
        active = (
            f"{_called(param.name)} {said(param, params[param.name])}"
            for param in spec.active(params)
        )
        return ", ".join(active) or "nothing as it is set"
    names = place.removesuffix("%").split("|")
    name = next((name for name in names if params[name] is not None), names[0])
    param = next(param for param in spec.params if param.name == name)
    if place.endswith("%"):
        return said(replace(param, unit="%"), _percent(params[name]))
    return said(param, params[name])


def _percent(value: Any) -> Any:
    return tuple(_percent(part) for part in value) if isinstance(value, tuple) else value * 100


def _called(name: str) -> str:
    return CALLED.get(name) or re.sub(r"_(limit|range)$", "", name).replace("_", " ")


def said(param: Param, value: Any) -> str:
    """Returns a parameter's value as words with its unit, such as `3 to 7 px`."""
    if value is None:
        return "what fits"
    if isinstance(value, str | bool | Frozen) or param.kind == "choice":
        return _choice(param, value)
    if isinstance(value, XY):
        if value["x"] == value["y"]:
            return said(param, value["x"])
        return f"{said(param, value['x'])} across and {said(param, value['y'])} down"
    if isinstance(value, tuple):
        return _several(param, value)
    return _with_unit(param, _number(param, value), plural=value != 1)


def _choice(param: Param, value: Any) -> str:
    if param.labels and value in param.choices:
        return param.labels[param.choices.index(value)]
    if isinstance(value, bool):
        return "on" if value else "off"
    return str(value).replace("_", " ")


def _several(param: Param, value: tuple[Any, ...]) -> str:
    if any(isinstance(part, tuple) for part in value):
        return " / ".join(said(param, part) for part in value)
    if param.kind in ("pair", "list", "color"):
        parts = ("any" if part is None else _number(param, part) for part in value)
        return _with_unit(param, (" by " if len(value) == 2 else ", ").join(parts))
    low, high = (_number(param, end) for end in (value[0], value[-1]))
    if low == high:
        return _with_unit(param, low, plural=value[0] != 1)
    sign = _unit(param) if _unit(param) in ("°", "%") else ""
    return f"{low}{sign} to {_with_unit(param, high)}"


def _number(param: Param, value: float) -> str:
    if param.unit.startswith("of "):
        value = value * 100
    if value == int(value):
        return f"{int(value)}"
    if abs(value) >= 100:
        return f"{value:.0f}"
    if abs(value) >= 10:
        return f"{value:.1f}"
    return f"{value:.2f}".rstrip("0").rstrip(".") if abs(value) >= 0.1 else f"{value:.1g}"


def _unit(param: Param) -> str:
    share = "%" if param.unit.startswith("of ") else ""
    return {"deg": "°", "%": "%", "x": "×"}.get(param.unit, share)


def _with_unit(param: Param, number: str, *, plural: bool = True) -> str:
    sign = _unit(param)
    if sign:
        share = f" {param.unit}" if param.unit.startswith("of ") else ""
        return f"{number}{sign}{share}"
    unit = param.unit if plural or not param.unit.endswith("s") else param.unit.removesuffix("s")
    return f"{number} {unit}" if unit else number


def _often(p: float) -> str:
    if p == 1:
        return "every time"
    percent = p * 100
    return f"{percent:.3g}% of the time" if percent >= 1 or p == 0 else "under 1% of the time"
