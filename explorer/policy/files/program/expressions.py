"""The value of an expression, as far as it can be known without running anything."""

import ast
from abc import abstractmethod
from collections.abc import Callable, Iterator, Mapping
from typing import Any

from explorer.policy.files.program import operators
from explorer.policy.files.program.decisions import Decisions
from explorer.policy.files.program.doubts import REST
from explorer.policy.files.program.imports import undefined
from explorer.policy.files.program.limits import DEPTH, Budget
from explorer.policy.files.program.lookups import Lookups
from explorer.policy.files.program.operators import CannotFollowError
from explorer.policy.files.program.values import (
    MISSING,
    Call,
    Function,
    Instance,
    Member,
    Scope,
    Unknown,
    is_scalar,
)


class Expressions(Lookups):
    """Values of expressions; what is called is followed by `called`."""

    def __init__(self, budget: Budget, decisions: Decisions) -> None:
        super().__init__(budget, decisions)
        self._depth = 0

    @abstractmethod
    def called(self, node: ast.Call, scope: Scope) -> Any:
        """Returns what a call gives."""

    @abstractmethod
    def joined(self, node: ast.BinOp, left: Any, right: Any) -> Any:
        """Returns what `left + right` and the like give, where one is a transform or a pipeline."""

    def value(self, node: ast.expr, scope: Scope) -> Any:
        """Returns the value of an expression; what cannot be known is an Unknown."""
        self.budget.spend(1, node.lineno)
        handler = _HANDLERS.get(type(node))
        if handler is None or self._depth > DEPTH:
            return Unknown(node, node.lineno)
        self._depth += 1
        try:
            return handler(self, node, scope)
        except CannotFollowError:
            return Unknown(node, node.lineno)
        finally:
            self._depth -= 1

    def items(self, nodes: list[ast.expr], scope: Scope) -> list[Any]:
        """Returns the values of a list or of arguments, unpacked where a star says so."""
        values: list[Any] = []
        for node in nodes:
            if not isinstance(node, ast.Starred):
                values.append(self.value(node, scope))
                continue
            value = self.value(node.value, scope)
            inner = self.sequence(value)
            values.extend([_from(value, node)] if inner is None else inner)
            self.budget.spend(len(inner or ()), node.lineno)
        operators.checked(values)
        return values

    # What each kind of expression means

    def _constant(self, node: ast.Constant, scope: Scope) -> Any:
        return node.value if is_scalar(node.value) else Unknown(node, node.lineno)

    def _name(self, node: ast.Name, scope: Scope) -> Any:
        value = scope.get(node.id)
        return undefined(node) if value is MISSING else value

    def _attribute(self, node: ast.Attribute, scope: Scope) -> Any:
        return self.attribute(self.value(node.value, scope), node.attr, node)

    def _list(self, node: ast.List, scope: Scope) -> list[Any]:
        return self.items(node.elts, scope)

    def _tuple(self, node: ast.Tuple, scope: Scope) -> tuple[Any, ...]:
        return tuple(self.items(node.elts, scope))

    def _dict(self, node: ast.Dict, scope: Scope) -> Any:
        made: dict[Any, Any] = {}
        for key_node, value_node in zip(node.keys, node.values, strict=True):
            value = self.value(value_node, scope)
            if key_node is None:
                bag = value.values if isinstance(value, Instance) else value
                if not isinstance(bag, dict):
                    return _from(value, node)
                made |= bag
                continue
            key = self.decisions.settled(self.value(key_node, scope))
            known = is_scalar(key)
            made[key if known else REST] = value if known else Unknown(key_node, node.lineno)
        return operators.checked(made)

    def _unary(self, node: ast.UnaryOp, scope: Scope) -> Any:
        value = self.decisions.settled(self.value(node.operand, scope))
        if isinstance(value, Unknown | Member):
            return _from(value, node)
        return operators.unary(type(node.op), value)

    def _binary(self, node: ast.BinOp, scope: Scope) -> Any:
        left, right = (
            self.decisions.settled(self.value(side, scope)) for side in (node.left, node.right)
        )
        if isinstance(left, list | tuple) and isinstance(right, Unknown) and left:
            return [*left, right] if isinstance(node.op, ast.Add) else _from(right, node)
        if isinstance(left, Call) or isinstance(right, Call):
            return self.joined(node, left, right)
        for side in (left, right):
            if isinstance(side, Unknown | Member):
                return _from(side, node)
        made = operators.binary(type(node.op), left, right)
        self.budget.spend(len(made) if isinstance(made, list | tuple) else 1, node.lineno)
        return made

    def _all_of(self, node: ast.BoolOp, scope: Scope) -> Any:
        wanted = isinstance(node.op, ast.Or)
        value: Any = None
        for part in node.values:
            value = self.decisions.settled(self.value(part, scope))
            if isinstance(value, Unknown | Member):
                return _from(value, node)
            if bool(value) is wanted:
                break
        return value

    def _compare(self, node: ast.Compare, scope: Scope) -> Any:
        left = self.decisions.settled(self.value(node.left, scope))
        for kind, other in zip(node.ops, node.comparators, strict=True):
            right = self.decisions.settled(self.value(other, scope))
            for side in (left, right):
                if isinstance(side, Unknown | Member):
                    return Unknown(node, node.lineno)
            for side in (left, right):
                self.budget.spend(
                    len(side) // 8 if isinstance(side, list | tuple) else 0, node.lineno
                )
            if not operators.compared(type(kind), left, right):
                return False
            left = right
        return True

    def _if_else(self, node: ast.IfExp, scope: Scope) -> Any:
        return self.value(node.body if self.truth(node.test, scope) else node.orelse, scope)

    def _text(self, node: ast.JoinedStr, scope: Scope) -> Any:
        parts: list[str] = []
        for part in node.values:
            inner = part.value if isinstance(part, ast.FormattedValue) else part
            value = self.decisions.settled(self.value(inner, scope))
            told = isinstance(part, ast.FormattedValue) and (
                part.format_spec or part.conversion > 0
            )
            if not is_scalar(value) or told:
                return Unknown(node, node.lineno)
            parts.append(str(value))
        return operators.checked("".join(parts))

    def _subscript(self, node: ast.Subscript, scope: Scope) -> Any:
        owner = self.decisions.settled(self.value(node.value, scope))
        if isinstance(owner, Instance) and owner.kind is None:
            owner = owner.values
        if isinstance(node.slice, ast.Slice):
            part = self.cut(node.slice, scope)
            listed = isinstance(owner, list | tuple | str) and part is not None
            return owner[part] if listed else Unknown(node, node.lineno)
        key = self.decisions.settled(self.value(node.slice, scope))
        if isinstance(owner, dict) and is_scalar(key) and key in owner:
            return owner[key]
        listed = isinstance(owner, list | tuple | str) and isinstance(key, int)
        if listed and -len(owner) <= key < len(owner):
            return owner[key]
        return Unknown(node, node.lineno)

    def _comprehension(
        self, node: ast.ListComp | ast.GeneratorExp | ast.SetComp, scope: Scope
    ) -> Any:
        made: list[Any] = []
        for inner in self._each(node.generators, Scope(scope, kind="function"), node):
            if isinstance(inner, Unknown):
                return inner
            made.append(self.value(node.elt, inner))
            operators.checked(made)
        return made

    def _dict_comprehension(self, node: ast.DictComp, scope: Scope) -> Any:
        made: dict[Any, Any] = {}
        for inner in self._each(node.generators, Scope(scope, kind="function"), node):
            if isinstance(inner, Unknown):
                return inner
            key = self.decisions.settled(self.value(node.key, inner))
            value, known = self.value(node.value, inner), is_scalar(key)
            made[key if known else REST] = value if known else Unknown(node.key, node.lineno)
        return made

    def _each(
        self, loops: list[ast.comprehension], scope: Scope, node: ast.expr
    ) -> Iterator[Scope | Unknown]:
        if not loops:
            yield scope
            return
        value = self.value(loops[0].iter, scope)
        items = self.sequence(value)
        if items is None:
            yield _from(value, node)
            return
        for item in items:
            self.budget.spend(1, node.lineno)
            self.assign(loops[0].target, item, scope)
            if all(self.truth(test, scope) for test in loops[0].ifs):
                yield from self._each(loops[1:], scope, node)

    def _walrus(self, node: ast.NamedExpr, scope: Scope) -> Any:
        value = self.value(node.value, scope)
        scope.set(node.target.id, value)
        return value

    def _lambda(self, node: ast.Lambda, scope: Scope) -> Function:
        return Function(node, scope, "", self.defaults(node.args, scope))


