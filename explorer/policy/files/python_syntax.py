"""The syntax of a pasted pipeline.

Imports, assignments, calls of Albumentations' classes and literals are parsed, and nothing is run.
Knows no policy.
"""

import ast
import textwrap
import warnings
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from explorer.errors import PolicyError, quoted
from explorer.policy.files.python_tokens import check_tokens

_VALUES = 300_000
_CV2 = {
    "BORDER_CONSTANT": 0,
    "BORDER_REPLICATE": 1,
    "BORDER_REFLECT": 2,
    "BORDER_WRAP": 3,
    "BORDER_REFLECT_101": 4,
    "BORDER_REFLECT101": 4,
    "BORDER_DEFAULT": 4,
    "INTER_NEAREST": 0,
    "INTER_LINEAR": 1,
    "INTER_CUBIC": 2,
    "INTER_AREA": 3,
    "INTER_LANCZOS4": 4,
    "INTER_LINEAR_EXACT": 5,
    "INTER_NEAREST_EXACT": 6,
}
_GROUPS = (
    "Compose",
    "OneOf",
    "SomeOf",
    "RandomOrder",
    "Sequential",
    "ReplayCompose",
    "OneOrOther",
    "SelectiveChannelTransform",
)


@dataclass(frozen=True)
class Call:
    """A call of one of Albumentations' classes: its name, its arguments, and where it stands."""

    name: str
    positional: tuple[Any, ...]
    named: Mapping[str, Any]
    line: int


@dataclass(frozen=True)
class Source:
    """What a text says: its pipeline, and notes on what was passed over."""

    pipeline: Call
    notes: tuple[str, ...]


@dataclass
class _Names:
    """What the names of a text stand for so far."""

    modules: dict[str, str] = field(default_factory=dict)  # A -> albumentations, cv2 -> cv2
    classes: dict[str, str] = field(default_factory=dict)  # HFlip -> HorizontalFlip
    constants: dict[str, int] = field(default_factory=dict)  # BORDER_CONSTANT -> 0
    values: dict[str, Any] = field(default_factory=dict)
    sizes: dict[str, int] = field(default_factory=dict)
    used: set[str] = field(default_factory=set)
    notes: list[str] = field(default_factory=list)
    everything: bool = False  # from albumentations import *
    # Of all values, each name counted for what it stands for: names in names double what they hold.
    size: int = 0

    def grow(self, by: int, line: int) -> None:
        self.size += by
        if self.size > _VALUES:
            raise PolicyError(f"line {line}: holds more than {_VALUES:,} values")

    def assign(self, name: str, node: ast.expr) -> None:
        before = self.size
        self.values[name] = _value(node, self)
        self.sizes[name] = self.size - before


def parse(text: str) -> Source:
    """Returns what a text says, or raises PolicyError with the line of what cannot be read."""
    text = textwrap.dedent(text)  # a snippet is often copied with the indentation of where it stood
    check_tokens(text)
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            tree = ast.parse(text)
    except SyntaxError as error:
        raise PolicyError(f"line {error.lineno or 1}: is not Python: {error.msg}") from None
    except (ValueError, RecursionError, MemoryError) as error:
        reason = " ".join(str(error).split())[:100] or "it is nested too deep"
        raise PolicyError(f"the file is not read as Python: {reason}") from None
    names = _Names()
    loose: list[Call] = []
    for statement in tree.body:
        _read_statement(statement, names, loose)
    return Source(_chosen(names, loose), tuple(names.notes))


def _read_statement(statement: ast.stmt, names: _Names, loose: list[Call]) -> None:
    if isinstance(statement, ast.Import):
        for alias in statement.names:
            _bind_module(alias, statement.lineno, names)
    elif isinstance(statement, ast.ImportFrom):
        _bind_members(statement, names)
    elif (
        isinstance(statement, ast.Assign)
        and len(statement.targets) == 1
        and isinstance(statement.targets[0], ast.Name)
    ):
        names.assign(statement.targets[0].id, statement.value)
    elif (
        isinstance(statement, ast.AnnAssign)
        and isinstance(statement.target, ast.Name)
        and statement.value is not None
    ):
        names.assign(statement.target.id, statement.value)
    elif isinstance(statement, ast.Expr):
        value = _value(statement.value, names)
        if isinstance(value, Call):
            loose.append(value)
        elif not isinstance(value, str):
            raise PolicyError(
                f"line {statement.lineno}: is neither an import, an assignment nor a pipeline"
            )
    else:
        word = type(statement).__name__.lower()
        raise PolicyError(
            f"line {statement.lineno}: a statement of the kind {word!r} is not read; "
            "only imports, assignments and A.Compose([...]) are"
        )


def _bind_module(alias: ast.alias, line: int, names: _Names) -> None:
    root = alias.name.partition(".")[0]
    if root in ("albumentations", "cv2"):
        names.modules[alias.asname or root] = alias.name if alias.asname else root
    else:
        names.notes.append(f"line {line}: the import of {alias.name} is passed over")


def _bind_members(statement: ast.ImportFrom, names: _Names) -> None:
    root = (statement.module or "").partition(".")[0]
    for alias in statement.names:
        bound = alias.asname or alias.name
        if root == "cv2" and alias.name in _CV2:
            names.constants[bound] = _CV2[alias.name]
        elif root == "albumentations" and alias.name == "*":
            names.everything = True
        elif root == "albumentations" and alias.name[:1].islower():
            names.modules[bound] = "albumentations"  # from albumentations import pytorch
        elif root == "albumentations":
            names.classes[bound] = alias.name
        else:
            names.notes.append(
                f"line {statement.lineno}: the import of {alias.name} "
                f"from {statement.module or '.'} is passed over"
            )


