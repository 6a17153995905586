"""Which of several pipelines of a file is read: the one that is asked for, or the training one."""

import re
from collections.abc import Sequence
from typing import Protocol, TypeVar

from explorer.errors import PolicyError, listed, quoted

_TRAINING = frozenset(("train", "training", "trn", "tr", "fit"))
_OTHER = frozenset(
    (
        *("val", "valid", "validation", "validate", "test", "testing", "eval", "evaluation"),
        *("infer", "inference", "predict", "prediction", "pred", "tta", "dev", "holdout"),
        *("post", "deploy"),
    )
)
_WORDS = re.compile(r"[A-Z]+(?![a-z])|[A-Z]?[a-z]+|\d+")
_MOST = 6


class Named(Protocol):
    """A pipeline of a file; `draws` says whether it augments, `by_default` see Pipeline."""

    @property
    def name(self) -> str:
        """What the file calls it."""

    @property
    def by_default(self) -> bool:
        """Whether it is what the file makes without being told anything."""

    @property
    def draws(self) -> bool:
        """Whether chance has a part in it."""


_N = TypeVar("_N", bound=Named)


def picked(found: Sequence[_N], pick: str | None) -> tuple[_N, str]:
    """Returns the pipeline that is read, and why it is this one of several (else empty).

    Raises PolicyError, which names the pipelines, where none is meant.
    """
    if pick is not None:
        return _asked_for(found, pick), ""
    if len(found) == 1:
        return found[0], ""
    meant = [one for one in found if one.name == "pipeline"]
    for candidates, why in (
        (meant, "by its name"),
        (_training(found), "the training one"),
        ([one for one in found if not _words(one.name) & _OTHER], "the others do not train"),
    ):
        if len(candidates) > 1:
            candidates = [one for one in candidates if one.by_default] or candidates
        if len(candidates) > 1:
            candidates = [one for one in candidates if one.draws] or candidates
        if len(candidates) == 1:
            return candidates[0], why
        if candidates:
            break
    raise PolicyError(
        f"there are {len(found)} pipelines ({listed([one.name for one in found], _MOST)}), and "
        "nothing says which one trains; name one with --pick"
    )


def _asked_for(found: Sequence[_N], pick: str) -> _N:
    wanted = pick.strip().lower()
    exact = [one for one in found if one.name.lower() == wanted]
    ending = [one for one in found if one.name.lower().endswith(f".{wanted}")]
    beginning = [one for one in found if one.name.lower().startswith(f"{wanted}.")]
    for candidates in (exact, ending, beginning):
        if len(candidates) == 1:
            return candidates[0]
        if candidates:
            named = listed([one.name for one in candidates], _MOST)
            raise PolicyError(f"{quoted(pick)} means several pipelines: {named}")
    named = listed([one.name for one in found], _MOST)
    raise PolicyError(f"there is no pipeline {quoted(pick)}; there is {named}")


def _training(found: Sequence[_N]) -> list[_N]:
    return [
        one
        for one in found
        if _words(one.name) & _TRAINING and not re.search(r"not_(is_)?train", one.name)
    ]


def _words(name: str) -> frozenset[str]:
    return frozenset(word.lower() for word in _WORDS.findall(name))
