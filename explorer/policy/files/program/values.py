"""What the names and expressions of a followed program stand for."""

import ast
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from explorer.errors import quoted

MISSING: Any = object()
GROUPS = (
    "Compose",
    "OneOf",
    "SomeOf",
    "RandomOrder",
    "Sequential",
    "ReplayCompose",
    "OneOrOther",
    "SelectiveChannelTransform",
)


@dataclass(frozen=True, eq=False)
class Unknown:
    """A value that only running the program could tell.

    `origin` is the expression that it comes from, on `line`; `why` says more, where there is more
    to say. `default` is taken where a function is followed that nobody calls.
    """

    origin: ast.AST | str
    line: int
    why: str = ""
    default: Any = MISSING

    @property
    def text(self) -> str:
        """How the expression is written, cut where it is long."""
        return self.origin if isinstance(self.origin, str) else excerpt(self.origin)


@dataclass(eq=False)
class Call:
    """A call of a library's class.

    `lines` has the line of each argument, by its name or its place; `names` what the program calls
    the result, the best first once sorted; `changed` is what changes it afterwards, if anything.
    """

    name: str
    library: str
    positional: tuple[Any, ...]
    named: Mapping[str, Any]
    line: int
    lines: Mapping[str | int, int]
    names: list[tuple[int, str]] = field(default_factory=list)
    labels: tuple[str, ...] = ()
    by_default: bool = True
    changed: "Unknown | None" = None

    @property
    def is_group(self) -> bool:
        """Whether the class holds other transforms."""
        return self.name in GROUPS

    @property
    def held(self) -> Any:
        """What a group holds, as it is given; MISSING where it is not."""
        return self.named.get("transforms", (*self.positional, MISSING)[0])


@dataclass(frozen=True)
class Member:
    """What an import brought, by its full name: `albumentations.Rotate`."""

    path: str

    @property
    def root(self) -> str:
        """The name of the library."""
        return self.path.partition(".")[0]

    @property
    def last(self) -> str:
        """The name without its modules."""
        return self.path.rpartition(".")[2]


class Scope:
    """The names of a module, a function or a class body."""

    def __init__(self, parent: "Scope | None" = None, name: str = "", kind: str = "module") -> None:
        self.values: dict[str, Any] = {}
        self.parent, self.name, self.kind = parent, name, kind
        self.outer: set[str] = set()  # declared global or nonlocal

    def get(self, name: str) -> Any:
        """Returns the value of a name, or MISSING."""
        scope: Scope | None = self
        while scope is not None:
            if name in scope.values and (scope is self or scope.kind != "class"):
                return scope.values[name]
            scope = scope.parent
        return MISSING

    def set(self, name: str, value: Any) -> None:
        """Binds a name here, or where `global` says."""
        scope = self
        if name in self.outer:
            while scope.parent is not None and name not in scope.values:
                scope = scope.parent
        scope.values[name] = value


@dataclass(eq=False)
class Function:
    """A function of the program; `bound` is the instance or class before its arguments."""

    node: ast.FunctionDef | ast.AsyncFunctionDef | ast.Lambda
    scope: Scope
    name: str
    defaults: Mapping[str, Any]
    bound: Any = MISSING
    kind: str = ""  # staticmethod, classmethod or property


@dataclass(eq=False)
class Class:
    """A class of the program."""

    node: ast.ClassDef
    name: str
    values: dict[str, Any]
    bases: tuple[Any, ...]

    def get(self, name: str, depth: int = 0) -> Any:
        """Returns a member of the class or of its bases, or MISSING."""
        if name in self.values or depth > 8:
            return self.values.get(name, MISSING)
        for base in self.bases:
            if isinstance(base, Class) and (value := base.get(name, depth + 1)) is not MISSING:
                return value
        return MISSING


@dataclass(eq=False)
class Instance:
    """An object of a class of the program, or (`kind` None) a bag of attributes."""

    kind: Class | None
    values: dict[str, Any]


@dataclass(eq=False)
class Method:
    """A method of a list, a dict or a text."""

    owner: Any
    name: str


def excerpt(node: ast.AST, limit: int = 60) -> str:
    """Returns how an expression is written, without quotes around it."""
    try:
        text = " ".join(ast.unparse(node).split())
    except RecursionError:
        return "an expression"
    return quoted(text, limit)[1:-1]


def is_scalar(value: Any) -> bool:
    """Whether a value is None, a truth value, a number or a text."""
    return value is None or isinstance(value, bool | int | float | str)
