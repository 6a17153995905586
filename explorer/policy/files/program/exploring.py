"""The ways through a program, and the pipelines that each of them makes."""

import ast
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from explorer.policy.files.program.decisions import Decisions, next_way
from explorer.policy.files.program.imports import is_bare, library_names
from explorer.policy.files.program.limits import WAYS, Budget, Place
from explorer.policy.files.program.outline import Definition, outlined
from explorer.policy.files.program.slicing import Slice
from explorer.policy.files.program.statements import Run
from explorer.policy.files.program.values import Call, Class, Function, Unknown, is_scalar

_PIPELINES = 64


@dataclass(frozen=True)
class Pipeline:
    """A pipeline of a program: what it is called, and the call that makes it.

    `by_default` says that no condition was decided against the default of an argument.
    """

    name: str
    call: Call
    by_default: bool


def found(tree: ast.Module, place: Place) -> tuple[Pipeline, ...]:
    """Returns the pipelines of a program, each under a name of its own, in the program's order.

    Where there is none, they are the transforms that stand alone. Raises PolicyError where the
    program is too long to be followed.
    """
    explorer = _Explorer(tree, place)
    calls = list(explorer.calls())
    whole = [call for call in calls if call.is_group]
    composed = [call for call in whole if call.name in ("Compose", "ReplayCompose")]
    return tuple(_told_apart(composed or whole or calls))


class _Explorer:
    def __init__(self, tree: ast.Module, place: Place) -> None:
        self.tree, self.budget = tree, Budget(place)
        self.outline = outlined(tree)
        self.kept = Slice(tree, self.outline, library_names(self.outline.imports))
        self.bare = is_bare(self.outline.imports)

    def calls(self) -> Iterator[Call]:
        """Yields what is made by the module itself, then by the functions that nobody calls."""
        followed: set[int] = set()
        yield from self._ways(None, followed)
        for node in self._by_callers():
            if id(node) not in followed:
                yield from self._ways(node, followed)

    def _by_callers(self) -> list[Definition]:
        """Returns functions and classes that make pipelines, those that nobody names first."""
        words = Counter(word for node in self.kept.makers for word in self.outline.words[id(node)])
        outer = [node for node in self.kept.makers if id(node) not in self.outline.nested]
        return sorted(outer, key=lambda node: words[node.name])

    def _ways(self, entry: Definition | None, followed: set[int]) -> Iterator[Call]:
        turned: list[bool] | None = []
        for _ in range(WAYS):
            run = Run(self.budget, Decisions(turned or ()), self.kept, bare=self.bare)
            run.body(self.tree.body, run.module)
            fixed = 0
            if entry is not None:
                fixed = len(run.decisions.turned)
                del run.made[:]
                _enter(run, entry)
            followed |= run.followed
            yield from _outermost(run.made)
            turned = next_way(run.decisions.turned, fixed)
            if turned is None:
                return


def _enter(run: Run, node: Definition) -> None:
    """Calls a function, or makes an object of a class, with what it takes where nobody says."""
    entry = run.functions.get(id(node))
    if isinstance(entry, Class):
        run.soft = isinstance(entry.get("__init__"), Function)
        run.instance(entry, [], {})
    elif isinstance(entry, Function) and id(node) not in run.followed:
        kind = run.owners.get(id(node))
        first: list[Any] = []
        if kind is not None and entry.kind != "staticmethod":
            first = [kind if entry.kind == "classmethod" else run.instance(kind, [], {})]
            del run.made[:]
        run.soft = True
        run.run(entry, first, {})


def _outermost(made: list[Call]) -> Iterator[Call]:
    held: set[int] = set()
    seen: set[int] = set()
    waiting: list[Any] = [
        value for call in made for value in (*call.positional, *call.named.values())
    ]
    while waiting:
        value = waiting.pop()
        if isinstance(value, Call):
            held.add(id(value))
        elif isinstance(value, list | tuple | dict) and id(value) not in seen:
            seen.add(id(value))
            waiting.extend(value.values() if isinstance(value, dict) else value)
    yield from (call for call in made if id(call) not in held)


def _told_apart(calls: list[Call]) -> Iterator[Pipeline]:
    """Gives each pipeline a name of its own; what several ways make alike is one pipeline."""
    alike: dict[tuple[str, int, str], list[Call]] = {}
    for call in calls:
        key = (_bare_name(call), call.line, _content(call, [3000]))
        alike.setdefault(key, []).append(call)
        if len(alike) >= _PIPELINES:
            break
    taken: dict[str, int] = {}
    for (bare, _, _), same in alike.items():
        labels = {call.labels for call in same}
        told = [label for label in same[0].labels if label not in bare.split(".")]
        name = ".".join([bare, *(told if len(labels) == 1 else ())])
        taken[name] = taken.get(name, 0) + 1
        number = f"_{taken[name]}" if taken[name] > 1 else ""
        yield Pipeline(f"{name}{number}", same[0], any(call.by_default for call in same))


def _bare_name(call: Call) -> str:
    unnamed = (9, f"line_{call.line}")
    name = min(call.names, default=unnamed, key=lambda held: held[0])[1]
    return name.replace(".__init__", "")


def _content(value: Any, left: list[int], depth: int = 0) -> str:
    """Returns what two equal pipelines have in common, as far as `left` values."""
    left[0] -= 1
    if left[0] < 0 or depth > 24:
        return "..."
    if isinstance(value, Call):
        named = [f"{k}={_content(v, left, depth + 1)}" for k, v in sorted(value.named.items())]
        given = [_content(item, left, depth + 1) for item in value.positional]
        return f"{value.name}({','.join([*given, *named])})"
    if isinstance(value, list | tuple):
        return f"[{','.join(_content(item, left, depth + 1) for item in value)}]"
    if isinstance(value, dict):
        items = [f"{key}:{_content(item, left, depth + 1)}" for key, item in value.items()]
        return f"{{{','.join(items)}}}"
    if isinstance(value, Unknown):
        return f"?{value.text}"
    return repr(value) if is_scalar(value) else type(value).__name__
