"""The data sets that a session can choose from, opened once and kept.

What the pages show of them is cached by digest.
"""

import os
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from pathlib import Path

import streamlit as st

from explorer import images, names, samples, variables
from explorer.data.image_set import ImageSet, Item, open_image_set
from explorer.data.readers.source import Reader
from explorer.data.reading import AS_FOUND, Reading
from explorer.data.roots import check_under
from explorer.data.splits import SPLITS, draw_splits
from explorer.data.squares import square
from explorer.errors import DataError, ImageError, quoted
from explorer.images import Image
from explorer.sweep.storage import folders
from explorer.ui.kept import MAX_SETS
from explorer.ui.session import Session
from explorer.ui.sizes import TILE_PX

PICTURE = "data"  # opens the ids of pictures that are images of the data set
PICTURES = 10


def roots() -> tuple[Path, ...]:
    """Returns the folders that the server was started with.

    Only below them may a data set be named.
    """
    told = variables.DATA_ROOTS.value or ""
    return tuple(Path(part) for part in told.split(os.pathsep) if part)


def uploads_folder() -> Path:
    """Returns where uploaded zips are kept.

    A sweep reads its pictures from there, long after the tab was closed.
    """
    return folders.data_folder() / "data-sets"


def choices(session: Session) -> tuple[str, ...]:
    """Returns the sources on offer.

    They are the ones that the session has opened itself, and the built-in ones.
    """
    own = (*session.sets, *((session.data,) if session.data else ()))
    return tuple(dict.fromkeys((*own, *samples.builtin_names())))


def label(source: str) -> str:
    """Returns how a source is called on the screen."""
    return (
        source
        if source in samples.builtin_names()
        else names.shown(Path(source).name.removesuffix(".zip"))
    )


def naming(sources: Sequence[str]) -> Callable[[str], str]:
    """Returns how each of the sources is called in a list of them.

    Those of one name are told apart by where they lie, or else by number.
    """
    plain = [label(source) for source in sources]
    titles = [
        name if plain.count(name) == 1 else f"{name} ({_place(source)})"
        for name, source in zip(plain, sources, strict=True)
    ]
    called = dict(zip(sources, names.numbered(titles), strict=True))
    # What is not on offer has a name too: Streamlit asks for that of a value that was chosen
    # before.
    return lambda source: called.get(source) or label(source)


def _place(source: str) -> str:
    if source in samples.builtin_names():
        return "built in"
    return (
        "upload"
        if _is_upload(Path(source))
        else f"in {names.shortened(names.shown(Path(source).parent.name), 40)}"
    )


def choose(session: Session, source: str) -> None:
    """Makes a source the session's data set, also after a reload.

    Raises DataError, and changes nothing, where it cannot be used.
    """
    opened(source)
    session.data = source
    if source not in samples.builtin_names():
        session.sets = tuple(dict.fromkeys((source, *session.sets)))[:MAX_SETS]
    session.keep()


def opened(source: str) -> ImageSet:
    """Returns the image set of a source.

    Raises DataError where it is not allowed, missing or cannot be used.
    """
    return _opened(*_located(source))


def opened_off_page(source: str, reading: Reading = AS_FOUND) -> ImageSet:
    """Returns a source read as a run read it, for a thread that draws no page.

    A download's content is made in such a one, where Streamlit's caches warn. Raises as `opened`
    does.
    """
    place, _, allowed = _located(source)
    return _read(place, allowed, reading)


def _located(source: str) -> tuple[bytes, int, tuple[bytes, ...]]:
    """Returns where a source lies, when it was changed, and below which folders it must lie.

    Raises as `opened` does.
    """
    if source in samples.builtin_names():
        return os.fsencode(source), 0, ()
    path = Path(source)
    allowed = _allowed(path)
    check_under(path, allowed)
    try:
        changed = path.stat().st_mtime_ns
        if allowed == (uploads_folder(),):
            os.utime(path.parent)  # what is in use is not thrown out
    except FileNotFoundError:
        raise DataError(f"{quoted(source, 300)} does not exist any more") from None
    except (OSError, ValueError) as error:
        raise DataError(
            f"{quoted(source, 300)} cannot be read: {getattr(error, 'strerror', None) or error}"
        ) from None
    # As bytes: Streamlit cannot tell apart, nor take, names that are not UTF-8.
    return os.fsencode(source), changed, tuple(map(os.fsencode, allowed))


def _allowed(path: Path) -> tuple[Path, ...]:
    return (uploads_folder(),) if _is_upload(path) else roots()


def _is_upload(path: Path) -> bool:
    # Uploads lie two deep, below a digest that cannot be guessed: nobody may name the folder of all
    # of them.
    return (
        path.suffix == ".zip" and path.parent.parent == uploads_folder() and ".." not in path.parts
    )


