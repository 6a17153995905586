"""Refuses folders and labels that are named as splits where classes are wanted.

Says what to do; reads no files.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence, Set

from explorer.data.split_names import (
    class_and_split,
    means_split,
    names_split,
    only_folds,
    only_splits,
    same_but_for_split,
)
from explorer.data.splits import AND_SPLITS, OR_SPLITS, SPLITS
from explorer.errors import DataError, listed, quoted, quoted_path

# Class folders that splits have in common: a single one, such as images/, may wrap loose pictures.
_ENOUGH = 2
Parts = Sequence[tuple[str, ...]]


def check_class_folders(source: str, paths: Parts, hint: str = "") -> None:
    """Refuses outermost folders that would be classes, and are splits.

    A network would learn to tell training from test pictures.
    `paths` are those of the pictures, in parts; `hint` says what else may tell the classes. Raises
    DataError with the folders and what to do.
    """
    tops = sorted({parts[0] for parts in paths})
    inner = {top: _class_folders(top, paths) for top in tops}
    if only_splits(tops):
        raise DataError(f"{quoted(source)}: {_named_as_splits(tops)}{_advice(inner)}{hint}")
    if class_and_split(tops):
        raise DataError(
            f"{quoted(source)}: the folders {listed(tops)} name a class and a split in one: "
            f"make the folders {AND_SPLITS}, with one folder a class in each"
        )
    for group in same_but_for_split(tops):
        if shared := _shared([inner[name] for name in group]):
            raise DataError(
                f"{quoted(source)}: the folders {listed(group)} are named as splits "
                f"and hold the same folders, {listed(sorted(shared))}: {_renaming(group)}, "
                "with one folder a class in each; folders beside them are then left out"
            )


def check_inner_folders(source: str, labels: Sequence[str]) -> None:
    """Refuses folders inside the folders of splits that would be classes, and are splits again."""
    if only_splits(labels):
        advice = "move what they hold one folder up, so that these folders are the classes"
        raise DataError(f"{quoted(source)}: {_named_as_splits(labels)}: {advice}")
    if class_and_split(labels):
        start = f"{quoted(source)}: the folders {listed(labels)} name a class and a split in one"
        raise DataError(f"{start}: name them by their class alone")


def check_labels(manifest: str, labels: Sequence[str]) -> None:
    """Refuses the labels of a table that are splits."""
    start = f"{quoted_path(manifest)}: the labels {listed(labels)}"
    advice = "rename that column to split, and give the classes in a column label"
    if only_splits(labels):
        raise DataError(f"{start} are named as splits, not as classes: {advice}")
    if class_and_split(labels):
        advice = f"give the class in the column label, and {OR_SPLITS} in a column split"
        raise DataError(f"{start} name a class and a split in one: {advice}")


def check_outside(source: str, paths: Parts, named: Mapping[str, str]) -> None:
    """Refuses to draw a split that the source seems to have under another name.

    `named` are the folders that are read as splits.
    """
    missing = [split for split in SPLITS if split not in named.values()]
    tops = {parts[0] for parts in paths if len(parts) > 1} - set(named)
    others = sorted(filter(means_split, tops))
    if not missing or not others:
        return
    filled = [name for name in others if _class_folders(name, paths)]
    if not filled:  # pictures without classes: they are left out
        return
    name = "names" if len(filled) == 1 else "name"
    has = f"{quoted(source)} has {listed(sorted(named))}"
    start = f"{has}, and {listed(filled)}, which {name} a split too"
    which = _it(filled)
    raise DataError(
        f"{start}: rename {which} to {' or '.join(missing)}, or move {which} out of this folder"
    )


def split_warnings(labels: Sequence[str]) -> Iterator[str]:
    """Yields which accepted classes look like splits."""
    found = [name for group in same_but_for_split(labels) for name in group]
    if found:
        number = "two" if len(found) == 2 else len(found)
        start = f"{number} class names look like splits, {listed(found)}"
        yield f"{start}: if they are splits, the result means nothing"


def _class_folders(top: str, paths: Parts) -> set[str]:
    """The folders in an outermost one that may be classes.

    What repeats a split's name (`seg_train/seg_train/cat`) is looked through.
    """
    found: set[str] = set()
    for parts in paths:
        if parts[0] == top:
            found |= set([part for part in parts[1:-1] if not names_split(part)][:1])
    return found


def _shared(inner: Sequence[Set[str]]) -> Set[str]:
    """The class folders that two of these have in common, if they are most of what both hold."""
    for place, one in enumerate(inner):
        for other in inner[place + 1 :]:
            if len(both := one & other) >= max(_ENOUGH, (max(len(one), len(other)) + 1) // 2):
                return both
    return set()


def _named_as_splits(names: Sequence[str]) -> str:
    if len(names) == 1:
        return f"the folder {listed(names)} is named as a split, not as a class"
    return f"the folders {listed(names)} are named as splits, not as classes"


def _advice(inner: Mapping[str, Set[str]]) -> str:
    """What to do about outermost folders that all are splits; `inner` are the classes in each."""
    filled = [name for name, folders in inner.items() if folders]
    if not filled:
        each = "it" if len(inner) == 1 else "each"
        renaming = "" if len(inner) == 1 else _renaming(list(inner))
        first = f"{renaming}; then " if renaming else ""
        sorting = f"{first}move the pictures in {each} into one folder a class"
        return f", and {_hold_no_class_folder(list(inner))}, so that no class is told: {sorting}"
    rest = _moving_out(inner, filled)
    if len(filled) == 1:  # the others are no splits that could be read: its classes are the set
        return f": keep {listed(filled)} alone{rest}"
    which = "them" if len(filled) == len(inner) else listed(filled)
    return f": {_renaming(filled, which)}, with one folder a class in each{rest}"


def _renaming(names: Sequence[str], which: str = "them") -> str:
    """How folders become splits that are read; "" where they have these names already."""
    if all(name.lower() in SPLITS for name in names):
        return ""
    if only_folds(names):
        others = "move what the others hold together into one folder train"
        return f"rename one of {which}, such as {quoted(names[-1])}, to val, and {others}"
    return f"rename {which} to {AND_SPLITS}"


def _hold_no_class_folder(names: Sequence[str]) -> str:
    return f"{'holds' if len(names) == 1 else 'hold'} pictures where one folder a class is wanted"


def _moving_out(names: Iterable[str], filled: Sequence[str]) -> str:
    rest = [name for name in names if name not in filled]
    hold = "it holds" if len(rest) == 1 else "they hold"
    return f"; move {listed(rest)} out: {hold} no class folder" if rest else ""


def _it(names: Sequence[str]) -> str:
    return "it" if len(names) == 1 else "them"
