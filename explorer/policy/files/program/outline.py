"""The statements of a program with the names in each: one walk over the tree, for all questions."""

import ast
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

COMPOUND = (ast.If, ast.For, ast.While, ast.With, ast.Try, ast.Match, ast.AsyncFor, ast.AsyncWith)
DEFINED = (ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef)
Definition = ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef
_NONE: frozenset[str] = frozenset()


@dataclass
class Outline:
    """What one walk over a program gathers; words and heads are kept by the id of the statement."""

    simple: list[ast.stmt] = field(default_factory=list)
    compound: list[ast.stmt] = field(default_factory=list)
    defined: list[Definition] = field(default_factory=list)
    imports: list[ast.Import | ast.ImportFrom] = field(default_factory=list)
    words: dict[int, frozenset[str]] = field(default_factory=dict)
    heads: dict[int, frozenset[str]] = field(default_factory=dict)
    bound: dict[int, frozenset[str]] = field(default_factory=dict)
    returned: dict[int, frozenset[str]] = field(default_factory=dict)
    nested: set[int] = field(default_factory=set)  # definitions inside functions


def outlined(tree: ast.Module) -> Outline:
    """Returns the outline of a program."""
    made = Outline()
    for node in tree.body:
        _add(node, made, inside=False)
    return made


def bodies(node: ast.stmt) -> Iterator[list[ast.stmt]]:
    """Yields the lists of statements in a statement."""
    for key in ("body", "orelse", "finalbody"):
        if inner := getattr(node, key, None):
            yield inner
    for handler in getattr(node, "handlers", ()):
        yield handler.body
    for case in getattr(node, "cases", ()):
        yield case.body


def _add(node: ast.stmt, made: Outline, *, inside: bool) -> frozenset[str]:
    """Adds a statement and what is in it; returns all its words."""
    if isinstance(node, DEFINED):
        return _add_definition(node, made, inside=inside)
    if isinstance(node, COMPOUND):
        made.compound.append(node)
        made.heads[id(node)] = _words(_head(node))
        parts = [_add(inner, made, inside=inside) for body in bodies(node) for inner in body]
        words = made.heads[id(node)].union(*parts)
    else:
        made.simple.append(node)
        words = _words([node])
        made.bound[id(node)] = _bound(node)
        if isinstance(node, ast.Import | ast.ImportFrom):
            made.imports.append(node)
    made.words[id(node)] = words
    return words


def _add_definition(node: Definition, made: Outline, *, inside: bool) -> frozenset[str]:
    made.defined.append(node)
    if inside:
        made.nested.add(id(node))
    before = len(made.simple)
    function = not isinstance(node, ast.ClassDef)
    parts = [_add(inner, made, inside=inside or function) for inner in node.body]
    own: list[ast.AST] = [*node.decorator_list]
    own += [node.args] if not isinstance(node, ast.ClassDef) else [*node.bases, *node.keywords]
    made.words[id(node)] = words = _words(own).union(*parts)
    given = [one for one in made.simple[before:] if isinstance(one, ast.Return)]
    made.returned[id(node)] = _words(own).union(*(made.words[id(one)] for one in given))
    return words


def _head(node: ast.stmt) -> list[ast.AST]:
    """Returns what stands before the body of a statement."""
    parts = [getattr(node, key, None) for key in ("test", "iter", "target", "subject")]
    parts += [*getattr(node, "items", ()), *(case.pattern for case in getattr(node, "cases", ()))]
    return [part for part in parts if part is not None]


def _words(roots: Sequence[ast.AST]) -> frozenset[str]:
    """Returns the names, attributes and keywords in parts of a tree."""
    found: set[str] = set()
    waiting: list[object] = [*roots]
    while waiting:
        node = waiting.pop()
        if isinstance(node, list):
            waiting.extend(node)
            continue
        if not isinstance(node, ast.AST):
            continue
        if isinstance(node, ast.Name):
            found.add(node.id)
            continue
        if isinstance(node, ast.Attribute):
            found.add(node.attr)
        elif isinstance(node, ast.keyword) and node.arg:
            found.add(node.arg)
        waiting.extend([getattr(node, key, None) for key in node._fields])
    return frozenset(found)


def _bound(node: ast.stmt) -> frozenset[str]:
    """Returns the names that a statement binds, or whose values it may change."""
    if isinstance(node, ast.Assign):
        return _words(node.targets)
    if isinstance(node, ast.AnnAssign | ast.AugAssign):
        return _words([node.target])
    if isinstance(node, ast.Expr) and isinstance(node.value, ast.Call):
        called = node.value  # for what it does alone: it may change whatever it is given
        owner = [called.func.value] if isinstance(called.func, ast.Attribute) else []
        return _words([*owner, *called.args, *called.keywords])
    if isinstance(node, ast.Delete):
        return _words(node.targets)
    return _NONE