def _from(value: Any, node: ast.expr) -> Unknown:
    """Returns what becomes of an unknown value: it keeps where it comes from."""
    if isinstance(value, Unknown):
        return Unknown(value.origin, value.line, value.why)
    return Unknown(node, node.lineno)


_Handler = Callable[[Any, Any, Scope], Any]
_HANDLERS: Mapping[type[ast.expr], _Handler] = {
    ast.Attribute: Expressions._attribute,
    ast.BinOp: Expressions._binary,
    ast.BoolOp: Expressions._all_of,
    ast.Call: lambda self, node, scope: self.called(node, scope),
    ast.Compare: Expressions._compare,
    ast.Constant: Expressions._constant,
    ast.Dict: Expressions._dict,
    ast.DictComp: Expressions._dict_comprehension,
    ast.GeneratorExp: Expressions._comprehension,
    ast.IfExp: Expressions._if_else,
    ast.JoinedStr: Expressions._text,
    ast.Lambda: Expressions._lambda,
    ast.List: Expressions._list,
    ast.ListComp: Expressions._comprehension,
    ast.Name: Expressions._name,
    ast.NamedExpr: Expressions._walrus,
    ast.Subscript: Expressions._subscript,
    ast.Tuple: Expressions._tuple,
    ast.UnaryOp: Expressions._unary,
}
