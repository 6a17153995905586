"""The caches of the web server, all bounded.

Keys are digests, policy JSON and seed, never arrays: Streamlit hashes large ones by sample.
"""

import base64
import json
from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass
from typing import TypeVar

import streamlit as st

from explorer import images, preview, samples
from explorer.annotations import annotate
from explorer.data.image_set import ImageSet
from explorer.errors import ImageError, quoted
from explorer.images import Image, UInt8
from explorer.policy.files import document
from explorer.policy.model import Policy
from explorer.preview import TooSlowError
from explorer.ui import datasets
from explorer.ui.kept import Upload
from explorer.ui.session import Session
from explorer.ui.sizes import STRIP_PX, THUMBNAIL_PX

Result = TypeVar("Result")

STRIP_STRENGTHS = (0.0, 0.5, 1.0, 1.5, 2.0)


def check_picture(data: bytes, name: str) -> None:
    """Raises ImageError unless `data` is a picture that can be read whole."""
    images.read_image(data, name)


def check_annotations(session: Session, data: bytes) -> tuple[int, tuple[str, ...]]:
    """Returns how many of the session's uploads a COCO file annotates, and the notes on it.

    Raises ImageError where it cannot be used.
    """
    annotated, notes = annotate([_read(session, upload) for upload in session.uploads], data)
    return sum(
        picture.mask is not None or bool(picture.boxes or picture.keypoints)
        for picture in annotated
    ), notes


def pictures(session: Session, max_side: int) -> list[Image]:
    """Returns the chosen pictures with their annotations, the longer side at most `max_side` px."""
    return [_picture(session, name, max_side) for name in session.chosen]


def _picture(session: Session, name: str, max_side: int) -> Image:
    kind, _, key = name.partition(":")
    if kind == "sample":
        return _sample(key, max_side)
    if kind == datasets.PICTURE and session.data is not None:
        return _from_data_set(datasets.opened(session.data).identity, key, max_side, session.data)
    upload = next((upload for upload in session.uploads if upload.digest == key), None)
    if upload is None:
        raise ImageError(f"{quoted(name)} is not a picture of this session")
    return _uploaded(upload, session.coco, max_side, session)


@st.cache_resource(max_entries=64, show_spinner=False)
def _sample(name: str, max_side: int) -> Image:
    return images.resize(samples.sample_image(name), max_side=max_side)


@st.cache_resource(max_entries=32, show_spinner=False)
def _from_data_set(identity: str, digest: str, max_side: int, _source: str) -> Image:
    return images.resize(datasets.picture(_source, digest), max_side=max_side)


@st.cache_resource(max_entries=32, show_spinner=False)
def _uploaded(
    upload: Upload, annotations: Upload | None, max_side: int, _session: Session
) -> Image:
    image = _read(_session, upload)
    if annotations is not None:
        (image,), _ = annotate([image], _session.upload_bytes(annotations))
    return images.resize(image, max_side=max_side)


def _read(session: Session, upload: Upload) -> Image:
    return images.read_image(session.upload_bytes(upload), upload.name)


def thumbnail(picture: Image) -> str:
    """Returns the middle square of a picture, small, as the address of a JPEG."""
    return _thumbnail(picture.digest, picture)


@st.cache_data(max_entries=64, show_spinner=False)
def _thumbnail(digest: str, _picture: Image) -> str:
    side = min(_picture.width, _picture.height)
    top, left = (_picture.height - side) // 2, (_picture.width - side) // 2
    square = _picture.rgb[top : top + side, left : left + side]
    small = images.resize(square, (THUMBNAIL_PX, THUMBNAIL_PX))
    return address(images.encode(small, "jpeg", quality=70))


def address(jpeg: bytes) -> str:
    """Returns an address that carries the picture itself.

    One at an address of its own could be gone before the browser asks for it, while a key is held
    down.
    """
    return f"data:image/jpeg;base64,{base64.b64encode(jpeg).decode()}"


@dataclass(frozen=True)
class Shown:
    """A sheet ready for the page.

    It has the encoded picture, its size in pixels, its tiles, and what was lost.
    """

    data: bytes
    width: int
    height: int
    tiles: tuple[preview.Tile, ...]
    boxes: int
    keypoints: int
    boxes_lost: int
    keypoints_lost: int


@dataclass(frozen=True)
class Compared:
    """A comparison ready for the page: three encoded pictures of one size, and its numbers."""

    before: bytes
    after: bytes
    heat: bytes
    width: int
    height: int
    changed: float
    distance: float
    resized: bool
    boxes_lost: int
    keypoints_lost: int


@dataclass(frozen=True)
class Spread:
    """The extremes ready for the page."""

    sheet: Shown
    considered: int
    median: float


def policy_key(policy: Policy) -> str:
    """Returns a policy's steps and outermost probability as JSON.

    The pictures depend on these, and on strength and seed.
    """
    return json.dumps([policy.compose.p, document.steps_document(policy)], separators=(",", ":"))


