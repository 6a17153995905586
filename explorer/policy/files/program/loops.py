"""Loops: carried out as often as is known, or once, and then what they change is doubted."""

import ast
from abc import abstractmethod
from typing import Any

from explorer.policy.files.program.calls import Calls
from explorer.policy.files.program.doubts import Before
from explorer.policy.files.program.values import Member, Scope, Unknown

BREAK, CONTINUE, END = object(), object(), object()
_ROUNDS = 200  # of a loop whose condition is known each time
_WHY = "and how often the loop is run cannot be known"


class Loops(Calls):
    """Carries loops out; the statements in them are carried out by `body`."""

    @abstractmethod
    def body(self, nodes: list[ast.stmt], scope: Scope) -> Any:
        """Carries statements out; returns what ends them early, or None."""

    def for_each(self, node: ast.For, scope: Scope) -> Any:
        """Carries out a `for`."""
        value = self.value(node.iter, scope)
        items = self.sequence(value)
        if items is None:
            origin = value if isinstance(value, Unknown) else Unknown(node.iter, node.lineno)
            before = Before(scope, self.budget, node.lineno)
            self.assign(node.target, Unknown(node.iter, node.lineno), scope)
            ended = self.body(node.body, scope)
            before.spoil_what_changed(Unknown(origin.origin, origin.line, _WHY))
            return None if ended in (BREAK, CONTINUE) else ended
        for item in items:
            self.budget.spend(1, node.lineno)
            self.assign(node.target, item, scope)
            ended = self.body(node.body, scope)
            if ended is BREAK:
                return None
            if ended is not None and ended is not CONTINUE:
                return ended
        return self.body(node.orelse, scope)

    def while_it_holds(self, node: ast.While, scope: Scope) -> Any:
        """Carries out a `while`."""
        before = Before(scope, self.budget, node.lineno)
        endless, ended = isinstance(node.test, ast.Constant), None
        for _ in range(_ROUNDS):
            test = self.decisions.settled(self.value(node.test, scope))
            known = not isinstance(test, Unknown | Member)
            if known and not test:
                return self.body(node.orelse, scope)
            decided = len(self.decisions.turned)
            ended = self.body(node.body, scope)
            known &= len(self.decisions.turned) == decided
            if known and ended is not None and ended is not CONTINUE:
                return None if ended is BREAK else ended
            if endless or not known:
                break
        before.spoil_what_changed(Unknown(node.test, node.lineno, _WHY))
        return None if ended in (BREAK, CONTINUE) else ended
