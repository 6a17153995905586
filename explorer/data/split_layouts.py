"""Refuses folders and labels that are named as splits where classes are wanted, and says what to do. Reads no files."""

from collections.abc import Iterator, Mapping, Sequence, Set
from typing import Final

from explorer.data.split_names import class_and_split, means_split, names_split, only_folds, only_splits, same_but_for_split
from explorer.errors import DataError, listed, quoted, quoted_path

READ_AS: Final = ("train", "val", "test")
_ENOUGH = 2  # class folders that splits have in common: a single one, such as images/, may wrap loose pictures
Parts = Sequence[tuple[str, ...]]


def check_class_folders(source: str, paths: Parts) -> None:
    """Refuses outermost folders that would be classes, and are splits: a network would learn to tell training from test pictures.

    `paths` are those of the pictures, in parts. Raises DataError with the folders and what to do.
    """
    tops = sorted({parts[0] for parts in paths})
    inner = {top: _class_folders(top, paths) for top in tops}
    if only_splits(tops):
        raise DataError(f"{quoted(source)}: {_named_as_splits(tops)}{_advice(inner)}")
    if class_and_split(tops):
        raise DataError(
            f"{quoted(source)}: the folders {listed(tops)} name a class and a split in one: "
            "make the folders train, val and test, with one folder a class in each"
        )
    for group in same_but_for_split(tops):
        if shared := _shared([inner[name] for name in group]):
            raise DataError(
                f"{quoted(source)}: the folders {listed(group)} are named as splits and hold the same folders, {listed(sorted(shared))}: "
                f"{_renaming(group)}, with one folder a class in each; folders beside them are then left out"
            )


def check_inner_folders(source: str, labels: Sequence[str]) -> None:
    """Refuses folders inside train, val and test that would be classes, and are splits again."""
    if only_splits(labels):
        raise DataError(f"{quoted(source)}: {_named_as_splits(labels)}: move what they hold one folder up, so that these folders are the classes")
    if class_and_split(labels):
        raise DataError(f"{quoted(source)}: the folders {listed(labels)} name a class and a split in one: name them by their class alone")


def check_labels(manifest: str, labels: Sequence[str]) -> None:
    """Refuses the labels of a table that are splits."""
    advice = "rename that column to split, and give the classes in a column label"
    if only_splits(labels):
        raise DataError(f"{quoted_path(manifest)}: the labels {listed(labels)} are named as splits, not as classes: {advice}")
    if class_and_split(labels):
        raise DataError(
            f"{quoted_path(manifest)}: the labels {listed(labels)} name a class and a split in one: give the class in the column label, "
            "and train, val or test in a column split"
        )


def check_outside(source: str, paths: Parts, named: Mapping[str, str]) -> None:
    """Refuses to draw a split that the source seems to have under another name; `named` are the folders that are read as splits."""
    missing = [split for split in READ_AS if split not in named.values()]
    others = sorted({parts[0] for parts in paths if len(parts) > 1 and parts[0] not in named and means_split(parts[0])})
    if not missing or not others:
        return
    filled = [name for name in others if _class_folders(name, paths)]
    start = f"{quoted(source)} has {listed(sorted(named))}, and {listed(others)}, which {'names' if len(others) == 1 else 'name'} a split too"
    if not filled:
        raise DataError(f"{start}, but {_hold_no_class_folder(others)}: move {_it(others)} out of this folder")
    renaming = f"rename {_it(filled) if filled == others else listed(filled)} to {' or '.join(missing)}, or move {_it(filled)} out of this folder"
    raise DataError(f"{start}: {renaming}{_moving_out([name for name in others if name not in filled])}")


def split_warnings(labels: Sequence[str]) -> Iterator[str]:
    """Yields which accepted classes look like splits."""
    found = [name for group in same_but_for_split(labels) for name in group]
    if found:
        yield f"{'two' if len(found) == 2 else len(found)} class names look like splits, {listed(found)}: if they are splits, the result means nothing"


def _class_folders(top: str, paths: Parts) -> set[str]:
    """The folders in an outermost one that may be classes: what repeats a split's name (`seg_train/seg_train/cat`) is looked through."""
    found: set[str] = set()
    for parts in paths:
        if parts[0] == top:
            found |= set([part for part in parts[1:-1] if not names_split(part)][:1])
    return found


def _shared(inner: Sequence[Set[str]]) -> Set[str]:
    """The class folders that two of these have in common, where these are most of what both hold."""
    for place, one in enumerate(inner):
        for other in inner[place + 1 :]:
            if len(both := one & other) >= max(_ENOUGH, (max(len(one), len(other)) + 1) // 2):
                return both
    return set()


def _named_as_splits(names: Sequence[str]) -> str:
    one = len(names) == 1
    return f"the folder{'' if one else 's'} {listed(names)} {'is' if one else 'are'} named as {'a split, not as a class' if one else 'splits, not as classes'}"


def _advice(inner: Mapping[str, Set[str]]) -> str:
    """What to do about outermost folders that all are splits; `inner` are the class folders in each."""
    filled = [name for name, folders in inner.items() if folders]
    if not filled:
        sorting = f"move the pictures in {'it' if len(inner) == 1 else 'each'} into one folder a class"
        renaming = "" if len(inner) == 1 else _renaming(list(inner))
        return f", and {_hold_no_class_folder(list(inner))}: {f'{renaming}; then ' if renaming else ''}{sorting}"
    if len(filled) == 1:  # the others are no splits that could be read: this one's classes are the set
        return f": keep {listed(filled)} alone{_moving_out([name for name in inner if name not in filled])}"
    which = "them" if len(filled) == len(inner) else listed(filled)
    return f": {_renaming(filled, which)}, with one folder a class in each{_moving_out([name for name in inner if name not in filled])}"


def _renaming(names: Sequence[str], which: str = "them") -> str:
    """How folders become splits that are read; "" where they have these names already."""
    if all(name.lower() in READ_AS for name in names):
        return ""
    if only_folds(names):
        return f"rename one of {which}, such as {quoted(names[-1])}, to val, and move what the others hold together into one folder train"
    return f"rename {which} to train, val and test"


def _hold_no_class_folder(names: Sequence[str]) -> str:
    return f"{'holds' if len(names) == 1 else 'hold'} pictures where one folder a class is wanted"


def _moving_out(names: Sequence[str]) -> str:
    return f"; move {listed(names)} out: {'it holds' if len(names) == 1 else 'they hold'} no class folder" if names else ""


def _it(names: Sequence[str]) -> str:
    return "it" if len(names) == 1 else "them"
