"""What imports bring, and what a name means that nothing in the text binds."""

import ast
import builtins
import math
from collections.abc import Iterable, Iterator
from typing import Any

from explorer.policy.files.program.values import GROUPS, Member, Scope, Unknown

LIBRARIES = ("albumentations",)
CV2 = {
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
# Snippets come without their imports: what people call these libraries.
_USUAL = {"A": "albumentations", "albu": "albumentations", "np": "numpy"}
_LIBRARY_NAMES = ("albumentations", "cv2", "math", "os", "random", "numpy")
_BUILTINS = frozenset(dir(builtins))


def constant(path: str) -> Any:
    """Returns the value of a member of a library where it is known, else the member."""
    root, _, name = path.partition(".")
    if root == "cv2" and name in CV2:
        return CV2[name]
    if path in ("math.pi", "numpy.pi"):
        return math.pi
    if root in LIBRARIES and ".PositionType." in path:
        return path.rpartition(".")[2].lower()  # the words that 2.0.8 has for it
    return Member(path)


def undefined(node: ast.Name) -> Any:
    """Returns what a name that nothing binds is taken for."""
    name = node.id
    if name == "__name__":
        return "__main__"
    if name in _USUAL or name in _LIBRARY_NAMES:
        return Member(_USUAL.get(name, name))
    if name in _BUILTINS:
        return Member(f"builtins.{name}")
    if name in GROUPS:
        return Member(f"albumentations.{name}")
    return Unknown(name, node.lineno, "nothing in this text defines it")


def bind_import(node: ast.Import | ast.ImportFrom, scope: Scope) -> None:
    """Binds what an import brings."""
    for alias in node.names:
        if isinstance(node, ast.Import):
            root = alias.name.partition(".")[0]
            scope.set(alias.asname or root, Member(alias.name if alias.asname else root))
        elif alias.name != "*":
            path = f"{node.module}.{alias.name}" if node.module and not node.level else alias.name
            told = Unknown(alias.name, node.lineno, "it is in another file") if node.level else None
            scope.set(alias.asname or alias.name, told or constant(path))


def library_names(imports: Iterable[ast.Import | ast.ImportFrom]) -> frozenset[str]:
    """Returns the names by which a text calls the libraries whose pipelines are read."""
    names = {"A", "albu", *LIBRARIES, *GROUPS}
    for node in imports:
        names |= set(_brought(node))
    return frozenset(names)


def _brought(node: ast.Import | ast.ImportFrom) -> Iterator[str]:
    for alias in node.names:
        path = alias.name if isinstance(node, ast.Import) else node.module or ""
        if path.partition(".")[0] in LIBRARIES:
            yield alias.asname or alias.name.partition(".")[0]


def is_bare(imports: Iterable[ast.Import | ast.ImportFrom]) -> bool:
    """Whether names of classes stand for the library's without an import.

    They do in a snippet that imports nothing of it, and after `from albumentations import *`.
    """
    brought = [node for node in imports if list(_brought(node))]
    starred = any(alias.name == "*" for node in brought for alias in node.names)
    return starred or not brought
