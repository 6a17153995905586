"""Policy files as Python.

Pipelines are read from their syntax tree, never run, and written as a script that runs by itself.
"""

from typing import Any

from explorer import numbers
from explorer.errors import PolicyError
from explorer.policy.albumentations import pipeline, signatures
from explorer.policy.albumentations.versions import versions
from explorer.policy.files import albumentations_form, python_syntax
from explorer.policy.files.plain import CLASS, checked, shown
from explorer.policy.model import GROUPS, Policy

_PROCESSORS = {"bbox_params": "BboxParams", "keypoint_params": "KeypointParams"}


def read(text: str, notes: list[str]) -> Policy:
    """Returns the policy that `A.Compose([...])` in a Python text is at strength 1.

    The text is parsed, and never run.

    Raises PolicyError with the line of what is not an import, an assignment, a transform or a
    literal.
    """
    source = python_syntax.parse(text)
    lines: dict[str, int] = {}
    own: list[str] = [*source.notes]
    try:
        transform = _document(source.pipeline, "transform", lines, own)
        policy = albumentations_form.policy_of(checked(transform, "transform"), own)
    except PolicyError as error:
        line = _line_of(error.path, lines)
        raise PolicyError(
            f"line {line}: {error}"
            if line and not error.problem.startswith("line ")
            else str(error)
        ) from None
    notes.extend(own)
    return policy


def _line_of(path: str, lines: dict[str, int]) -> int | None:
    return max(
        ((len(place), line) for place, line in lines.items() if path.startswith(place)),
        default=(0, None),
    )[1]


def _document(
    node: python_syntax.Call, path: str, lines: dict[str, int], notes: list[str]
) -> dict[str, Any]:
    """Returns a call as Albumentations would save it; where no p is given, the class's own."""
    lines[path] = node.line
    arguments = _named(node)
    content: dict[str, Any] = {CLASS: node.name}
    for key, value in arguments.items():
        content[key] = _value(value, f"{path}.{key}", lines, notes)
    if "p" not in content:
        content["p"] = signatures.default_p(node.name)
        notes.append(f"{path}.p: left out, Albumentations' default {shown(content['p'])} is taken")
    return content


def _value(value: Any, path: str, lines: dict[str, int], notes: list[str]) -> Any:
    if isinstance(value, python_syntax.Call):
        if value.name in _PROCESSORS.values():
            return _named(value)
        return _document(value, path, lines, notes)
    if isinstance(value, list | tuple):
        return [_value(item, f"{path}[{i}]", lines, notes) for i, item in enumerate(value)]
    if isinstance(value, dict):
        return {key: _value(item, f"{path}.{key}", lines, notes) for key, item in value.items()}
    return value


def _named(node: python_syntax.Call) -> dict[str, Any]:
    known = albumentations_form.is_known(node.name) or node.name in _PROCESSORS.values()
    if not known:
        raise PolicyError(
            f"line {node.line}: {node.name!r} is not a transform of the catalogue"
            f"{albumentations_form.suggestion(node.name)}"
        )
    names = signatures.positional(node.name)
    if len(node.positional) > len(names):
        raise PolicyError(
            f"line {node.line}: {node.name} takes {len(names)} arguments, "
            f"and {len(node.positional)} are given"
        )
    given = dict(zip(names, node.positional, strict=False))
    if twice := [key for key in node.named if key in given]:
        raise PolicyError(f"line {node.line}: {node.name} is given {twice[0]} twice")
    return given | dict(node.named)


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
