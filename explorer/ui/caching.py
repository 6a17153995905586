"""The caches of the web server, all bounded.

Keys are digests, policy JSON and seed, never arrays: Streamlit hashes large ones by sample.
"""

import json
from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor
from typing import TypeVar

import streamlit as st

from explorer import images, preview, samples
from explorer.annotations import annotate
from explorer.data.image_set import ImageSet
from explorer.errors import ExplorerError, ImageError, quoted
from explorer.images import Image
from explorer.policy.files import document
from explorer.policy.model import Policy, Step
from explorer.preview import TooSlowError
from explorer.ui import datasets
from explorer.ui.encoded import Compared, Shown, Spread, address, encoded, shown
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
    return [picture(session, name, max_side) for name in session.chosen]


def picture(session: Session, name: str, max_side: int) -> Image:
    """Returns one of the pictures that a session can look at."""
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


def policy_key(policy: Policy) -> str:
    """Returns a policy's steps and outermost probability as JSON.

    The pictures depend on these, and on strength and seed.
    """
    return json.dumps([policy.compose.p, document.steps_document(policy)], separators=(",", ":"))


def draws(policy: Policy, pictures: list[Image], look: preview.Look, count: int) -> Shown:
    """Returns the contact sheet; raises ExplorerError where a step fails or takes too long."""
    return _sheet_of(
        (policy, pictures, look, ("draws", count)),
        lambda service: service.contact_sheet(policy, pictures, look, count),
    )


def steps(policy: Policy, picture: Image, look: preview.Look, draw: int) -> Shown:
    """Returns the picture after each step of one draw."""
    return _sheet_of(
        (policy, [picture], look, ("steps", draw)),
        lambda service: service.steps_sheet(policy, picture, look, draw),
    )


def single(
    policy: Policy, picture: Image, look: preview.Look, draw: int | None, steps: int | None
) -> Shown:
    """Returns one tile of a sheet by itself, at the size of the look."""
    return _sheet_of(
        (policy, [picture], look, ("single", draw, steps)),
        lambda service: service.single(policy, picture, look, draw, steps),
    )


def compare(policy: Policy, picture: Image, look: preview.Look, draw: int) -> Compared:
    """Returns one draw beside its original."""
    return _made(_compare(policy_key(policy), _digests([picture]), look, draw, policy, picture))


def extremes(policy: Policy, picture: Image, look: preview.Look) -> Spread:
    """Returns the mildest and the harshest of 200 draws."""
    return _made(_extremes(policy_key(policy), _digests([picture]), look, policy, picture))


def untouched(pictures: list[Image], look: preview.Look) -> Shown:
    """Returns the first picture as it is."""
    return shown(preview.contact_sheet(Policy(), pictures[:1], look, 0))


def _sheet_of(
    asked: tuple[Policy, list[Image], preview.Look, tuple[object, ...]],
    make: Callable[[preview.PreviewService], preview.Sheet],
) -> Shown:
    policy, pictures, look, which = asked
    return _made(_sheet(policy_key(policy), _digests(pictures), look, which, make))


@st.cache_data(max_entries=96, show_spinner=False)
def _sheet(
    key: str,
    digests: tuple[str, ...],
    look: preview.Look,
    which: tuple[object, ...],
    _make: Callable[[preview.PreviewService], preview.Sheet],
) -> Shown | TooSlowError:
    return _or_too_slow(lambda: shown(_make(preview.shared_service())))


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
        before, after, heat = (encoded(rgb) for rgb in (found.before, found.after, found.heat))
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
        ends = len(found.mildest), len(found.harshest)
        return Spread(shown(found.sheet), found.considered, *ends, found.median)

    return _or_too_slow(spread)


def alone(step: Step, picture: Image, look: preview.Look) -> "Future[str]":
    """Returns what a step alone does, small, as the address of a JPEG; "" where that fails.

    It is made in a thread, so that no slider waits for it.
    """
    policy = preview.only(step)
    return _alone(policy_key(policy), picture.digest, look, policy, picture)


@st.cache_resource(max_entries=512, show_spinner=False)
def _alone(
    key: str, digest: str, look: preview.Look, _policy: Policy, _picture: Image
) -> "Future[str]":
    def made() -> str:
        try:
            square = preview.shared_service().alone(_policy, _picture, look)
        except ExplorerError:
            return ""  # a card without a picture is whole; the stage says what fails
        return address(images.encode(square, "jpeg", quality=75))

    return _small().submit(made)


@st.cache_resource(show_spinner=False)
def _small() -> ThreadPoolExecutor:
    return ThreadPoolExecutor(2, thread_name_prefix="alone")  # a slow one holds up no other


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
        return shown(service.strengths_sheet(_policy, picture, look, STRIP_STRENGTHS))

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
