"""Calls that are followed: of the program's functions and classes, and of a library's classes."""

import ast
from collections.abc import Mapping
from dataclasses import replace
from itertools import islice
from typing import Any

from explorer.errors import PolicyError
from explorer.policy.files.program import doubts, operators
from explorer.policy.files.program.decisions import Decisions
from explorer.policy.files.program.doubts import REST
from explorer.policy.files.program.expressions import Expressions
from explorer.policy.files.program.imports import LIBRARIES
from explorer.policy.files.program.limits import Budget
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

_BY_NAME = ("builtins.getattr", "builtins.setattr", "builtins.delattr")
_SAYING = ("print", "pprint", "display", "debug", "info", "warning", "log")


class Calls(Expressions):
    """Follows calls; `made` are those of a library's classes, `followed` the functions."""

    def __init__(self, budget: Budget, decisions: Decisions, *, bare: bool) -> None:
        super().__init__(budget, decisions)
        self.bare = bare
        self.made: list[Call] = []
        self.followed: set[int] = set()

    def called(self, node: ast.Call, scope: Scope) -> Any:
        """Returns what a call gives."""
        function = self.value(node.func, scope)
        if isinstance(function, Unknown) and self._is_bare_class(node.func, function):
            function = Member(f"albumentations.{function.text}")
        positional = self.items(node.args, scope)
        named = self._named(node, scope)
        if isinstance(function, Member):
            return self._member_called(function, node, positional, named)
        if isinstance(function, Function):
            return self.run(function, positional, named)
        if isinstance(function, Class):
            return self.instance(function, positional, named)
        if isinstance(function, Instance):
            call = MISSING if function.kind is None else function.kind.get("__call__")
            if isinstance(call, Function):
                return self.run(call, [function, *positional], named)
        if isinstance(function, Method):
            return self._method(function, node, positional, named)
        return Unknown(node, node.lineno)

    def _is_bare_class(self, node: ast.expr, value: Unknown) -> bool:
        return (
            self.bare
            and isinstance(node, ast.Name)
            and value.origin == node.id
            and node.id[:1].isupper()
        )

    def _named(self, node: ast.Call, scope: Scope) -> dict[str, Any]:
        named: dict[str, Any] = {}
        for keyword in node.keywords:
            before = len(self.made)
            value = self.decisions.settled(self.value(keyword.value, scope))
            if keyword.arg is not None:
                if keyword.arg in named:
                    place = self.budget.place(keyword.value.lineno)
                    raise PolicyError(f"{place}: {keyword.arg} is given twice")
                named[keyword.arg] = value
                self.name_made(before, keyword.arg, 5)
                continue
            bag = value.values if isinstance(value, Instance) else value
            if isinstance(bag, dict):
                named |= {key: item for key, item in bag.items() if isinstance(key, str)}
            else:
                line = keyword.value.lineno
                named[REST] = value if isinstance(value, Unknown) else Unknown(keyword.value, line)
        return named

    def name_made(self, before: int, name: str, rank: int) -> None:
        """Offers a name to the pipelines that were made since there were `before`."""
        for call in self.made[before:]:
            if call.is_group and not any(held <= rank for held, _ in call.names):
                call.names.append((rank, name))

    def _member_called(
        self, function: Member, node: ast.Call, positional: list[Any], named: dict[str, Any]
    ) -> Any:
        if function.root in LIBRARIES and function.last[:1].isupper():
            return self._made(function, node, positional, named)
        if function.path in _BY_NAME:
            return self._by_name(function, node, positional)
        if function.path == "builtins.dict" or function.last in operators.BAGS:
            made: dict[str, Any] = {}
            if positional and isinstance(positional[0], dict | list):
                made |= dict(positional[0]) if isinstance(positional[0], dict) else {}
            made |= named
            return made if function.path == "builtins.dict" else Instance(None, made)
        if function.path in operators.FUNCTIONS:
            values = [self.decisions.settled(value) for value in positional]
            for value in values:
                if isinstance(value, Unknown):
                    return Unknown(value.origin, value.line, value.why)
            if not named and not any(isinstance(value, Member) for value in values):
                return operators.called(function.path, tuple(values))
        return Unknown(node, node.lineno)

    def _made(
        self, function: Member, node: ast.Call, positional: list[Any], named: dict[str, Any]
    ) -> Call:
        lines: dict[str | int, int] = {i: item.lineno for i, item in enumerate(node.args)}
        lines |= {keyword.arg or "**": keyword.value.lineno for keyword in node.keywords}
        call = Call(
            function.last,
            function.root,
            tuple(self._settled_items(value) for value in positional),
            {key: self._settled_items(value) for key, value in named.items()},
            node.lineno,
            lines,
            labels=self.decisions.labels(),
            by_default=self.decisions.by_default,
        )
        self.made.append(call)
        return call

    def _settled_items(self, value: Any) -> Any:
        if isinstance(value, tuple):
            return tuple(self.decisions.settled(item) for item in value)
        if isinstance(value, list):  # the same list, for the program may go on filling it
            value[:] = [self.decisions.settled(item) for item in value]
        return self.decisions.settled(value)

    def _method(
        self, method: Method, node: ast.Call, positional: list[Any], named: dict[str, Any]
    ) -> Any:
        settled = [self.decisions.settled(value) for value in positional]
        extended = isinstance(method.owner, list) and method.name == "extend" and settled
        if extended and self.sequence(settled[0]) is None:
            method.owner.append(settled[0])  # it is refused where it is used
            return None
        self.budget.spend(len(method.owner) // 16, node.lineno)
        if isinstance(method.owner, dict) and REST in method.owner:
            return Unknown(node, node.lineno)
        try:
            return operators.method(method.owner, method.name, tuple(settled), named)
        except operators.CannotFollowError:
            if doubts.changes(method.name):
                doubts.spoil(method.owner, Unknown(node, node.lineno))
            raise

    def _by_name(self, function: Member, node: ast.Call, positional: list[Any]) -> Any:
        """Follows getattr, setattr and delattr."""
        owner, *rest = [*positional, MISSING]
        name = self.decisions.settled(rest[0]) if rest else MISSING
        if function.last == "getattr":
            known = isinstance(name, str) and len(positional) == 2
            return self.attribute(owner, name, node) if known else Unknown(node, node.lineno)
        object_of_ours = isinstance(owner, Instance | Class) and isinstance(name, str)
        if object_of_ours and function.last == "setattr" and len(positional) == 3:
            owner.values[name] = positional[2]
        else:
            doubts.spoil(owner, Unknown(node, node.lineno))
        return None

    def joined(self, node: ast.BinOp, left: Any, right: Any) -> Any:
        """Returns the pipeline that `pipeline + transform` makes; it takes no other sign."""
        pipeline = left if isinstance(left, Call) and left.is_group else right
        if isinstance(pipeline, Call) and pipeline.is_group and isinstance(node.op, ast.Add):
            held, other = self.sequence(pipeline.held), right if pipeline is left else left
            more = [other] if isinstance(other, Call) else self.sequence(other)
            if held is not None and more is not None:
                listed = [*held, *more] if pipeline is left else [*more, *held]
                made = replace(pipeline, line=node.lineno, names=[])
                if pipeline.positional:
                    made.positional = (listed, *pipeline.positional[1:])
                else:
                    made.named = {**pipeline.named, "transforms": listed}
                self.made.append(made)
                return made
        for side in (left, right):  # what is read in its place would not be what is trained with
            doubts.spoil(side, Unknown(node, node.lineno))
        return Unknown(node, node.lineno)

    def may_change(self, node: ast.Call, scope: Scope) -> None:
        """Doubts lists of transforms that are handed to what is not followed, for no result."""
        if not _is_path(node.func) or _last_of(node.func) in _SAYING:
            return
        function = self.value(node.func, scope)
        library = isinstance(function, Member) and function.root in LIBRARIES
        if library or not isinstance(function, Unknown | Member):
            return
        for part in filter(_is_path, [*node.args, *(one.value for one in node.keywords)]):
            if doubts.holds_calls(value := self.value(part, scope)):
                doubts.spoil(value, Unknown(node, node.lineno))

    def instance(self, kind: Class, positional: list[Any], named: Mapping[str, Any]) -> Instance:
        """Returns an object of a class, made by its __init__ or from its fields."""
        made = Instance(kind, {})
        start = kind.get("__init__")
        if isinstance(start, Function):
            self.run(start, [made, *positional], named)
            return made
        fields = [
            item.target.id
            for item in kind.node.body
            if isinstance(item, ast.AnnAssign) and isinstance(item.target, ast.Name)
        ]
        made.values |= dict(zip(fields, positional, strict=False)) | dict(named)
        after = kind.get("__post_init__")
        if isinstance(after, Function):
            self.run(after, [made], {})
        return made

    def arguments(
        self, function: Function, positional: list[Any], named: Mapping[str, Any], *, soft: bool
    ) -> dict[str, Any]:
        """Returns the values of a function's arguments.

        Where `soft`, nobody calls it: a condition on a default is then followed both ways.
        """
        asked = function.node.args
        if function.bound is not MISSING:
            positional = [function.bound, *positional]
        listed = [*asked.posonlyargs, *asked.args]
        values = dict(zip((argument.arg for argument in listed), positional, strict=False))
        for argument in [*listed, *asked.kwonlyargs]:
            name = argument.arg
            if name in values:
                continue
            default = function.defaults.get(name, MISSING)
            if name in named:
                values[name] = named[name]
            elif default is MISSING:
                why = f"an argument of {function.name or 'a lambda'} that nothing here gives"
                values[name] = named.get("**", Unknown(name, argument.lineno, why))
            elif soft and isinstance(default, bool | str):
                values[name] = Unknown(name, argument.lineno, default=default)
            else:
                values[name] = default
        if asked.vararg:
            values[asked.vararg.arg] = tuple(positional[len(listed) :])
        if asked.kwarg:
            values[asked.kwarg.arg] = {key: named[key] for key in named if key not in values}
        return values

    def label_of(self, function: Function, values: Mapping[str, Any]) -> str:
        """Returns how a call is told from other calls of the function: by a word or a truth."""
        for argument in [*function.node.args.args, *function.node.args.kwonlyargs]:
            value = values.get(argument.arg)
            if isinstance(value, bool):
                return argument.arg if value else f"not_{argument.arg}"
            if isinstance(value, str) and value.isidentifier() and len(value) <= 40:
                return value
        return ""


def _is_path(node: ast.expr) -> bool:
    """Whether an expression is a name, or a member of one: to look at it again does nothing."""
    while isinstance(node, ast.Attribute):
        node = node.value
    return isinstance(node, ast.Name)


def _last_of(node: ast.expr) -> str:
    return node.attr if isinstance(node, ast.Attribute) else getattr(node, "id", "")


def named_within(value: Any) -> list[tuple[str, Call]]:
    """Returns the calls in a value, the first hundreds, with the keys that lead to each."""
    found: list[tuple[str, Call]] = []
    waiting: list[tuple[str, Any, int]] = [("", value, 0)]
    seen: set[int] = set()
    while waiting and len(seen) < 100:
        keys, item, depth = waiting.pop()
        if id(item) in seen:
            continue
        seen.add(id(item))
        if isinstance(item, Call):
            found.append((keys, item))
        elif isinstance(item, dict | list | tuple) and depth < 4:
            pairs = islice(item.items() if isinstance(item, dict) else enumerate(item), 200)
            listed = [(f"{keys}.{key}", inner, depth + 1) for key, inner in pairs]
            waiting += [one for one in reversed(listed) if not is_scalar(one[1])]
    return found
