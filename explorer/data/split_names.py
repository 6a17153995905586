"""Which names of folders and labels mean a split, so that none is taken for a class.

Examples are `training_set`, `seg_test` and `fold_0`. Knows no files.
"""

import re
from collections.abc import Iterable

from explorer.data.splits import ALIASES, SplitName

_FOLDS = "fold|kfold|cv|split"
# Words that say which split they mean, beside the names of the three.
_CLEAR: dict[str, SplitName] = {
    **ALIASES,
    **dict.fromkeys(("trn", "learn", "learning"), "train"),
    **dict.fromkeys(("validate", "dev", "devel", "development", "tune", "tuning"), "val"),
    "tst": "test",
}
# Words for a split of which people mean different ones, and for pictures without a class.
_SPLITS = (
    f"{_FOLDS}|{'|'.join(_CLEAR)}|calib|calibration|query|gallery|probe|support|seen|unseen|"
    "holdout|heldout|eval|evaluate|evaluation|"
    "pred|predict|prediction|predictions|unlabeled|unlabelled|unlabel"
)
# Words that only say that a split holds data, also where they are joined to its name without a sign
# between.
_FILLERS = (
    "set|sets|data|dataset|datasets|image|images|img|imgs|picture|pictures|pic|pics|photo|photos|"
    "sample|samples|file|files|folder|dir|part|new|final|original|orig|raw|full|small|mini|tiny|"
    "all|the|public|private|hidden|blind"
)
_PIECE = re.compile(r"[^\W\d_]+|\d+")
_WORD = re.compile(r"[^\W\d_]+")
_CAMEL = re.compile(r"(?<=[a-z])(?=[A-Z])")
_SPLIT = re.compile(f"(?:{_FILLERS})*({_SPLITS})(?:{_FILLERS})*")
_FOLD_DIGITS = 4
_FOLD = frozenset(_FOLDS.split("|"))
_FILLER = re.compile(f"(?:{_FILLERS})+|.")  # one letter, as in trainA and trainB, names no class


def only_splits(names: Iterable[str]) -> bool:
    """Tells whether all the names are those of splits, and say nothing else that sets them apart.

    `seg_train` and `seg_test` differ in their splits alone; `test positive` and `test negative` are
    classes, and so are `train`, `car` and `bus`.
    """
    stems = {_stem(name) for name in names}
    return len(stems) == 1 and None not in stems


def means_split(name: str) -> bool:
    """Tells whether a name says that it is a split, and nothing else."""
    return _stem(name) == ()


def names_split(name: str) -> bool:
    """Tells whether a split is named among the words of a name."""
    return _stem(name) is not None


def is_filler(name: str) -> bool:
    """Tells whether a name only says that something holds data, such as `images`."""
    words = [word.lower() for word in _WORD.findall(_CAMEL.sub(" ", name))]
    return bool(words) and all(_FILLER.fullmatch(word) and len(word) > 1 for word in words)


def split_meant(name: str) -> SplitName | None:
    """Returns the one split that a name means, such as val for `seg_dev`; None where none is."""
    found = {_CLEAR.get(word) for word in _mark(name)}
    return found.pop() if len(found) == 1 else None


def stem_of(name: str) -> tuple[str, ...] | None:
    """Returns what a name says beside its split, as words; None where it names no split.

    Folders of one stem are the splits of one set: `seg_train` and `seg_test`.
    """
    return _stem(name)


def repeats(name: str, outer: str) -> bool:
    """Tells whether a folder inside another one only says again which split it is."""
    if name.casefold() == outer.casefold():
        return True
    stem = _stem(name)
    return stem is not None and stem in ((), _stem(outer)) and _mark(name) == _mark(outer)


def fold_number(name: str) -> int | None:
    """Returns the number of a fold, such as 2 for `fold_2`; None for what is no fold."""
    numbers = [piece for piece in _PIECE.findall(name) if piece.isdecimal()]
    folds = means_split(name) and _FOLD.intersection(_mark(name))
    return int(numbers[-1]) if folds and numbers and len(numbers[-1]) <= _FOLD_DIGITS else None


def only_folds(names: Iterable[str]) -> bool:
    """Tells whether all the names are those of folds of a cross-validation."""
    return all(_FOLD.intersection(_mark(name)) for name in names)


def same_but_for_split(names: Iterable[str]) -> list[list[str]]:
    """Returns the groups of names that differ only in their splits: `cat_train`, `cat_test`."""
    groups: dict[tuple[str, ...], list[str]] = {}
    for name in sorted(set(names)):
        if (stem := _stem(name)) is not None:
            groups.setdefault(stem, []).append(name)
    return [group for group in groups.values() if len({_mark(name) for name in group}) > 1]


def class_and_split(names: Iterable[str]) -> bool:
    """Tells whether every name is that of a class and a split in one.

    Each class stands there with several splits: `cat_train`, `cat_test`, `dog_train`, `dog_test`.
    `test positive` and `test negative` are classes.
    """
    everything = set(names)
    groups = same_but_for_split(everything)
    return len(groups) > 1 and sum(map(len, groups)) == len(everything)


def _mark(name: str) -> tuple[str, ...]:
    """The words by which a name names a split, and its number where it is a fold."""
    pieces = [piece.lower() for piece in _PIECE.findall(_CAMEL.sub(" ", name))]
    found = tuple(match[1] for piece in pieces if (match := _SPLIT.fullmatch(piece)))
    if not found:  # capitals anywhere: tesT
        plain = _PIECE.findall(name.lower())
        found = tuple(match[1] for piece in plain if (match := _SPLIT.fullmatch(piece)))
    return found + (tuple(filter(str.isdigit, pieces)) if _FOLD.intersection(found) else ())


def _stem(name: str) -> tuple[str, ...] | None:
    """What a name says beside the split that it names, as words; None where it names no split."""
    words = [word.lower() for word in _WORD.findall(_CAMEL.sub(" ", name))]
    joined = "".join(words)
    if _SPLIT.fullmatch(joined):  # also hold-out, which is one word in two
        return ()
    rest = [word for word in words if not _SPLIT.fullmatch(word)]
    if len(rest) == len(words):
        return None
    return tuple(word for word in rest if not _FILLER.fullmatch(word))