def read_again() -> None:
    """Forgets what was read of the folders: their files may have changed."""
    _opened.clear()
    _tiles.clear()


@st.cache_resource(max_entries=4, show_spinner="Reading the data set ...")
def _opened(source: bytes, changed: int, allowed: tuple[bytes, ...]) -> ImageSet:
    return _read(source, allowed)


def _read(source: bytes, allowed: tuple[bytes, ...], reading: Reading = AS_FOUND) -> ImageSet:
    return open_image_set(
        os.fsdecode(source),
        roots=tuple(Path(os.fsdecode(root)) for root in allowed) or None,
        reading=reading,
    )


def tiles(image_set: ImageSet, items: Sequence[Item]) -> list[bytes | None]:
    """Returns the pictures as encoded tiles, small ones enlarged pixel by pixel.

    None stands for one that cannot be read.
    """
    try:
        return _tiles(image_set.identity, tuple(item.digest for item in items), image_set, items)
    except (OSError, DataError):  # the zip is gone; not kept, for it may come back
        return [None] * len(items)


@st.cache_data(max_entries=64, show_spinner="Reading pictures ...")
def _tiles(
    identity: str, digests: tuple[str, ...], _image_set: ImageSet, _items: Sequence[Item]
) -> list[bytes | None]:
    with _image_set.source.reader() as reader, ThreadPoolExecutor(4) as pool:
        return list(pool.map(partial(_tile, reader), _items))


def _tile(reader: Reader, item: Item) -> bytes | None:
    side = 2 * TILE_PX
    try:
        rgb = images.read_rgb(reader.read(item.path), item.path, near=side)
    except (ImageError, OSError, KeyError):
        return None  # the leak report names it
    times = side // max(rgb.shape)
    return (
        images.encode(rgb.repeat(times, 0).repeat(times, 1))
        if times > 1
        else images.encode(images.resize(rgb, max_side=side), "webp", 90)
    )


def examples(image_set: ImageSet, per_class: int, classes: Sequence[int]) -> dict[int, list[Item]]:
    """Returns the first training images of each of the given classes.

    They stand in the order of their digests, so the choice is no one's.
    """
    found: dict[int, list[Item]] = {number: [] for number in classes}
    for item in image_set.split("train"):
        if item.label in found and len(found[item.label]) < per_class:
            found[item.label].append(item)
    return found


def training_picture(image_set: ImageSet, size_px: int) -> Image:
    """Returns the first training image that can be read, as training receives it.

    That is its middle square at `size_px`. Raises DataError where the first few cannot be read.
    """
    tried = image_set.split("train")[:PICTURES]
    for item in tried:
        try:
            with image_set.source.reader() as reader:
                rgb = images.read_rgb(reader.read(item.path), item.path, near=size_px)
        except (ImageError, OSError, KeyError):
            continue  # the leak report names it
        return Image("training image", square(rgb, size_px))
    raise DataError(f"none of the first {len(tried)} training images can be read")


def is_drawn(image_set: ImageSet) -> bool:
    """Tells whether the three splits are the ones that are drawn where a source names none."""
    return _is_drawn(image_set.digest, image_set)


@st.cache_data(max_entries=32, show_spinner=False)
def _is_drawn(digest: str, _image_set: ImageSet) -> bool:
    items = [
        (split, (_image_set.classes[item.label], item.digest))
        for split in SPLITS
        for item in _image_set.split(split)
    ]
    return draw_splits([pair for _, pair in items], SPLITS) == [split for split, _ in items]


def pictures(session: Session) -> dict[str, str]:
    """Returns a few images of the session's data set as pictures to compose on.

    Their ids are `data:<digest>`. There are none where the data set cannot be opened.
    """
    if session.data is None:
        return {}
    try:
        image_set = opened(session.data)
    except DataError:
        return {}
    return _titles(image_set.identity, image_set)


@st.cache_data(max_entries=16, show_spinner=False)
def _titles(identity: str, _image_set: ImageSet) -> dict[str, str]:
    chosen = examples(_image_set, 1, range(min(PICTURES, len(_image_set.classes))))
    short = names.apart(_image_set.classes, 60)
    return {
        f"{PICTURE}:{item.digest}": f"{_image_set.name}: {short[_image_set.classes[item.label]]}"
        for items in chosen.values()
        for item in items
    }


def picture(source: str, digest: str) -> Image:
    """Returns one image of a data set by the digest of its file.

    Raises DataError or ImageError where it is not there.
    """
    image_set = opened(source)
    item = next(
        (
            item
            for name in image_set.splits
            for item in image_set.split(name)
            if item.digest == digest
        ),
        None,
    )
    if item is None:
        raise DataError(f"{quoted(digest[:12])} is not an image of {quoted(image_set.name)}")
    return image_set.read(item)
