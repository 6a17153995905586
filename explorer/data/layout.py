"""How the files of a source are arranged: split folders, class folders or a CSV manifest become
(path, class, split). Reads no pictures.
"""

import csv
import io
import posixpath
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field, replace
from pathlib import PurePosixPath
from typing import Literal

from explorer import names
from explorer.data.lookalikes import lookalike_warning
from explorer.data.sources import MAX_FILES, Source
from explorer.data.split_layouts import (
    check_class_folders,
    check_inner_folders,
    check_labels,
    check_outside,
    split_warnings,
)
from explorer.errors import DataError, ImageError, listed, quoted, quoted_path, reason
from explorer.images import SUFFIXES

SplitName = Literal["train", "val", "test"]
SPLITS: tuple[SplitName, ...] = ("train", "val", "test")
MAX_CLASSES = 1000
MAX_NAME_CHARS = 200
MAX_CSV_BYTES = 50_000_000
_NAMED = 5
_ALIASES: dict[str, SplitName] = {
    "train": "train",
    "training": "train",
    "val": "val",
    "valid": "val",
    "validation": "val",
    "test": "test",
    "testing": "test",
}


@dataclass(frozen=True)
class Entry:
    """One picture as the layout names it; `split` is None where the split is still to be drawn."""

    path: str
    label: str
    split: SplitName | None


@dataclass(frozen=True)
class Layout:
    """The pictures of a source, and notes on what was left out.

    `promised` are the splits that the source names, filled or not.

    `warnings` are what a result suffers from, such as folders that could not be read.
    """

    entries: tuple[Entry, ...]
    notes: tuple[str, ...] = ()
    promised: frozenset[SplitName] = field(default_factory=frozenset)
    warnings: tuple[str, ...] = ()


def read_layout(source: Source, manifest: str | None = None) -> Layout:
    """Returns the layout of a source; `manifest` is the path of a CSV file in it that says it, else
    it is found out.

    A single CSV file with the columns path and label beside the folders is a manifest; split
    folders come before class folders. Folders that wrap everything are looked through. Raises
    DataError when there are no pictures, none of the arrangements fits, or all classes are names of
    splits.
    """
    layout = _read(source, manifest)
    labels = _labels(layout.entries)
    alike = lookalike_warning(labels)
    return replace(
        layout, warnings=(*layout.warnings, *split_warnings(labels), *([alike] if alike else []))
    )


def _read(source: Source, manifest: str | None) -> Layout:
    if manifest is not None:
        return _from_manifest(source, manifest)
    paths, unread = source.listing()
    files = [path for path in paths if not path.endswith("/")]
    if not files:
        raise DataError(
            f"{quoted(source.name)} {'holds nothing that can be read' if unread else 'is empty'}{_unread(unread)}"
        )
    if (table := _table(source, files)) is not None:
        return _from_manifest(source, table)
    pictures = [path for path in files if path.lower().endswith(SUFFIXES)]
    if not pictures:
        raise DataError(
            f"{quoted(source.name)} holds no picture (PNG, JPEG, WebP, BMP or TIFF) among its {len(files)} files, "
            f"such as {quoted_path(files[0])}{_unread(unread)}"
        )
    prefix = _wrapping(pictures)
    relative = {path: PurePosixPath(path[len(prefix) :]).parts for path in pictures}
    named = (
        _split_folders(paths, prefix)
        if any(len(parts) >= 3 and parts[0].lower() in _ALIASES for parts in relative.values())
        else {}
    )
    layout = (
        _from_split_folders(source, relative, named)
        if named
        else _from_class_folders(source, relative)
    )
    notes = (
        *_other_files(files, pictures),
        *_empty_folders(paths, prefix, named, layout),
        *layout.notes,
    )
    return Layout(
        layout.entries, notes, layout.promised, (f"left out{_unread(unread)}",) if unread else ()
    )


def _labels(entries: Iterable[Entry]) -> list[str]:
    return sorted({entry.label for entry in entries})


