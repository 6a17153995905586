"""Statements carried out as far as they can be known: one way through a program."""

import ast
from collections.abc import Callable, Mapping
from contextlib import suppress
from typing import Any

from explorer.policy.files.program.calls import named_within
from explorer.policy.files.program.decisions import Decisions
from explorer.policy.files.program.doubts import spoil
from explorer.policy.files.program.imports import bind_import
from explorer.policy.files.program.limits import CALLS, Budget
from explorer.policy.files.program.loops import BREAK, CONTINUE, END, Loops
from explorer.policy.files.program.slicing import Slice
from explorer.policy.files.program.values import (
    MISSING,
    Class,
    Function,
    Instance,
    Scope,
    Unknown,
)

_DECORATED = ("staticmethod", "classmethod", "property", "cached_property")
_GIVEN, _KNOWN_AS, _LOCAL, _BESIDE = 2, 1, 3, 6  # how good a name is


class Run(Loops):
    """One way through a program."""

    def __init__(self, budget: Budget, decisions: Decisions, kept: Slice, *, bare: bool) -> None:
        super().__init__(budget, decisions, bare=bare)
        self.kept = kept
        self.module = Scope()
        self.functions: dict[int, Function | Class] = {}
        self.owners: dict[int, Class] = {}  # of methods
        self._calls = 0
        self.soft = False

    def body(self, nodes: list[ast.stmt], scope: Scope) -> Any:
        """Carries statements out; returns what ends them early, or None."""
        for node in nodes:
            if not self.kept.keeps(node):
                continue
            self.budget.spend(1, node.lineno)
            handler = _HANDLERS.get(type(node))
            ended = handler(self, node, scope) if handler else None
            if ended is not None:
                return ended
        return None

    def run(self, function: Function, positional: list[Any], named: Mapping[str, Any]) -> Any:
        """Returns what a function gives back."""
        node = function.node
        self.followed.add(id(node))
        if self._calls >= CALLS or _yields(node):
            return Unknown(node if isinstance(node, ast.Lambda) else node.name, node.lineno)
        soft, self.soft = self.soft, False
        values = self.arguments(function, positional, named, soft=soft)
        scope = Scope(function.scope, function.name, "function")
        scope.values |= values
        self._calls += 1
        try:
            if isinstance(node, ast.Lambda):
                return self.value(node.body, scope)
            ended = self.body(node.body, scope)
        finally:
            self._calls -= 1
        given = ended[0] if isinstance(ended, tuple) else None
        self._name_given(function, values, given)
        return given

    def _name_given(self, function: Function, values: Mapping[str, Any], given: Any) -> None:
        label = "" if function.name == "__init__" else self.label_of(function, values)
        name = ".".join(filter(None, (function.name, label)))
        for keys, call in named_within(given):
            if keys and not isinstance(given, dict):
                continue  # of several that are given back, their own names say more
            call.names.append((_GIVEN, f"{function.name}{keys}" if keys else name))

    def bind(self, target: ast.expr, value: Any, scope: Scope) -> None:
        """Binds a target, and lets the pipelines in the value know what they are called."""
        self.assign(target, value, scope)
        if isinstance(target, ast.Tuple | ast.List):
            items = self.sequence(value)
            if items is not None and len(items) == len(target.elts):
                for inner, item in zip(target.elts, items, strict=True):
                    self._call(inner, item, scope)
            return
        self._call(target, value, scope)

    def _call(self, target: ast.expr, value: Any, scope: Scope) -> None:
        name, rank = self._name_of(target, scope)
        if not name:
            return
        found = named_within(value)
        self.budget.spend(len(found), getattr(target, "lineno", 1))
        for keys, call in found:
            call.names.append((rank, f"{name}{keys}"))

    def _name_of(self, target: ast.expr, scope: Scope) -> tuple[str, int]:
        if isinstance(target, ast.Name):
            if scope.kind == "function":
                return f"{scope.name}.{target.id}".lstrip("."), _LOCAL
            return f"{scope.name}.{target.id}".lstrip("."), _KNOWN_AS
        if isinstance(target, ast.Attribute):
            owner = self.value(target.value, scope)
            kind = owner.kind if isinstance(owner, Instance) else owner
            if isinstance(kind, Class):
                return f"{kind.name}.{target.attr}", _KNOWN_AS
            return target.attr, _LOCAL
        if isinstance(target, ast.Subscript):
            head, rank = self._name_of(target.value, scope)
            key = self.value(target.slice, scope)
            return (f"{head}.{key}" if isinstance(key, str | int) else ""), rank
        return "", _LOCAL

    # What each kind of statement does

    def _assign(self, node: ast.Assign, scope: Scope) -> None:
        before = len(self.made)
        value = self.value(node.value, scope)
        for target in node.targets:
            self.bind(target, value, scope)
        name, _ = self._name_of(node.targets[0], scope)
        if name:
            self.name_made(before, name, _BESIDE)

    def _annotated(self, node: ast.AnnAssign, scope: Scope) -> None:
        if node.value is not None:
            self.bind(node.target, self.value(node.value, scope), scope)

    def _augmented(self, node: ast.AugAssign, scope: Scope) -> None:
        old = self.value(node.target, scope)
        value = self.value(node.value, scope)
        if isinstance(old, list) and isinstance(node.op, ast.Add):
            items = self.sequence(value)
            new = [value if isinstance(value, Unknown) else Unknown(node.value, node.lineno)]
            old.extend(new if items is None else items)
            self.budget.spend(len(old) // 8 + 1, node.lineno)
            return
        both = ast.BinOp(node.target, node.op, node.value)
        self.assign(node.target, self.value(ast.copy_location(both, node), scope), scope)

    def _expression(self, node: ast.Expr, scope: Scope) -> None:
        self.value(node.value, scope)
        if isinstance(node.value, ast.Call):
            self.may_change(node.value, scope)

    def _delete(self, node: ast.Delete, scope: Scope) -> None:
        for target in node.targets:
            if not isinstance(target, ast.Subscript):
                continue  # a name that is gone, or an attribute: nothing can use it
            owner, key = self.place(target, scope)
            if key is MISSING:
                spoil(owner, Unknown(node, node.lineno))
            else:
                with suppress(LookupError):  # the program itself would end there
                    del owner[key]

    def _return(self, node: ast.Return, scope: Scope) -> tuple[Any]:
        return (None if node.value is None else self.value(node.value, scope),)

    def _if(self, node: ast.If, scope: Scope) -> Any:
        return self.body(node.body if self.truth(node.test, scope) else node.orelse, scope)

    def _with(self, node: ast.With, scope: Scope) -> Any:
        for item in node.items:
            if item.optional_vars is not None:
                self.assign(item.optional_vars, self.value(item.context_expr, scope), scope)
        return self.body(node.body, scope)

    def _try(self, node: ast.Try, scope: Scope) -> Any:
        for part in (node.body, node.orelse, node.finalbody):
            ended = self.body(part, scope)
            if ended is not None:
                return None if ended is END else ended
        return None

    def _match(self, node: ast.Match, scope: Scope) -> Any:
        for case in node.cases:
            test = _test_of(node.subject, case.pattern)
            if test is None or self.truth(ast.fix_missing_locations(test), scope):
                return self.body(case.body, scope)
        return None

    def _function(self, node: ast.FunctionDef | ast.AsyncFunctionDef, scope: Scope) -> None:
        kinds = [
            word for decorator in node.decorator_list if (word := _last(decorator)) in _DECORATED
        ]
        kind = "property" if kinds[:1] == ["cached_property"] else "".join(kinds[:1])
        name = f"{scope.name}.{node.name}" if scope.kind == "class" else node.name
        made = Function(node, scope, name, self.defaults(node.args, scope), kind=kind)
        scope.set(node.name, made)
        self.functions[id(node)] = made

    def _class(self, node: ast.ClassDef, scope: Scope) -> None:
        inner = Scope(scope, node.name, "class")
        bases = tuple(self.value(base, scope) for base in node.bases)
        made = Class(node, node.name, inner.values, bases)
        self.body(node.body, inner)
        scope.set(node.name, made)
        self.functions[id(node)] = made
        self.owners |= {id(item): made for item in node.body}

    def _import(self, node: ast.Import | ast.ImportFrom, scope: Scope) -> None:
        bind_import(node, scope)

    def _outer(self, node: ast.Global | ast.Nonlocal, scope: Scope) -> None:
        scope.outer |= set(node.names)


def _last(node: ast.expr) -> str:
    node = node.func if isinstance(node, ast.Call) else node
    return node.attr if isinstance(node, ast.Attribute) else getattr(node, "id", "")


def _test_of(subject: ast.expr, pattern: ast.pattern) -> ast.expr | None:
    """Returns `subject == value` for a case of a match, or None for one that always holds."""
    if isinstance(pattern, ast.MatchValue):
        test: ast.expr = ast.Compare(subject, [ast.Eq()], [pattern.value])
    elif isinstance(pattern, ast.MatchSingleton):
        test = ast.Compare(subject, [ast.Is()], [ast.Constant(pattern.value)])
    elif isinstance(pattern, ast.MatchOr):
        parts = [_test_of(subject, inner) for inner in pattern.patterns]
        if any(part is None for part in parts):
            return None
        test = ast.BoolOp(ast.Or(), [part for part in parts if part is not None])
    else:
        return None
    return ast.copy_location(test, subject)


def _yields(node: ast.AST) -> bool:
    return not isinstance(node, ast.Lambda) and any(
        isinstance(inner, ast.Yield | ast.YieldFrom) for inner in ast.walk(node)
    )


_Handler = Callable[[Any, Any, Scope], Any]
_HANDLERS: Mapping[type[ast.stmt], _Handler] = {
    ast.AnnAssign: Run._annotated,
    ast.Assign: Run._assign,
    ast.AsyncFunctionDef: Run._function,
    ast.AugAssign: Run._augmented,
    ast.Break: lambda self, node, scope: BREAK,
    ast.ClassDef: Run._class,
    ast.Delete: Run._delete,
    ast.Continue: lambda self, node, scope: CONTINUE,
    ast.Expr: Run._expression,
    ast.For: Run.for_each,
    ast.FunctionDef: Run._function,
    ast.Global: Run._outer,
    ast.If: Run._if,
    ast.Import: Run._import,
    ast.ImportFrom: Run._import,
    ast.Match: Run._match,
    ast.Nonlocal: Run._outer,
    ast.Raise: lambda self, node, scope: END,
    ast.Return: Run._return,
    ast.Try: Run._try,
    ast.While: Run.while_it_holds,
    ast.With: Run._with,
}
