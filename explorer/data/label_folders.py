"""Classes from the folders that pictures lie in, or from their names. Reads no files."""

import unicodedata
from collections import Counter, defaultdict
from collections.abc import Callable, Collection, Iterator, Sequence
from pathlib import PurePosixPath

from explorer import names, numbers
from explorer.data.entries import Entry, HowRead, Layout, LeftOut, class_name, labels_of
from explorer.data.patterns import Pattern, before_number
from explorer.data.reading import FOLDER, NAME, PARENT, Reading
from explorer.data.split_folders import Paths, Placed, sort_out
from explorer.data.split_layouts import check_class_folders, check_inner_folders
from explorer.data.split_names import means_split, split_meant
from explorer.errors import DataError, listed, quoted, quoted_path

_ODD = 0.05  # pictures that tell no class: up to this share they are left out, and said
_FEW_CLASSES = 2


def wrapping(pictures: list[str]) -> str:
    """Returns the folders around everything else, such as `my-set/`.

    A folder that is named like a split, or that holds pictures itself, is no wrapping.
    """
    prefix = ""
    while True:
        tops = {path[len(prefix) :].split("/", 1)[0] for path in pictures}
        top = min(tops)
        inner = f"{prefix}{top}/"
        if (
            len(tops) != 1
            or (means_split(top) and split_meant(top) is not None)
            or not all("/" in path[len(inner) :] for path in pictures)
        ):
            return prefix
        prefix = inner


def read_folders(source: str, paths: Paths, listing: Collection[str], reading: Reading) -> Layout:
    """Returns the layout of folders for classes, with or without folders for splits around them.

    `paths` are those of the pictures, in parts, below the folders around everything; `listing` are
    the outermost folders there. Raises DataError where no class is told, and where two readings
    are possible.
    """
    found = sort_out(source, paths, listing, reading)
    if not found.named and reading.labels_from in (None, FOLDER):
        _check_loose(source, found.placed)
        check_class_folders(
            source, [parts for parts in paths.values() if len(parts) > 1], _hint(found.placed)
        )
    if reading.labels_from is None:
        _check_nested(source, found.placed)
    told = _labels(reading)
    entries, lost, spelled = [], Counter[str](), defaultdict[str, set[str]](set)
    for one in found.placed:
        if (label := told(one)) is None:
            lost[PurePosixPath(one.path).parent.name] += 1
        else:
            written = class_name(_composed(label), quoted_path(one.path))
            spelled[written].add(names.encodable(label))
            entries.append(Entry(one.path, written, one.split))
    if not entries:
        how = f"--labels-from {quoted(reading.labels_from)} finds none" if reading.told else "none"
        raise DataError(f"{quoted(source)}: no class is told: {how}{_hint(found.placed)}")
    labels = labels_of(entries)
    check_inner_folders(source, labels)
    if len(labels) < _FEW_CLASSES and (hint := _hint(found.placed)):
        raise DataError(f"{quoted(source)} has one class, {quoted(labels[0])}{hint}")
    one_class = tuple(
        (label, tuple(sorted(set_))) for label, set_ in spelled.items() if len(set_) > 1
    )
    return Layout(
        tuple(entries),
        tuple(_merged(*names) for names in one_class),
        found.promised,
        read_as=HowRead(
            "folds" if found.folds else "split folders" if found.named else "class folders",
            reading.labels_from or FOLDER,
            tuple(sorted(found.named.items())),
            reading.fold,
            one_class,
        ),
        left_out=(*found.left_out, *_without_class(lost)),
    )


def _labels(reading: Reading) -> Callable[[Placed], str | None]:
    """Where the class of a picture stands, as a function that finds it."""
    if reading.labels_from in (None, FOLDER):
        return lambda one: one.folders[0] if one.folders else None
    if reading.labels_from == PARENT:
        return lambda one: one.folders[-1] if one.folders else None
    if reading.labels_from == NAME:
        return lambda one: before_number(PurePosixPath(one.path).stem)
    pattern = Pattern(str(reading.labels_from))
    return lambda one: pattern.label(one.path)