def _unread(unread: tuple[str, ...]) -> str:
    """What could not be read, in words that follow others; "" where all could be."""
    if not unread:
        return ""
    more = f" and {len(unread) - _NAMED} more" if len(unread) > _NAMED else ""
    return f": {'a folder' if len(unread) == 1 else f'{len(unread)} folders'} that cannot be read, {', '.join(unread[:_NAMED])}{more}"


def _table(source: Source, files: list[str]) -> str | None:
    """Returns the manifest among the outermost files, if there is just one."""
    common = posixpath.commonpath([posixpath.dirname(path) for path in files])
    tables = [
        path
        for path in files
        if posixpath.dirname(path) == common and path.lower().endswith(".csv")
    ]
    return tables[0] if len(tables) == 1 and _is_manifest(source, tables[0]) else None


def _wrapping(pictures: list[str]) -> str:
    """Returns the folders around everything else, such as `my-set/`; a folder of a split's name, or
    of pictures alone, is no wrapping.
    """
    prefix = ""
    while True:
        tops = {path[len(prefix) :].split("/", 1)[0] for path in pictures}
        inner = f"{prefix}{min(tops)}/"
        if (
            len(tops) != 1
            or min(tops).lower() in _ALIASES
            or not all("/" in path[len(inner) :] for path in pictures)
        ):
            return prefix
        prefix = inner


def _split_folders(paths: list[str], prefix: str) -> dict[str, SplitName]:
    tops = {
        path[len(prefix) :].split("/", 1)[0]
        for path in paths
        if path.startswith(prefix) and "/" in path[len(prefix) :]
    }
    return {top: _ALIASES[top.lower()] for top in tops if top.lower() in _ALIASES}


def _from_split_folders(
    source: Source, relative: dict[str, tuple[str, ...]], named: dict[str, SplitName]
) -> Layout:
    if "train" not in named.values():
        raise DataError(
            f"{quoted(source.name)} has {' and '.join(sorted(named))}, but no train folder"
        )
    for split, count in Counter(named.values()).items():
        if count > 1:
            folders = " and ".join(
                sorted(folder for folder, name in named.items() if name == split)
            )
            raise DataError(
                f"{quoted(source.name)} has more than one folder for {split}: {folders}"
            )
    entries, outside = [], 0
    for path, parts in relative.items():
        if parts[0] not in named:
            outside += 1
        elif len(parts) < 3:
            raise DataError(
                f"{quoted_path(path)} lies in {parts[0]}/ itself: one folder a class is wanted there"
            )
        else:
            entries.append(Entry(path, _class_name(parts[1], quoted_path(path)), named[parts[0]]))
    check_outside(source.name, list(relative.values()), named)
    check_inner_folders(source.name, _labels(entries))
    notes = (
        (f"{outside} pictures outside {', '.join(sorted(named))} were left out",) if outside else ()
    )
    return Layout(tuple(entries), notes, frozenset(named.values()))


def _from_class_folders(source: Source, relative: dict[str, tuple[str, ...]]) -> Layout:
    loose = [path for path, parts in relative.items() if len(parts) < 2]
    if loose:
        raise DataError(
            f"{quoted(source.name)} has {len(loose)} pictures that are in no class folder, such as {quoted_path(loose[0])}"
        )
    entries = tuple(
        Entry(path, _class_name(parts[0], quoted_path(path)), None)
        for path, parts in relative.items()
    )
    check_class_folders(source.name, list(relative.values()))
    return Layout(entries)


def _other_files(paths: list[str], pictures: list[str]) -> Iterator[str]:
    kept = set(pictures)
    others = Counter(
        PurePosixPath(path).suffix.lower() or "no suffix" for path in paths if path not in kept
    )
    if others:
        count = others.total()
        words = (
            "1 file that is no picture was"
            if count == 1
            else f"{count} files that are no pictures were"
        )
        yield f"{words} left out ({', '.join(f'{n} {suffix}' for suffix, n in others.most_common(5))})"


