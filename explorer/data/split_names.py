"""Which names of folders and labels mean a split (`training_set`, `seg_test`, `fold_0`), so that none is taken for a class. Knows no files."""

import re
from collections.abc import Iterable

_SPLITS = (
    "train|training|trn|val|valid|validation|validate|dev|devel|development|test|testing|tst|holdout|heldout|"
    "eval|evaluate|evaluation|fold|cv|split|pred|predict|prediction|predictions|unlabeled|unlabelled|unlabel"
)
# Words that only say that a split holds data, and words that are joined to a split's name without a sign between.
_FILLERS = (
    "set|sets|data|dataset|datasets|image|images|img|imgs|picture|pictures|pic|pics|photo|photos|sample|samples|"
    "file|files|folder|dir|part|new|final|original|orig|raw|full|small|all|the"
)
_WORD = re.compile(r"[^\W\d_]+")
_CAMEL = re.compile(r"(?<=[a-z])(?=[A-Z])")
_SPLIT = re.compile(f"(?:{_FILLERS})*({_SPLITS})(?:{_FILLERS})*")
_FILLER = re.compile(f"(?:{_FILLERS})+|.")  # one letter, as in trainA and trainB, names no class


def only_splits(names: Iterable[str]) -> bool:
    """Tells whether all the names are those of splits, and say nothing else that sets them apart.

    `seg_train` and `seg_test` differ in their splits alone; `test positive` and `test negative` are classes, and so are
    `train`, `car` and `bus`.
    """
    stems = {_stem(name) for name in names}
    return len(stems) == 1 and None not in stems


def means_split(name: str) -> bool:
    """Tells whether a name says that it is a split, and nothing else."""
    return _stem(name) == ()


def _stem(name: str) -> tuple[str, ...] | None:
    """What a name says beside the split that it names, as words; None where it names no split."""
    words = [word.lower() for word in _WORD.findall(_CAMEL.sub(" ", name))]
    joined = "".join(words)
    if _SPLIT.fullmatch(joined):  # also hold-out, which is one word in two
        return ()
    rest = [word for word in words if not _SPLIT.fullmatch(word)]
    return tuple(word for word in rest if not _FILLER.fullmatch(word)) if len(rest) < len(words) else None