def _composed(name: str) -> str:
    """A name with its letters composed and without spaces around it.

    Systems differ in both, so that one folder on two of them would be two classes.
    """
    return unicodedata.normalize("NFC", name).strip() or name


def _without_class(lost: Counter[str]) -> Iterator[LeftOut]:
    for folder, count in sorted(lost.items()):
        pictures, were = numbers.count(count, "picture"), "was" if count == 1 else "were"
        where = f"in {quoted(folder)}" if folder else "in no folder"
        yield LeftOut(count, f"{pictures} {where} {were} left out: nothing tells the class")


def _check_loose(source: str, placed: Sequence[Placed]) -> None:
    loose = [one.path for one in placed if not one.folders]
    if len(loose) > _ODD * len(placed):
        pictures = numbers.count(len(loose), "picture")
        raise DataError(
            f"{quoted(source)} has {pictures} in no class folder, such as {quoted_path(loose[0])}"
            f"{_hint(placed)}"
        )


def _hint(placed: Sequence[Placed]) -> str:
    """What the names of files tell of classes, where folders tell none; else an empty text."""
    found = Counter(before_number(PurePosixPath(one.path).stem) for one in placed)
    named = {label: count for label, count in found.items() if label is not None}
    if len(named) < _FEW_CLASSES or sum(named.values()) < 2 * len(named):
        return ""
    classes = numbers.count(len(named), "class", "classes")
    return (
        f"; their names begin with {listed(sorted(named))}: --labels-from name takes what stands "
        f"before the number as {classes}"
    )


def _check_nested(source: str, placed: Sequence[Placed]) -> None:
    """Refuses class folders that hold several folders, and no picture themselves."""
    inner: dict[str, set[str]] = defaultdict(set)
    direct: set[str] = set()
    for one in placed:
        if len(one.folders) == 1:
            direct.add(one.folders[0])
        elif one.folders:
            inner[one.folders[0]].add(one.folders[-1])
    torn = [top for top, below in inner.items() if len(below) > 1 and top not in direct]
    if not torn:
        return
    outer = sorted({one.folders[0] for one in placed if one.folders})
    last = sorted({one.folders[-1] for one in placed if one.folders})
    example = f"{torn[0]}/{min(inner[torn[0]])}"
    raise DataError(
        f"{quoted(source)}: the classes can be read in two ways, since folders lie in folders "
        f"({quoted_path(example)}): --labels-from folder takes the outermost, {listed(outer)}; "
        f"--labels-from parent the innermost, {listed(last)}"
    )


def _merged(label: str, spelled: Sequence[str]) -> str:
    bare = {name.strip() for name in spelled}
    how = []
    if len(bare) < len(spelled):
        how.append("in a space at the end")
    if len(bare) > 1:
        how.append("in how its letters are composed (Unicode NFC and NFD)")
    return (
        f"{len(spelled)} spellings of {quoted(label)}, which differ only {' and '.join(how)}, "
        "were taken for one class"
    )


def empty_folders(
    folders: Sequence[str], prefix: str, named: Collection[str], layout: Layout
) -> Iterator[str]:
    """Yields a note on the folders that would be classes, but hold no picture in any split."""
    filled = {str(parent) for one in layout.entries for parent in PurePosixPath(one.path).parents}
    found = set()
    for path in folders:
        parts = PurePosixPath(path[len(prefix) :]).parts if path.startswith(prefix) else ()
        if named:
            parts = parts[1:] if parts and parts[0] in named else ()
        if parts[:1] and path.rstrip("/") not in filled:
            found.add(parts[0])
    empty = sorted(set(map(names.shown, found)) - {entry.label for entry in layout.entries})
    if empty:
        one = len(empty) == 1
        holds = (
            "holds no picture: it is no class" if one else "hold no picture: they are no classes"
        )
        yield f"the folder{'' if one else 's'} {listed(empty)} {holds}"
