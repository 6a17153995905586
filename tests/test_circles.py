"""No file of the package needs another that needs it.

Imports inside functions and for the types alone count as well: import-linter sees the former only.
"""

import ast
from collections.abc import Iterator, Mapping
from pathlib import Path

import explorer

ROOT = Path(explorer.__file__).parent


def modules(root: Path) -> dict[str, Path]:
    found = {}
    for path in root.rglob("*.py"):
        parts = (root.name, *path.relative_to(root).with_suffix("").parts)
        found[".".join(parts[:-1] if parts[-1] == "__init__" else parts)] = path
    return found


def imported(tree: ast.AST, known: Mapping[str, object], module: str) -> Iterator[str]:
    """The modules of the package that a syntax tree imports, wherever the import stands."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names if alias.name in known)
        elif isinstance(node, ast.ImportFrom):
            assert not node.level, f"{module} imports by a relative name: name the whole path"
            for alias in node.names:
                whole = f"{node.module}.{alias.name}"
                if whole in known:
                    yield whole
                elif node.module in known:
                    yield str(node.module)


def reached(graph: Mapping[str, set[str]], start: str) -> set[str]:
    seen: set[str] = set()
    waiting = [start]
    while waiting:
        new = graph[waiting.pop()] - seen
        seen |= new
        waiting.extend(new)
    return seen


def circles(graph: Mapping[str, set[str]]) -> set[frozenset[str]]:
    """The largest sets of modules in which each one reaches every other."""
    reach = {module: reached(graph, module) for module in graph}
    return {
        frozenset(other for other in reach[module] if module in reach[other])
        for module in graph
        if module in reach[module]
    }


def graph_of(root: Path) -> dict[str, set[str]]:
    found = modules(root)
    return {
        module: set(imported(ast.parse(path.read_text()), found, module)) - {module}
        for module, path in found.items()
    }


def test_no_file_needs_another_that_needs_it():
    assert circles(graph_of(ROOT)) == set()


def test_a_circle_is_found_wherever_its_imports_stand(tmp_path):
    package = tmp_path / "package"
    (package / "inner").mkdir(parents=True)
    for name, text in {
        "__init__.py": "from package.low import One",
        "low.py": "class One: ...",
        "high.py": "from package import low\nimport package.inner",
        "inner/__init__.py": "def late():\n    from package.inner.deep import Two",
        "inner/deep.py": "from typing import TYPE_CHECKING\nif TYPE_CHECKING:\n"
        "    from package.inner import late",
    }.items():
        (package / name).write_text(text)
    assert circles(graph_of(package)) == {frozenset({"package.inner", "package.inner.deep"})}
