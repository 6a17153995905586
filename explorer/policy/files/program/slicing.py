"""Which statements of a program can have to do with a pipeline: by names, on the safe side."""

import ast
from collections import defaultdict
from collections.abc import Iterable

from explorer.policy.files.program.outline import COMPOUND, DEFINED, Definition, Outline, bodies

_ROUNDS = 6
# Carried out where they are come to, and no reason to come there.
_FOLLOWED = (ast.Raise, ast.Break, ast.Continue, ast.Global, ast.Nonlocal)


class Slice:
    """The statements that matter; `makers` are the functions and classes that make pipelines."""

    def __init__(self, tree: ast.Module, outline: Outline, seeds: Iterable[str]) -> None:
        self._outline = outline
        self._kept = {id(node) for node in outline.imports}
        made = set(seeds)
        self.makers = _makers(outline, made)
        self._makes = _making(outline, made)
        heads: set[str] = set()  # names that decide whether and how often kept statements are run
        for _ in range(_ROUNDS):
            needed = self._needed(heads)
            for node in outline.simple:
                if id(node) in self._makes or outline.bound[id(node)] & needed:
                    self._kept.add(id(node))
            self._keep_around(tree)
            kept = [node for node in outline.compound if self.keeps(node)]
            more = {name for node in kept for name in outline.heads[id(node)]}
            if more <= heads:
                break
            heads |= more

    def _needed(self, heads: set[str]) -> set[str]:
        """Returns the names from which values can come into what makes pipelines."""
        outline = self._outline
        binding: dict[str, list[ast.stmt]] = defaultdict(list)
        given: dict[str, set[str]] = defaultdict(set)
        for node in outline.simple:
            for name in outline.bound[id(node)]:
                binding[name].append(node)
        for definition in outline.defined:
            given[definition.name] |= outline.returned[id(definition)]
        waiting = list(heads)
        for node in outline.simple:
            if id(node) in self._makes:
                waiting.extend(outline.words[id(node)])
        needed: set[str] = set()
        while waiting:
            name = waiting.pop()
            if name in needed:
                continue
            needed.add(name)
            for node in binding.pop(name, ()):
                waiting.extend(outline.words[id(node)] - needed)
            waiting.extend(given.get(name, set()) - needed)
        return needed

    def _keep_around(self, tree: ast.Module) -> None:
        """Keeps what stands around a statement that is kept, and what a function gives back."""

        def keep(body: list[ast.stmt], *, inside: bool) -> bool:
            found = False
            for node in body:
                kept = id(node) in self._kept
                if isinstance(node, DEFINED):
                    keep(node.body, inside=not isinstance(node, ast.ClassDef))
                    kept = True
                elif isinstance(node, COMPOUND):
                    inner = [keep(part, inside=inside) for part in bodies(node)]
                    kept = kept or any(inner)
                    if kept and isinstance(node, ast.For | ast.While):
                        self._keep_jumps(node)
                elif isinstance(node, ast.Return):
                    kept = inside
                if kept or isinstance(node, _FOLLOWED):
                    self._kept.add(id(node))
                found |= kept and not isinstance(node, _FOLLOWED)
            return found

        keep(tree.body, inside=False)

    def _keep_jumps(self, loop: ast.stmt) -> None:
        for part in bodies(loop):
            for node in part:
                ends = isinstance(node, ast.If) and any(
                    isinstance(inner, ast.Break | ast.Continue)
                    for inner in [*node.body, *node.orelse]
                )
                if ends:
                    self._kept.add(id(node))

    def keeps(self, node: ast.stmt) -> bool:
        """Whether a statement can matter."""
        return id(node) in self._kept


def _making(outline: Outline, made: set[str]) -> set[int]:
    """Returns the statements that make pipelines: by these names, or as the sum of two."""
    found = {id(node) for node in outline.simple if outline.words[id(node)] & made}
    held: set[str] = set()
    for node in outline.simple:
        sums = isinstance(node, ast.AugAssign) or (
            isinstance(node, ast.Assign) and isinstance(node.value, ast.BinOp)
        )
        if sums and outline.words[id(node)] & held:
            found.add(id(node))
        if id(node) in found:
            held |= outline.bound[id(node)]
    return found


def _makers(outline: Outline, made: set[str]) -> list[Definition]:
    """Returns functions and classes that use what makes pipelines, and adds their names to it."""
    for node in outline.simple:  # build = lambda size: A.Compose(...)
        held = node.value if isinstance(node, ast.Assign) else None
        if isinstance(held, ast.Lambda | ast.Attribute) and outline.words[id(node)] & made:
            made |= outline.bound[id(node)]
    waiting = list(outline.defined)
    while new := [node for node in waiting if outline.words[id(node)] & made]:
        made |= {node.name for node in new}
        chosen = {id(node) for node in new}
        waiting = [node for node in waiting if id(node) not in chosen]
    left = {id(node) for node in waiting}
    return [node for node in outline.defined if id(node) not in left]
