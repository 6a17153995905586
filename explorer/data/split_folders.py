"""Which folders are splits or folds, so that what lies in them are classes. Reads no files.

What names a split may stand outside the classes (`train/cat`), inside them (`cat/train`), or be
said twice (`seg_train/seg_train/cat`).
"""

from collections import Counter, defaultdict
from collections.abc import Collection, Mapping, Sequence
from typing import NamedTuple

from explorer import numbers
from explorer.data.entries import LeftOut
from explorer.data.reading import FOLDER, PARENT, Reading
from explorer.data.split_layouts import check_outside
from explorer.data.split_names import (
    class_and_split,
    fold_number,
    is_filler,
    means_split,
    repeats,
    split_meant,
    stem_of,
)
from explorer.data.splits import SplitName
from explorer.errors import DataError, listed, quoted

Paths = Mapping[str, tuple[str, ...]]  # of each picture, in parts, below the folders around all
_ENOUGH = 2  # folders: a single one, such as images/, may wrap loose pictures


class Placed(NamedTuple):
    """A picture with its split, and the folders that may name its class, the outermost first."""

    path: str
    split: SplitName | None
    folders: tuple[str, ...]


class Sorted(NamedTuple):
    """Pictures by split, which folders were taken for splits, and what is in none of them.

    `promised` are the splits that the source names, filled or not. `folds` says whether the
    folders were those of a cross-validation.
    """

    placed: tuple[Placed, ...]
    named: Mapping[str, SplitName]
    promised: frozenset[SplitName]
    left_out: tuple[LeftOut, ...] = ()
    folds: bool = False


def sort_out(source: str, paths: Paths, listing: Collection[str], reading: Reading) -> Sorted:
    """Returns the pictures by split. `listing` are the outermost folders, filled or not.

    Raises DataError where folds or splits cannot be told.
    """
    tops = sorted({parts[0] for parts in paths.values() if len(parts) > 1})
    folds = {top: number for top in tops if (number := fold_number(top)) is not None}
    if len(folds) >= _ENOUGH and (
        _in_names(reading) or any(_class_folders(top, paths) for top in folds)
    ):
        return _of_folds(source, paths, folds, reading)
    if reading.fold is not None:
        raise DataError(
            f"--fold {reading.fold}: {quoted(source)} has no folds, such as fold_0 and fold_1"
        )
    named = _split_folders(tops, paths, reading)
    if named:
        return _of_splits(source, paths, named, set(listing) - set(tops))
    inner = {parts[1] for parts in paths.values() if len(parts) > 2}
    deep = all(len(parts) > 2 for parts in paths.values())
    meant = {name: split for name in inner if (split := split_meant(name)) is not None}
    if deep and meant and len(tops) >= _ENOUGH and all(means_split(one) for one in inner):
        return _turned(source, paths, meant)
    return Sorted(
        tuple(Placed(path, None, parts[:-1]) for path, parts in paths.items()), {}, frozenset()
    )


def _in_names(reading: Reading) -> bool:
    """Whether classes stand in the names of files, so that folders need hold none."""
    return reading.labels_from not in (None, FOLDER, PARENT)


def _class_folders(top: str, paths: Paths) -> set[str]:
    """The folders inside an outermost one that may be classes."""
    rests = (_within(parts, top) for parts in paths.values() if parts[0] == top)
    return {rest[0] for rest in rests if rest}


def _within(parts: tuple[str, ...], top: str) -> tuple[str, ...]:
    """The folders of a picture below an outermost one, without those that say its name again."""
    rest = parts[1:-1]
    while rest and repeats(rest[0], top):
        rest = rest[1:]
    return rest


def _split_folders(tops: Sequence[str], paths: Paths, reading: Reading) -> dict[str, SplitName]:
    """The outermost folders that say a split and hold classes; those without are none."""
    if class_and_split(tops):
        return {}
    groups: dict[tuple[str, ...], list[str]] = defaultdict(list)
    for top in tops:
        if (stem := stem_of(top)) is not None:
            groups[stem].append(top)
    for stem, group in sorted(groups.items()):  # what only says its split comes first
        meant = {top: split for top in group if (split := split_meant(top)) is not None}
        filled = {
            top: split
            for top, split in meant.items()
            if (_in_names(reading) and len(group) == len(tops)) or _class_folders(top, paths)
        }
        apart = stem == () or len(group) == len(tops) or _alike(filled, paths)
        if filled and apart and (stem == () or len(group) >= _ENOUGH):
            return filled
    return {}


def _alike(tops: Collection[str], paths: Paths) -> bool:
    """Whether folders hold the same classes, at least two, as splits of one set do."""
    inner = [_class_folders(top, paths) for top in tops]
    return len(inner) >= _ENOUGH and len(set.intersection(*inner)) >= _ENOUGH


