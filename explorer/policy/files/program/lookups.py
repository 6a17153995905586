"""What expressions and statements look up and bind: conditions, members, targets."""

import ast
from abc import ABC, abstractmethod
from collections.abc import Mapping
from contextlib import suppress
from typing import Any

from explorer.policy.files.program import operators
from explorer.policy.files.program.decisions import Decisions, asked_about
from explorer.policy.files.program.doubts import spoil
from explorer.policy.files.program.imports import constant
from explorer.policy.files.program.limits import LENGTH, Budget
from explorer.policy.files.program.values import (
    MISSING,
    Call,
    Class,
    Function,
    Instance,
    Member,
    Method,
    Scope,
    Unknown,
    is_scalar,
)


class Lookups(ABC):
    """Conditions, members and targets; values of expressions come from `value`."""

    def __init__(self, budget: Budget, decisions: Decisions) -> None:
        self.budget, self.decisions = budget, decisions

    @abstractmethod
    def value(self, node: ast.expr, scope: Scope) -> Any:
        """Returns the value of an expression; what cannot be known is an Unknown."""

    @abstractmethod
    def run(self, function: Function, positional: list[Any], named: Mapping[str, Any]) -> Any:
        """Returns what a function gives back."""

    def truth(self, node: ast.expr, scope: Scope) -> bool:
        """Returns whether a condition holds; where that cannot be known, it is decided."""
        if isinstance(node, ast.UnaryOp) and isinstance(node.op, ast.Not):
            return not self.truth(node.operand, scope)
        if isinstance(node, ast.BoolOp):
            wanted = isinstance(node.op, ast.Or)
            return any(self.truth(part, scope) is wanted for part in node.values) is wanted
        if isinstance(node, ast.Compare) and len(node.ops) == 1:
            decided = self._asked(node, scope)
            if decided is not None:
                return decided
        value = self.value(node, scope)
        if isinstance(value, Unknown):
            return self.decisions.truth(value)
        if isinstance(value, Member):
            return self.decisions.truth(Unknown(value.path, node.lineno))
        return bool(value) if is_scalar(value) or isinstance(value, list | tuple | dict) else True

    def _asked(self, node: ast.Compare, scope: Scope) -> bool | None:
        left, right = self.value(node.left, scope), self.value(node.comparators[0], scope)
        about = asked_about(node, left, right)
        if about is None:
            return None
        subject, value = about
        kind = node.ops[0]
        if isinstance(kind, ast.Eq | ast.NotEq | ast.Is | ast.IsNot) and is_scalar(value):
            return self.decisions.equals(subject, value) is isinstance(kind, ast.Eq | ast.Is)
        if isinstance(kind, ast.In | ast.NotIn) and subject is left and operators.is_plain(value):
            return self.decisions.among(subject, list(value)) is isinstance(kind, ast.In)
        return None

    def sequence(self, value: Any) -> list[Any] | None:
        """Returns the items of a list, tuple, dict or range that is known, else None."""
        value = self.decisions.settled(value)
        if isinstance(value, list | tuple | dict | str) and len(value) <= LENGTH:
            return list(value)
        return None

    def attribute(self, owner: Any, name: str, node: ast.expr) -> Any:
        """Returns a member of a value."""
        if isinstance(owner, Member):
            return constant(f"{owner.path}.{name}")
        if isinstance(owner, Instance):
            return self._member(owner, name, node)
        if isinstance(owner, Class):
            found = owner.get(name)
            if isinstance(found, Function) and found.kind == "classmethod":
                return _bound(found, owner)
            return Unknown(node, node.lineno) if found is MISSING else found
        if isinstance(owner, Call) and name == "transforms" and owner.is_group:
            return Unknown(node, node.lineno) if owner.held is MISSING else owner.held
        if isinstance(owner, list | dict | str):
            return Method(owner, name)
        return Unknown(node, node.lineno)

    def _member(self, owner: Instance, name: str, node: ast.expr) -> Any:
        if name in owner.values:
            return owner.values[name]
        found = MISSING if owner.kind is None else owner.kind.get(name)
        if isinstance(found, Function):
            if found.kind == "property":
                return self.run(_bound(found, owner), [], {})
            return found if found.kind == "staticmethod" else _bound(found, owner)
        if found is MISSING and owner.kind is None:
            return Method(owner.values, name)
        return Unknown(node, node.lineno) if found is MISSING else found

    def assign(self, target: ast.expr, value: Any, scope: Scope) -> None:
        """Binds what stands to the left of an assignment."""
        if isinstance(target, ast.Name):
            scope.set(target.id, value)
        elif isinstance(target, ast.Tuple | ast.List):
            self._assign_each(target.elts, value, scope)
        elif isinstance(target, ast.Attribute):
            owner = self.value(target.value, scope)
            if isinstance(owner, Instance | Class):
                owner.values[target.attr] = value
            elif isinstance(owner, Call):
                spoil(owner, Unknown(target, target.lineno))
        elif isinstance(target, ast.Subscript):
            owner, key = self.place(target, scope)
            items = self.sequence(value) if isinstance(key, slice) else value
            if key is MISSING or items is None is not value:
                spoil(owner, Unknown(target, target.lineno))
                return
            with suppress(IndexError, ValueError):  # the program itself would end there
                owner[key] = items
                operators.checked(owner)

    def place(self, target: ast.Subscript, scope: Scope) -> tuple[Any, Any]:
        """Returns the list or dict and the key, or slice, of `owner[key]`.

        The key is MISSING where it cannot be known, or does not fit.
        """
        owner = self.value(target.value, scope)
        if isinstance(owner, Instance) and owner.kind is None:
            owner = owner.values
        if isinstance(target.slice, ast.Slice):
            part = self.cut(target.slice, scope)
            return owner, part if part is not None and isinstance(owner, list) else MISSING
        key = self.decisions.settled(self.value(target.slice, scope))
        fits = (isinstance(owner, dict) and is_scalar(key)) or (
            isinstance(owner, list) and isinstance(key, int)
        )
        return owner, key if fits else MISSING

    def cut(self, part: ast.Slice, scope: Scope) -> slice | None:
        """Returns a slice of a list, or None where it cannot be known."""
        ends = [
            None if end is None else self.decisions.settled(self.value(end, scope))
            for end in (part.lower, part.upper, part.step)
        ]
        known = all(end is None or isinstance(end, int) for end in ends) and ends[2] != 0
        return slice(*ends) if known else None

    def _assign_each(self, targets: list[ast.expr], value: Any, scope: Scope) -> None:
        items = self.sequence(value)
        stars = [i for i, target in enumerate(targets) if isinstance(target, ast.Starred)]
        if items is None or (not stars and len(items) != len(targets)):
            items = [Unknown(target, target.lineno) for target in targets]
        if stars and isinstance(star := targets[stars[0]], ast.Starred):
            after = len(targets) - stars[0] - 1
            end = max(len(items) - after, stars[0])
            items = [*items[: stars[0]], items[stars[0] : end], *items[end:]]
            targets = [*targets[: stars[0]], star.value, *targets[stars[0] + 1 :]]
        for target, item in zip(targets, items, strict=False):
            self.assign(target, item, scope)

    def defaults(self, arguments: ast.arguments, scope: Scope) -> dict[str, Any]:
        """Returns the values of the arguments that have one where a function is defined."""
        listed = [*arguments.posonlyargs, *arguments.args]
        given = listed[len(listed) - len(arguments.defaults) :]
        pairs = [*zip(given, arguments.defaults, strict=True)]
        pairs += [
            (argument, default)
            for argument, default in zip(arguments.kwonlyargs, arguments.kw_defaults, strict=True)
            if default is not None
        ]
        return {argument.arg: self.value(default, scope) for argument, default in pairs}


def _bound(function: Function, owner: Any) -> Function:
    return Function(function.node, function.scope, function.name, function.defaults, owner)