def draws(policy: Policy, pictures: list[Image], look: preview.Look, count: int) -> Shown:
    """Returns the contact sheet; raises ExplorerError where a step fails or takes too long."""
    return _made(_draws(policy_key(policy), _digests(pictures), look, count, policy, pictures))


def steps(policy: Policy, picture: Image, look: preview.Look, draw: int) -> Shown:
    """Returns the picture after each step of one draw."""
    return _made(_steps(policy_key(policy), _digests([picture]), look, draw, policy, picture))


def compare(policy: Policy, picture: Image, look: preview.Look, draw: int) -> Compared:
    """Returns one draw beside its original."""
    return _made(_compare(policy_key(policy), _digests([picture]), look, draw, policy, picture))


def extremes(policy: Policy, picture: Image, look: preview.Look) -> Spread:
    """Returns the mildest and the harshest of 200 draws."""
    return _made(_extremes(policy_key(policy), _digests([picture]), look, policy, picture))


def untouched(pictures: list[Image], look: preview.Look) -> Shown:
    """Returns the first picture as it is."""
    return _shown(preview.contact_sheet(Policy(), pictures[:1], look, 0))


@st.cache_data(max_entries=64, show_spinner=False)
def _draws(
    key: str,
    digests: tuple[str, ...],
    look: preview.Look,
    count: int,
    _policy: Policy,
    _pictures: list[Image],
) -> Shown | TooSlowError:
    return _or_too_slow(
        lambda: _shown(preview.shared_service().contact_sheet(_policy, _pictures, look, count))
    )


@st.cache_data(max_entries=32, show_spinner=False)
def _steps(
    key: str,
    digests: tuple[str, ...],
    look: preview.Look,
    draw: int,
    _policy: Policy,
    _picture: Image,
) -> Shown | TooSlowError:
    return _or_too_slow(
        lambda: _shown(preview.shared_service().steps_sheet(_policy, _picture, look, draw))
    )


@st.cache_data(max_entries=32, show_spinner=False)
def _compare(
    key: str,
    digests: tuple[str, ...],
    look: preview.Look,
    draw: int,
    _policy: Policy,
    _picture: Image,
) -> Compared | TooSlowError:
    def compared() -> Compared:
        found = preview.shared_service().compare(_policy, _picture, look, draw)
        height, width = found.before.shape[:2]
        before, after, heat = (_encoded(rgb) for rgb in (found.before, found.after, found.heat))
        return Compared(
            before,
            after,
            heat,
            width,
            height,
            found.changed,
            found.distance,
            found.resized,
            found.boxes_lost,
            found.keypoints_lost,
        )

    return _or_too_slow(compared)


@st.cache_data(max_entries=16, show_spinner=False)
def _extremes(
    key: str, digests: tuple[str, ...], look: preview.Look, _policy: Policy, _picture: Image
) -> Spread | TooSlowError:
    def spread() -> Spread:
        found = preview.shared_service().extremes(_policy, _picture, look)
        return Spread(_shown(found.sheet), found.considered, found.median)

    return _or_too_slow(spread)


def strength_strip(policy: Policy, image_set: ImageSet, size_px: int) -> "Future[Shown]":
    """Returns one draw of a training image at five strengths, at the size that training sees.

    It is made in a thread, so that no page waits for it. The result raises ExplorerError where
    there is none.
    """
    look = preview.Look(1.0, policy.seed, tile_px=STRIP_PX, work_px=size_px, training=True)
    return _strip(policy_key(policy), policy.compose.p, image_set.digest, look, policy, image_set)


@st.cache_resource(max_entries=32, show_spinner=False)
def _strip(
    key: str, p: float, digest: str, look: preview.Look, _policy: Policy, _set: ImageSet
) -> "Future[Shown]":
    def made() -> Shown:
        picture = datasets.training_picture(_set, look.work_px)
        service = preview.shared_service()
        return _shown(service.strengths_sheet(_policy, picture, look, STRIP_STRENGTHS))

    return _strips().submit(made)


@st.cache_resource(show_spinner=False)
def _strips() -> ThreadPoolExecutor:
    return ThreadPoolExecutor(2, thread_name_prefix="strip")


def _or_too_slow(make: Callable[[], Result]) -> Result | TooSlowError:
    # Kept like a picture: nobody waits the two seconds again for a stack that is too slow.
    try:
        return make()
    except TooSlowError as error:
        return error


def _made(found: Result | TooSlowError) -> Result:
    if isinstance(found, TooSlowError):
        raise found
    return found


def _digests(pictures: list[Image]) -> tuple[str, ...]:
    return tuple(picture.digest for picture in pictures)


def _shown(sheet: preview.Sheet) -> Shown:
    height, width = sheet.rgb.shape[:2]
    return Shown(
        _encoded(sheet.rgb),
        width,
        height,
        sheet.tiles,
        sheet.boxes,
        sheet.keypoints,
        sheet.boxes_lost,
        sheet.keypoints_lost,
    )


def _encoded(rgb: UInt8) -> bytes:
    return images.encode(rgb, "jpeg", quality=88)