def _of_splits(
    source: str, paths: Paths, named: Mapping[str, SplitName], empty: Collection[str]
) -> Sorted:
    check_outside(source, list(paths.values()), named)
    bare = {top: split_meant(top) for top in empty if means_split(top)}
    everything = {**named, **{top: split for top, split in bare.items() if split is not None}}
    if "train" not in named.values():
        has = " and ".join(sorted(everything))
        raise DataError(f"{quoted(source)} has {has}, but no train folder with a folder a class")
    for split, count in Counter(everything.values()).items():
        if count > 1:
            found = sorted(folder for folder, name in everything.items() if name == split)
            raise DataError(
                f"{quoted(source)} has more than one folder for {split}: {' and '.join(found)}"
            )
    placed = tuple(
        Placed(path, named[parts[0]], _within(parts, parts[0]))
        for path, parts in paths.items()
        if parts[0] in named and len(parts) > 1
    )
    left = tuple(_outside(paths, named))
    return Sorted(_unwrapped(placed), everything, frozenset(everything.values()), left)


def _outside(paths: Paths, named: Collection[str]) -> list[LeftOut]:
    """What lies beside the folders of splits: splits without classes, and all else."""
    outside = Counter(
        parts[0] if len(parts) > 1 and stem_of(parts[0]) is not None else ""
        for parts in paths.values()
        if len(parts) == 1 or parts[0] not in named
    )
    found = []
    if other := outside.pop("", 0):
        where = ", ".join(sorted(named))
        what = f"{numbers.count(other, 'picture')} outside {where} {_were(other)} left out"
        found.append(LeftOut(other, what))
    for top, count in sorted(outside.items()):
        pictures = numbers.count(count, "picture")
        why = "nothing there tells their classes"
        found.append(LeftOut(count, f"{pictures} in {quoted(top)} {_were(count)} left out: {why}"))
    return found


def _were(count: int) -> str:
    return "was" if count == 1 else "were"


def _of_folds(source: str, paths: Paths, folds: Mapping[str, int], reading: Reading) -> Sorted:
    called = sorted(folds, key=lambda top: (folds[top], top))
    if reading.fold is None:
        raise DataError(
            f"{quoted(source)}: {listed(called)} are folds of a cross-validation: --fold N "
            "validates on one of them and trains on the others, "
            f"such as --fold {min(folds.values())}"
        )
    chosen = [top for top in called if folds[top] == reading.fold]
    if len(chosen) != 1:
        has = "no fold" if not chosen else f"{len(chosen)} folds"
        raise DataError(
            f"--fold {reading.fold}: {quoted(source)} has {has} of that number, "
            f"but {listed(called)}"
        )
    if nested := _splits_of_fold(chosen[0], paths):
        inner = {path: parts[1:] for path, parts in paths.items() if parts[0] == chosen[0]}
        found = _of_splits(source, inner, nested, ())
        count = len(paths) - len(inner)
        what = f"{numbers.count(count, 'picture')} outside {quoted(chosen[0])} were left out"
        return found._replace(left_out=(*found.left_out, LeftOut(count, what)), folds=True)
    named: dict[str, SplitName] = {
        top: "val" if number == reading.fold else "train" for top, number in folds.items()
    }
    for top in {parts[0] for parts in paths.values() if len(parts) > 1} - set(named):
        if split_meant(top) == "test" and means_split(top) and _class_folders(top, paths):
            named[top] = "test"
    placed = tuple(
        Placed(path, named[parts[0]], _within(parts, parts[0]))
        for path, parts in paths.items()
        if parts[0] in named and len(parts) > 1
    )
    left = tuple(_outside(paths, named))
    return Sorted(_unwrapped(placed), named, frozenset(named.values()), left, folds=True)


def _splits_of_fold(fold: str, paths: Paths) -> dict[str, SplitName]:
    """The splits that a fold brings itself, as in `fold_0/train/cat`."""
    inner = {parts[1] for parts in paths.values() if parts[0] == fold and len(parts) > 2}
    meant = {name: split for name in inner if (split := split_meant(name)) is not None}
    return meant if len(meant) == len(inner) and {"train", "val"} <= set(meant.values()) else {}


def _turned(source: str, paths: Paths, meant: Mapping[str, SplitName]) -> Sorted:
    """Classes that hold the splits: `cat/train`, `cat/val`."""
    if "train" not in meant.values():
        raise DataError(
            f"{quoted(source)}: the class folders hold {listed(sorted(meant))}, but no train folder"
        )
    placed = tuple(
        Placed(path, meant[parts[1]], (parts[0], *parts[2:-1]))
        for path, parts in paths.items()
        if parts[1] in meant
    )
    lost = Counter(parts[1] for parts in paths.values() if parts[1] not in meant)
    left = tuple(
        LeftOut(count, f"{numbers.count(count, 'picture')} in folders {quoted(name)} were left out")
        for name, count in sorted(lost.items())
    )
    return Sorted(placed, dict(meant), frozenset(meant.values()), left)


def _unwrapped(placed: tuple[Placed, ...]) -> tuple[Placed, ...]:
    """Looks through a folder around all that a split holds, as in `train/images/cat`."""
    firsts: dict[SplitName | None, set[tuple[str, ...]]] = defaultdict(set)
    for one in placed:
        firsts[one.split].add(one.folders[: 2 if len(one.folders) > 1 else 1])
    around = {
        split: next(iter(names))
        for split, found in firsts.items()
        if all(len(folders) == 2 for folders in found)
        and len(names := {folders[0] for folders in found}) == 1
        and is_filler(next(iter(names)))
    }
    return tuple(
        one._replace(folders=one.folders[1:]) if one.split in around else one for one in placed
    )
