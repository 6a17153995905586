"""Conditions that cannot be known: each way through a program decides them anew."""

import ast
import re
from collections.abc import Sequence
from typing import Any

from explorer.policy.files.program.values import MISSING, Unknown, is_scalar


class Decisions:
    """What one way through a program takes for true.

    `turned` says of the first conditions whether they are decided against what is tried first; the
    ones after it are not.
    """

    def __init__(self, turned: Sequence[bool] = ()) -> None:
        self._script = list(turned)
        self.turned: list[bool] = []
        self._labels: list[tuple[bool, str]] = []
        self._known: dict[str, bool] = {}
        self._values: dict[str, Any] = {}
        self._against_default = False

    def settled(self, value: Any) -> Any:
        """Returns what an unknown value was decided to be, or its default, or itself."""
        if not isinstance(value, Unknown):
            return value
        if isinstance(value.origin, str) and value.text in self._values:
            return self._values[value.text]
        return value if value.default is MISSING else value.default

    def labels(self) -> tuple[str, ...]:
        """Returns what the ways that were taken are called: the last that holds, or the first."""
        held = [label for true, label in self._labels if true]
        return tuple(held[-1:] or [label for _, label in self._labels][:1])

    @property
    def by_default(self) -> bool:
        """Whether nothing was decided against a default."""
        return not self._against_default

    def equals(self, subject: Unknown, value: Any) -> bool:
        """Decides whether an unknown value is `value`."""
        key = subject.text
        if key in self._values:
            return bool(self._values[key] == value)
        first = subject.default is MISSING or subject.default == value
        word = _word(str(value)) if value is not None else f"no_{_word(key)}"
        holds = self._decided(
            f"{key} == {value!r}", first, word, soft=subject.default is not MISSING
        )
        if holds:
            self._values[key] = value
        return holds

    def truth(self, subject: Unknown) -> bool:
        """Decides whether an unknown value counts as true."""
        key = subject.text
        if key in self._values:
            return bool(self._values[key])
        soft = subject.default is not MISSING
        holds = self._decided(key, bool(subject.default), _word(key), soft=soft)
        if soft and isinstance(subject.default, bool):
            self._values[key] = holds
        return holds

    def among(self, subject: Unknown, values: Sequence[Any]) -> bool:
        """Decides whether an unknown value is one of `values`."""
        key = subject.text
        if key in self._values:
            return self._values[key] in values
        words = "_or_".join(_word(str(value)) for value in list(values)[:3])
        soft = subject.default is not MISSING
        first = not soft or subject.default in values
        return self._decided(f"{key} in {words}", first, words, soft=soft)

    def _decided(self, key: str, first: bool, word: str, *, soft: bool) -> bool:
        if key in self._known:
            return self._known[key]
        place = len(self.turned)
        turned = self._script[place] if place < len(self._script) else False
        holds = first is not turned
        self.turned.append(turned)
        self._against_default |= turned and soft
        self._labels.append((holds, word if holds else f"not_{word}"))
        self._known[key] = holds
        return holds


def _word(text: str) -> str:
    """Returns a condition as one word of a name: `self.is_train` is is_train."""
    tail = text.rpartition(".")[2] if re.fullmatch(r"[\w.]+", text) else text
    return re.sub(r"\W+", "_", tail).strip("_")[:40] or "condition"


def next_way(turned: Sequence[bool], fixed: int) -> list[bool] | None:
    """Returns the way to try after the one that decided so, or None after the last.

    The first `fixed` decisions stay.
    """
    for place in range(len(turned) - 1, fixed - 1, -1):
        if not turned[place]:
            return [*turned[:place], True]
    return None


def asked_about(node: ast.expr, left: Any, right: Any) -> tuple[Unknown, Any] | None:
    """Returns the unknown and the known side of a comparison with one constant."""
    if not isinstance(node, ast.Compare) or len(node.ops) != 1:
        return None
    for subject, value in ((left, right), (right, left)):
        if isinstance(subject, Unknown) and (is_scalar(value) or isinstance(value, list | tuple)):
            return subject, value
    return None