def _empty_folders(
    paths: list[str], prefix: str, named: dict[str, SplitName], layout: Layout
) -> Iterator[str]:
    """Says which folders stand where a class would, and hold no picture in any split."""
    found = set()
    for path in paths:
        parts = PurePosixPath(path[len(prefix) :]).parts if path.startswith(prefix) else ()
        folders = parts if path.endswith("/") else parts[:-1]
        if named:
            folders = folders[1:] if folders and folders[0] in named else ()
        found |= set(folders[:1])
    empty = sorted(set(map(names.shown, found)) - {entry.label for entry in layout.entries})
    if empty:
        yield f"no picture, and so no class, is in {listed(empty)}"


def _class_name(name: str, place: str) -> str:
    written = names.encodable(name)  # a folder of an old disk: its name is no UTF-8
    if trouble := names.refusal(written, MAX_NAME_CHARS, "class name"):
        raise DataError(f"{place}: {quoted(name)} {trouble}")
    return written


def _is_manifest(source: Source, path: str) -> bool:
    header = _read_text(source, path).split("\n", 1)[0]
    return {"path", "label"} <= {name.strip().strip('"').lower() for name in header.split(",")}


def _read_text(source: Source, path: str) -> str:
    try:
        with source.reader() as reader:
            return reader.read(path, MAX_CSV_BYTES).decode("utf-8-sig")
    except UnicodeDecodeError:
        raise DataError(f"{quoted_path(path)} is not UTF-8 text") from None
    except ImageError as error:  # too large, or empty
        raise DataError(str(error)) from None
    except OSError as error:
        raise DataError(f"{quoted_path(path)} cannot be read: {reason(error)}") from None


def _from_manifest(source: Source, manifest: str) -> Layout:
    """Reads the rows; their paths count from the folder of the manifest."""
    rows = csv.reader(io.StringIO(_read_text(source, manifest), newline=""), strict=True)
    folder = PurePosixPath(manifest).parent
    try:
        header = [name.strip().lower() for name in next(rows, [])]
        if not {"path", "label"} <= set(header) or len(set(header)) < len(header):
            raise DataError(
                f"{quoted_path(manifest)}: the first line names the columns {quoted(','.join(header))}, not path,label[,split]"
            )
        entries = [
            _row(
                dict(zip(header, row, strict=False)),
                folder,
                f"{quoted_path(manifest)}, line {rows.line_num}",
            )
            for row in rows
            if any(row)
        ]
    except csv.Error as error:
        raise DataError(f"{quoted_path(manifest)}, line {rows.line_num}: {reason(error)}") from None
    if not entries:
        raise DataError(f"{quoted_path(manifest)} names no pictures")
    if len(entries) > MAX_FILES:
        raise DataError(
            f"{quoted_path(manifest)} names {len(entries)} pictures, more than {MAX_FILES}"
        )
    check_labels(manifest, _labels(entries))
    _check_rows(source, manifest, entries)
    promised = frozenset(SPLITS) if "split" in header else frozenset[SplitName]()
    return Layout(tuple(entries), (), promised)


def _row(row: dict[str, str], folder: PurePosixPath, place: str) -> Entry:
    path = row.get("path", "").strip().replace("\\", "/")
    if not path or "\0" in path:
        raise DataError(f"{place}: {quoted_path(path)} is not a path")
    label = row.get("label", "").strip()
    split = None
    if "split" in row:
        split = _ALIASES.get(row["split"].strip().lower())
        if split is None:
            raise DataError(f"{place}: the split {quoted(row['split'])} is not train, val or test")
    return Entry(str(folder / path), _class_name(label, place), split)


def _check_rows(source: Source, manifest: str, entries: list[Entry]) -> None:
    path, count = Counter(entry.path for entry in entries).most_common(1)[0]
    if count > 1:
        raise DataError(f"{quoted_path(manifest)} names {quoted_path(path)} {count} times")
    missing = [entry.path for entry in entries if source.size(entry.path) is None]
    if missing:
        raise DataError(
            f"{quoted_path(manifest)} names {len(missing)} of {len(entries)} files that do not exist, such as {quoted_path(missing[0])}"
        )