def _value(node: ast.expr, names: _Names) -> Any:
    """Returns what an expression stands for: a literal, a constant of OpenCV, or a Call."""
    names.grow(1, node.lineno)
    if isinstance(node, ast.Constant) and (
        node.value is None or isinstance(node.value, bool | int | float | str)
    ):
        return node.value
    if isinstance(node, ast.UnaryOp) and isinstance(node.op, ast.USub | ast.UAdd):
        number = _value(node.operand, names)
        if isinstance(number, int | float) and not isinstance(number, bool):
            return -number if isinstance(node.op, ast.USub) else number
    if isinstance(node, ast.List | ast.Tuple):
        return [_value(item, names) for item in node.elts]
    if isinstance(node, ast.Dict):
        return _dict(node, names)
    if isinstance(node, ast.Name | ast.Attribute):
        return _named(node, names)
    if isinstance(node, ast.Call):
        return _call(node, names)
    raise PolicyError(
        f"line {node.lineno}: {_excerpt(node)} is not a literal, and nothing is computed"
    )


def _dict(node: ast.Dict, names: _Names) -> dict[str, Any]:
    values: dict[str, Any] = {}
    for key, value in zip(node.keys, node.values, strict=True):
        if not isinstance(key, ast.Constant) or not isinstance(key.value, str):
            raise PolicyError(f"line {node.lineno}: a key that is not a text is not read")
        if key.value in values:
            raise PolicyError(
                f"line {key.lineno}: the key {quoted(key.value)} is there twice, in one dict"
            )
        values[key.value] = _value(value, names)
    return values


def _dotted(node: ast.expr) -> str | None:
    parts: list[str] = []
    while isinstance(node, ast.Attribute):
        parts.append(node.attr)
        node = node.value
    return ".".join([node.id, *reversed(parts)]) if isinstance(node, ast.Name) else None


def _named(node: ast.Name | ast.Attribute, names: _Names) -> Any:
    name = _dotted(node) or ""
    if isinstance(node, ast.Name) and name in names.values:
        names.used.add(name)
        names.grow(names.sizes[name], node.lineno)
        return names.values[name]
    if isinstance(node, ast.Name) and name in names.constants:
        return names.constants[name]
    module, _, member = name.rpartition(".")
    if names.modules.get(module, "cv2" if module == "cv2" else "") == "cv2" and member in _CV2:
        return _CV2[member]
    raise PolicyError(
        f"line {node.lineno}: {quoted(name or _excerpt(node))} is not known here; "
        "arguments are literals, cv2.BORDER_* or cv2.INTER_*"
    )


def _call(node: ast.Call, names: _Names) -> Any:
    name = _dotted(node.func)
    if name == "dict" and not node.args and all(keyword.arg for keyword in node.keywords):
        return {str(keyword.arg): _value(keyword.value, names) for keyword in node.keywords}
    class_name = _class_name(name or "", names)
    if class_name is None:
        raise PolicyError(
            f"line {node.lineno}: {quoted(name or _excerpt(node.func))} "
            "is not a class of Albumentations; nothing else is called"
        )
    for argument in node.args:
        if isinstance(argument, ast.Starred):
            raise PolicyError(f"line {argument.lineno}: arguments that are unpacked are not read")
    named: dict[str, Any] = {}
    for keyword in node.keywords:
        if keyword.arg is None:
            raise PolicyError(f"line {keyword.lineno}: arguments that are unpacked are not read")
        if keyword.arg in named:
            raise PolicyError(f"line {keyword.lineno}: {keyword.arg} is given twice")
        named[keyword.arg] = _value(keyword.value, names)
    return Call(
        class_name, tuple(_value(argument, names) for argument in node.args), named, node.lineno
    )


def _class_name(name: str, names: _Names) -> str | None:
    module, _, member = name.rpartition(".")
    if not module:
        if name in names.classes:
            return names.classes[name]
        bare = (not names.modules and not names.classes) or names.everything or name in _GROUPS
        return name if bare and name[:1].isupper() and name not in names.values else None
    root = module.partition(".")[0]
    albumentations = names.modules.get(
        root, "albumentations" if root in ("A", "albumentations") else ""
    ).startswith("albumentations")
    return member if albumentations and member[:1].isupper() else None


def _chosen(names: _Names, loose: list[Call]) -> Call:
    pipelines = {
        name: value
        for name, value in names.values.items()
        if isinstance(value, Call) and name not in names.used and value.name in _GROUPS
    }
    if isinstance(chosen := names.values.get("pipeline"), Call) and not loose:
        return chosen
    found = [
        *pipelines.values(),
        *(call for call in loose if call.name in _GROUPS or not pipelines),
    ]
    composed = [call for call in found if call.name == "Compose"] or found
    if len(composed) == 1:
        return composed[0]
    if not composed:
        raise PolicyError("there is no A.Compose([...]) in this Python text")
    called = {id(value): name for name, value in reversed(pipelines.items())}
    where = ", ".join(f"{called.get(id(call), 'one')} on line {call.line}" for call in composed[:5])
    raise PolicyError(
        f"there are {len(composed)} pipelines ({where}); keep one, or call one `pipeline`"
    )


def _excerpt(node: ast.expr) -> str:
    try:
        return quoted(ast.unparse(node), 40)
    except RecursionError:
        return "an expression"
