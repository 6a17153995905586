"""Policy files as Python.

Pipelines are read from their syntax tree, never run, and written as a script that runs by itself.
"""

from dataclasses import dataclass
from typing import Any

from explorer import numbers
from explorer.errors import PolicyError, listed, quoted
from explorer.policy.albumentations import pipeline, signatures
from explorer.policy.albumentations.versions import versions
from explorer.policy.files import program
from explorer.policy.files.picking import picked
from explorer.policy.files.plain import CLASS
from explorer.policy.files.python_reading import Reading
from explorer.policy.files.python_text import Code
from explorer.policy.model import GROUPS, Policy

_PROCESSORS = {"bbox_params": "BboxParams", "keypoint_params": "KeypointParams"}


@dataclass(frozen=True)
class Found:
    """One of the pipelines of a text."""

    name: str
    by_default: bool
    call: program.Call

    @property
    def draws(self) -> bool:
        """Whether chance has a part in it: not all of it resizes and prepares."""
        waiting, seen = [*self.call.positional, *self.call.named.values()], 0
        while waiting and seen < 5_000:
            value, seen = waiting.pop(), seen + 1
            if isinstance(value, program.Call) and value.name not in _STILL:
                return True
            if isinstance(value, list | tuple):
                waiting.extend(value)
        return False


_STILL = (
    *("Resize", "LongestMaxSize", "SmallestMaxSize", "PadIfNeeded", "CenterCrop", "Crop"),
    *("Normalize", "ToTensorV2", "ToTensor", "ToFloat", "BboxParams", "KeypointParams"),
)


def read(code: Code, notes: list[str], pick: str | None = None) -> tuple[Policy, tuple[str, ...]]:
    """Returns the policy that a pipeline in a Python text is at strength 1, and all their names.

    The name of the one that is read comes first. The text is parsed, and never run.

    Raises PolicyError, with the place in the text, for what is not read.
    """
    tree = program.parsed(code.text, code.place)
    found = [Found(one.name, one.by_default, one.call) for one in program.found(tree, code.place)]
    if not found or (len(found) > 1 and not found[0].call.is_group):
        raise PolicyError("there is no A.Compose([...]) in this Python text")
    chosen, why = picked(found, pick)
    others = [one for one in found if one is not chosen]
    if others:
        named = listed([one.name for one in others])
        told = f", {why}" if why else ""
        notes.append(
            f"{code.place(chosen.call.line)}: of {len(found)} pipelines {quoted(chosen.name)} is "
            f"read{told}; pick another by its name: {named}"
        )
    return Reading(code).policy(chosen.call, notes), (
        chosen.name,
        *(one.name for one in others),
    )


def write(policy: Policy) -> str:
    """Returns a script that defines `pipeline`: the policy at its own strength.

    It needs Albumentations alone.
    """
    transform = pipeline.transform_dict(policy, policy.strength)
    version = versions()
    tensor = any(step.transform == "ToTensorV2" and step.enabled for step in policy.tail)
    lines = [
        f"# {policy.name}, at strength {numbers.strength(policy.strength)}",
        f"# Written by Augmentation Explorer {version['explorer']} "
        f"for Albumentations {version['albumentations']}.",
        "import albumentations as A",
        *(["from albumentations.pytorch import ToTensorV2"] if tensor else []),
        "",
        f"pipeline = {_source(transform, '')}",
        "",
    ]
    return "\n".join(lines)


def _source(node: dict[str, Any], indent: str, extra: dict[str, Any] | None = None) -> str:
    name = node[CLASS]
    prefix = "" if name == "ToTensorV2" else "A."
    if name not in GROUPS:
        return f"{prefix}{name}({_arguments(name, node)})"
    inner, rows = indent + "    ", []
    rows.append(f"{inner}[")
    rows += [f"{inner}    {_source(child, inner + '    ')}," for child in node["transforms"]]
    rows.append(f"{inner}],")
    for key, value in node.items():
        if (
            key in (CLASS, "transforms")
            or (key != "p" and value == signatures.parameters(name).get(key))
            or (key == "additional_targets" and not value)
        ):
            continue
        rows.append(f"{inner}{key}={_setting(key, value)},")
    if not node["transforms"]:
        rows[:2] = [f"{inner}[],"]
    return "\n".join([f"{prefix}{name}(", *rows, f"{indent})"])


def _setting(key: str, value: Any) -> str:
    if key in _PROCESSORS and value:
        defaults = signatures.parameters(_PROCESSORS[key])
        told = {
            name: item
            for name, item in value.items()
            if defaults.get(name, signatures.REQUIRED) != item
        }
        return (
            f"A.{_PROCESSORS[key]}({', '.join(f'{name}={item!r}' for name, item in told.items())})"
        )
    return repr(value)


def _arguments(name: str, node: dict[str, Any]) -> str:
    values = {
        key: value
        for key, value in node.items()
        if key not in (CLASS, "p") and key in signatures.parameters(name)
    }
    changed = _changed(name, values)
    return ", ".join(
        f"{key}={_literal(value)}" for key, value in [*changed.items(), ("p", node["p"])]
    )


def _changed(name: str, values: dict[str, Any]) -> dict[str, Any]:
    """Returns the parameters that are not as Albumentations would fill them in.

    All of them where leaving some out changes another.
    """
    required = {
        key: values[key]
        for key, default in signatures.parameters(name).items()
        if default is signatures.REQUIRED
    }
    try:
        defaults = signatures.canonical_params(name, required)
        changed = {
            key: value
            for key, value in values.items()
            if key in required or defaults.get(key) != value
        }
        return changed if _agree(signatures.canonical_params(name, changed), values) else values
    except PolicyError:
        return values


def _agree(kept: dict[str, Any], values: dict[str, Any]) -> bool:
    return all(kept.get(key) == value for key, value in values.items())


def _literal(value: Any) -> str:
    if isinstance(value, list):
        items = [_literal(item) for item in value]
        if any(isinstance(item, list) for item in value):
            return f"[{', '.join(items)}]"
        return f"({items[0]},)" if len(items) == 1 else f"({', '.join(items)})"
    if isinstance(value, dict):
        return "{" + ", ".join(f"{key!r}: {_literal(item)}" for key, item in value.items()) + "}"
    return repr(value)
