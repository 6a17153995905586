"""Pictures: bytes become a frozen RGB `Image`.

Size limits, orientation, bit depth and alpha are handled here only.

The only module that knows how files are decoded and encoded (Pillow, OpenCV). Imports nothing of
the project but its errors.
"""

import hashlib
import io
import math
import struct
import warnings
import zlib
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field, replace
from functools import cached_property
from pathlib import Path
from typing import Any, Literal, TypeVar, overload

import cv2
import numpy as np
import numpy.typing as npt
from PIL import Image as PillowImage
from PIL import TiffImagePlugin
from PIL.BmpImagePlugin import BmpImageFile
from PIL.ImageFile import ImageFile
from PIL.JpegImagePlugin import JpegImageFile
from PIL.PngImagePlugin import PngImageFile
from PIL.TiffImagePlugin import TiffImageFile
from PIL.WebPImagePlugin import WebPImageFile

from explorer.errors import ImageError, quoted, quoted_path

UInt8 = npt.NDArray[np.uint8]
Encoding = Literal["png", "jpeg", "webp"]

MAX_BYTES = 30_000_000
MAX_PIXELS = 50_000_000
_PNG = b"\x89PNG\r\n\x1a\n"
SUFFIXES = (".png", ".jpg", ".jpeg", ".webp", ".bmp", ".tif", ".tiff")

# Pillow warns about damaged metadata in pictures that it reads all the same; to the user of an app
# that is noise.
warnings.filterwarnings("ignore", module=r"PIL\.")

# What Pillow and OpenCV raise on damaged files. Pillow's decoders are not strict about which of
# these they use.
_DAMAGE = (
    *(
        OSError,
        SyntaxError,
        ValueError,
        TypeError,
        KeyError,
        IndexError,
        AttributeError,
        ArithmeticError,
        EOFError,
        RuntimeError,
        MemoryError,
    ),
    *(struct.error, cv2.error, PillowImage.DecompressionBombError),
)


@dataclass(frozen=True)
class Box:
    """A labelled rectangle, in pixels from the top left corner; the maxima are exclusive.

    `origin` is the place among its picture's boxes that it was read at, kept by whatever moves it:
    a reflecting border makes copies of a box.
    """

    x_min: float
    y_min: float
    x_max: float
    y_max: float
    label: str = ""
    origin: int | None = field(default=None, compare=False, repr=False)

    def __post_init__(self) -> None:
        corners = (self.x_min, self.y_min, self.x_max, self.y_max)
        if (
            not all(map(math.isfinite, corners))
            or self.x_min >= self.x_max
            or self.y_min >= self.y_max
        ):
            raise ImageError(
                f"{corners} is not a box: x_min < x_max and y_min < y_max are wanted, and finite numbers"
            )


@dataclass(frozen=True)
class KeyPoint:
    """A labelled point, in pixels from the top left corner; `origin` as for a box."""

    x: float
    y: float
    label: str = ""
    origin: int | None = field(default=None, compare=False, repr=False)

    def __post_init__(self) -> None:
        if not (math.isfinite(self.x) and math.isfinite(self.y)):
            raise ImageError(f"({self.x}, {self.y}) is not a key point: finite numbers are wanted")


Mark = TypeVar("Mark", Box, KeyPoint)


@dataclass(frozen=True, eq=False)
class Image:
    """A picture and its annotations; arrays are read-only, and copied when the caller could still
    write to them.

    `rgb` is (H, W, 3) uint8, contiguous. `mask` is (H, W) uint8 of label ids, 0 for the background,
    or None. Two images are equal when name, pixels and annotations are.
    """

    name: str
    rgb: UInt8
    mask: UInt8 | None = None
    boxes: tuple[Box, ...] = ()
    keypoints: tuple[KeyPoint, ...] = ()

    def __post_init__(self) -> None:
        object.__setattr__(self, "rgb", _frozen(self.rgb, "rgb", 3))
        if 0 in self.rgb.shape or self.rgb.shape[2] != 3:
            raise ImageError(
                f"{quoted(self.name)} has the shape {self.rgb.shape}, not (height, width, 3)"
            )
        if self.mask is not None:
            object.__setattr__(self, "mask", _frozen(self.mask, "mask", 2))
            if self.mask.shape != self.rgb.shape[:2]:
                raise ImageError(
                    f"the mask of {quoted(self.name)} has the shape {self.mask.shape}, the picture {self.rgb.shape[:2]}"
                )
        object.__setattr__(self, "boxes", _numbered(self.boxes))
        object.__setattr__(self, "keypoints", _numbered(self.keypoints))

    @property
    def height(self) -> int:
        """The height in pixels."""
        return int(self.rgb.shape[0])

    @property
    def width(self) -> int:
        """The width in pixels."""
        return int(self.rgb.shape[1])

    @cached_property
    def digest(self) -> str:
        """The SHA-256 of pixels and annotations, as hex; the name takes no part."""
        digest = hashlib.sha256(
            repr((self.rgb.shape, self.mask is not None, self.boxes, self.keypoints)).encode()
        )
        digest.update(self.rgb.data)
        if self.mask is not None:
            digest.update(self.mask.data)
        return digest.hexdigest()

    def lost(self, later: "Image") -> tuple[int, int]:
        """Returns how many boxes and how many key points of this picture are gone in `later`, which
        was made from it.
        """
        pairs = (self.boxes, later.boxes), (self.keypoints, later.keypoints)
        boxes, points = (
            len({mark.origin for mark in before} - {mark.origin for mark in after})
            for before, after in pairs
        )
        return boxes, points

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Image) and self.name == other.name and self.digest == other.digest

    def __hash__(self) -> int:
        return hash((self.name, self.digest))

    def __reduce__(self) -> tuple[type["Image"], tuple[Any, ...]]:
        return type(self), (self.name, self.rgb, self.mask, self.boxes, self.keypoints)


@dataclass(frozen=True)
class Header:
    """What a file says of itself before any pixel is read.

    A camera's rotation may still swap width and height.
    """

    format: str
    width: int
    height: int


def read_image(data: bytes, name: str) -> Image:
    """Returns the picture in `data` as RGB, as `read_rgb` does, under `name`."""
    return Image(name=name, rgb=read_rgb(data, name))


def load_image(path: str | Path) -> Image:
    """Returns the picture in a file, named like the file; raises ImageError when it is missing, too
    large or broken.
    """
    path = Path(path)
    try:
        check_size(path.stat().st_size, path.name)
        return read_image(path.read_bytes(), path.name)
    except OSError as error:
        raise ImageError(
            f"{quoted_path(str(path))} cannot be read: {error.strerror or error}"
        ) from None


def check_size(size_bytes: int, name: str, limit: int = MAX_BYTES) -> None:
    """Raises ImageError when a file is empty or over the limit, 30 MB for a picture."""
    if size_bytes == 0:
        raise ImageError(f"{quoted_path(name)} is empty")
    if size_bytes > limit:
        raise ImageError(
            f"{quoted_path(name)} is {_tenths_up(size_bytes / 1e6)} MB; the limit is {limit / 1e6:g} MB"
        )


def read_header(data: bytes, name: str) -> Header:
    """Returns format and dimensions without decoding pixels.

    Raises ImageError when the bytes are not PNG, JPEG, WebP, BMP or TIFF, or are over 30 MB or 50
    megapixels.
    """
    check_size(len(data), name)
    if (plain := _plain_png_size(data)) is not None:
        _check_pixels(*plain, name)
        return Header("PNG", *plain)
    return _open(data, name)[1]


def read_rgb(data: bytes, name: str, *, near: int | None = None) -> UInt8:
    """Returns the picture in `data` as an (H, W, 3) uint8 array; `name` is for messages.

    The camera's rotation is applied; transparency is laid over white; 16 bit are divided by 257.
    Signed, 32 bit and floating numbers have no agreed white: those within 0 to 1 (float), 0 to 255
    or 0 to 65535 (integer) keep that scale, others are stretched from their least to their
    greatest. Colour profiles are ignored; of several frames the first is taken. `near` lets JPEG
    decode at a half, quarter or eighth of its size as long as both sides stay at least twice `near`
    pixels. Raises ImageError with one line.
    """
    check_size(len(data), name)
    if (plain := _plain_png_size(data)) is not None:
        _check_pixels(*plain, name)
        pixels = cv2.imdecode(np.frombuffer(data, np.uint8), cv2.IMREAD_COLOR)
        if pixels is not None:
            return np.asarray(cv2.cvtColor(pixels, cv2.COLOR_BGR2RGB))
    picture, _ = _open(data, name)
    try:
        if isinstance(picture, TiffImageFile) and picture.mode == "":
            return _read_with_opencv(data)
        if near is not None and isinstance(picture, JpegImageFile):
            picture.draft(None, (2 * near, 2 * near))
        picture.load()
        return _turned(_to_rgb(picture), _orientation(picture))
    except _DAMAGE as error:
        raise ImageError(
            f"{quoted_path(name)} is a damaged {picture.format} file: {_reason(error)}"
        ) from None


def _plain_png_size(data: bytes) -> tuple[int, int] | None:
    """Returns the size of a PNG of 8-bit gray or RGB that holds nothing else and is whole, or None
    for any other file.

    OpenCV reads such files as strictly as Pillow and 4 times as fast: 20 us for 28 px, where data
    sets have thousands of them.
    """
    if (
        not data.startswith(_PNG)
        or data[12:16] != b"IHDR"
        or data[24:26] not in (b"\x08\x00", b"\x08\x02")
    ):
        return None
    place, kind = 8, b""
    while kind != b"IEND":
        length, kind = int.from_bytes(data[place : place + 4]), data[place + 4 : place + 8]
        end = place + 8 + length
        if (
            kind not in (b"IHDR", b"IDAT", b"IEND")
            or end + 4 > len(data)
            or zlib.crc32(data[place + 4 : end]) != int.from_bytes(data[end : end + 4])
        ):
            return None
        place = end + 4
    return int.from_bytes(data[16:20]), int.from_bytes(data[20:24])


def _open(data: bytes, name: str) -> tuple[ImageFile, Header]:
    for signature, plugin in _PLUGINS:
        if data.startswith(signature) and (plugin is not WebPImageFile or data[8:12] == b"WEBP"):
            break
    else:
        raise ImageError(f"{quoted_path(name)} is not a PNG, JPEG, WebP, BMP or TIFF picture")
    kind = plugin.format or ""
    try:
        if (
            plugin in _SIZES
        ):  # where opening already allocates pixels, or fails on what another decoder reads
            width, height = _SIZES[plugin](data)
            _check_pixels(width, height, name)
        # Straight to the plugin: PIL.Image.open would try other formats, and warn at a limit of its
        # own.
        picture = plugin(io.BytesIO(data))
    except _DAMAGE as error:
        if plugin is TiffImageFile and "mode" in str(error):
            return _unread_tiff(), Header(kind, width, height)
        raise ImageError(
            f"{quoted_path(name)} is a damaged {kind} file: {_reason(error)}"
        ) from None
    _check_pixels(picture.width, picture.height, name)
    return picture, Header(kind, picture.width, picture.height)


def _check_pixels(width: int, height: int, name: str) -> None:
    if width < 1 or height < 1:
        raise ImageError(f"{quoted_path(name)} is {width} x {height} px: it has no pixels")
    if width * height > MAX_PIXELS:
        megapixels = _tenths_up(width * height / 1e6)
        raise ImageError(
            f"{quoted_path(name)} is {width} x {height} px ({megapixels} megapixels); the limit is {MAX_PIXELS / 1e6:g} megapixels"
        )


def _tenths_up(number: float) -> str:
    return f"{math.ceil(number * 10) / 10:g}"  # rounded up, lest something over a limit seem to be at it


def _webp_size(data: bytes) -> tuple[int, int]:
    """Reads the canvas size; https://developers.google.com/speed/webp/docs/riff_container."""
    chunk = data[12:16]
    if chunk == b"VP8X":
        return 1 + int.from_bytes(data[24:27], "little"), 1 + int.from_bytes(data[27:30], "little")
    if chunk == b"VP8L":
        bits = int.from_bytes(data[21:25], "little")
        return 1 + (bits & 0x3FFF), 1 + (bits >> 14 & 0x3FFF)
    width, height = struct.unpack("<HH", data[26:30])
    return width & 0x3FFF, height & 0x3FFF


def _tiff_size(data: bytes) -> tuple[int, int]:
    tags = TiffImagePlugin.ImageFileDirectory_v2(
        data[: 16 if data[2:3] == b"\x2b" or data[3:4] == b"\x2b" else 8]
    )
    stream = io.BytesIO(data)
    stream.seek(tags.next)
    tags.load(stream)
    return int(tags[256]), int(tags[257])


def _unread_tiff() -> TiffImageFile:
    """Stands for a TIFF of a kind that Pillow does not decode, such as floating RGB; its mode is
    empty.
    """
    picture = TiffImageFile.__new__(TiffImageFile)
    PillowImage.Image.__init__(picture)
    return picture


_PLUGINS: tuple[tuple[bytes, type[ImageFile]], ...] = (
    (_PNG, PngImageFile),
    (b"\xff\xd8\xff", JpegImageFile),
    (b"RIFF", WebPImageFile),
    (b"BM", BmpImageFile),
    (b"II*\x00", TiffImageFile),
    (b"MM\x00*", TiffImageFile),
    (b"II+\x00", TiffImageFile),
    (b"MM\x00+", TiffImageFile),
)
_SIZES: dict[type[ImageFile], Callable[[bytes], tuple[int, int]]] = {
    WebPImageFile: _webp_size,
    TiffImageFile: _tiff_size,
}


def _to_rgb(picture: PillowImage.Image) -> UInt8:
    if picture.mode == "RGB" and "transparency" not in picture.info:
        return np.asarray(picture)
    if picture.mode.startswith("I") or picture.mode == "F":
        numbers = np.asarray(picture)
        return _three_channels(
            _from_16_bit(numbers)
            if numbers.dtype.kind == "u" and numbers.dtype.itemsize == 2
            else _from_any_scale(numbers)
        )
    if picture.mode in ("LA", "La", "PA", "RGBA", "RGBa") or "transparency" in picture.info:
        straight = (
            picture.convert("RGBA")
            if picture.mode != "La"
            else picture.convert("LA").convert("RGBA")
        )
        return _over_white(np.asarray(straight))
    return np.asarray(picture.convert("RGB"))


def _read_with_opencv(data: bytes) -> UInt8:
    numbers = cv2.imdecode(np.frombuffer(data, np.uint8), cv2.IMREAD_UNCHANGED)
    if numbers is None or not numbers.size or not np.isrealobj(numbers):
        raise ValueError("neither Pillow nor OpenCV decodes its pixel format")
    if numbers.dtype == np.uint16:
        numbers = _from_16_bit(numbers)
    elif numbers.dtype != np.uint8:
        numbers = _from_any_scale(numbers)
    if numbers.ndim == 3 and numbers.shape[2] == 4:
        return _over_white(np.asarray(cv2.cvtColor(numbers, cv2.COLOR_BGRA2RGBA)))
    if numbers.ndim == 3 and numbers.shape[2] == 3:
        return np.asarray(cv2.cvtColor(numbers, cv2.COLOR_BGR2RGB))
    return _three_channels(numbers)


def _from_16_bit(numbers: npt.NDArray[Any]) -> UInt8:
    return ((numbers.astype(np.uint32) + 128) // 257).astype(np.uint8)


def _from_any_scale(numbers: npt.NDArray[Any]) -> UInt8:
    values = numbers.astype(np.float64)
    low, high = float(values.min()), float(values.max())
    if not (math.isfinite(low) and math.isfinite(high)):
        raise ValueError("it holds values that are not finite numbers")
    if low >= 0 and high <= 1 and numbers.dtype.kind == "f":
        return np.rint(values * 255).astype(np.uint8)
    if low >= 0 and high <= 255:
        return np.rint(values).astype(np.uint8)
    if low >= 0 and high <= 65535 and numbers.dtype.kind != "f":
        return np.rint(values / 257).astype(np.uint8)
    return np.rint((values - low) * (255 / max(high - low, 1e-12))).astype(np.uint8)


def _three_channels(gray: UInt8) -> UInt8:
    if gray.ndim != 2:
        raise ValueError(f"it has {gray.shape[-1]} channels")
    return np.repeat(gray[:, :, None], 3, axis=2)


def _over_white(rgba: UInt8) -> UInt8:
    alpha = rgba[:, :, 3:].astype(np.uint16)
    return ((rgba[:, :, :3] * alpha + 255 * (255 - alpha) + 127) // 255).astype(np.uint8)


def _orientation(picture: PillowImage.Image) -> object:
    try:
        return picture.getexif().get(0x0112)
    except _DAMAGE:  # damaged metadata says nothing about the pixels
        return None


def _turned(rgb: UInt8, orientation: object) -> UInt8:
    turn = _TURNS.get(orientation) if isinstance(orientation, int) else None
    return np.ascontiguousarray(turn(rgb) if turn else rgb)


# EXIF orientation 2 to 8: how the stored picture must be turned to stand upright.
_TURNS: dict[int, Callable[[UInt8], UInt8]] = {
    2: np.fliplr,
    3: lambda rgb: rgb[::-1, ::-1],
    4: np.flipud,
    5: lambda rgb: rgb.transpose(1, 0, 2),
    6: lambda rgb: np.rot90(rgb, -1),
    7: lambda rgb: rgb[::-1, ::-1].transpose(1, 0, 2),
    8: np.rot90,
}


def _reason(error: BaseException) -> str:
    text = " ".join(str(error).split()) or type(error).__name__
    return text if len(text) <= 120 else f"{text[:117]}..."


def _numbered(marks: Iterable[Mark]) -> tuple[Mark, ...]:
    return tuple(
        replace(mark, origin=i) if mark.origin is None else mark for i, mark in enumerate(marks)
    )


def _frozen(array: UInt8, what: str, dimensions: int) -> UInt8:
    if not isinstance(array, np.ndarray) or array.dtype != np.uint8 or array.ndim != dimensions:
        found = (
            f"{array.dtype} with {array.ndim} dimensions"
            if isinstance(array, np.ndarray)
            else type(array).__name__
        )
        raise ImageError(f"{what} is {found}, not a uint8 array with {dimensions}")
    if array.flags.writeable or not array.flags.c_contiguous:
        array = np.array(array, order="C")
        array.flags.writeable = False
    return array


@overload
def resize(
    picture: Image, size: int | tuple[int, int] | None = None, *, max_side: int | None = None
) -> Image: ...
@overload
def resize(
    picture: UInt8, size: int | tuple[int, int] | None = None, *, max_side: int | None = None
) -> UInt8: ...
def resize(
    picture: Image | UInt8,
    size: int | tuple[int, int] | None = None,
    *,
    max_side: int | None = None,
) -> Image | UInt8:
    """Returns the picture at `size` (width, height; one number makes a square), or with its longer
    side at most `max_side` px.

    Shrinks by averaging areas, enlarges linearly. An `Image` takes its mask (nearest pixel), boxes
    and key points along.
    """
    rgb = picture.rgb if isinstance(picture, Image) else picture
    height, width = rgb.shape[:2]
    new_width, new_height = _target(width, height, size, max_side)
    if (new_width, new_height) == (width, height):
        return picture
    method = cv2.INTER_AREA if new_width * new_height < width * height else cv2.INTER_LINEAR
    scaled: UInt8 = cv2.resize(rgb, (new_width, new_height), interpolation=method)
    if not isinstance(picture, Image):
        return scaled
    mask = (
        None
        if picture.mask is None
        else cv2.resize(picture.mask, (new_width, new_height), interpolation=cv2.INTER_NEAREST)
    )
    x, y = new_width / width, new_height / height
    boxes = tuple(
        replace(
            box, x_min=box.x_min * x, y_min=box.y_min * y, x_max=box.x_max * x, y_max=box.y_max * y
        )
        for box in picture.boxes
    )
    keypoints = tuple(replace(point, x=point.x * x, y=point.y * y) for point in picture.keypoints)
    return replace(picture, rgb=scaled, mask=mask, boxes=boxes, keypoints=keypoints)


def _target(
    width: int, height: int, size: int | tuple[int, int] | None, max_side: int | None
) -> tuple[int, int]:
    if (size is None) == (max_side is None):
        raise ImageError("resize takes either a size or a max_side")
    if max_side is not None:
        scale = min(1.0, max_side / max(width, height))
        target = (
            (max(1, round(width * scale)), max(1, round(height * scale)))
            if max_side >= 1
            else (0, 0)
        )
    else:
        target = size if isinstance(size, tuple) else (size or 0, size or 0)
    if min(target) < 1 or target[0] * target[1] > MAX_PIXELS:
        raise ImageError(f"{max_side if size is None else size} is not a size in pixels")
    return target


def encode(rgb: UInt8, format: Encoding = "png", quality: int = 90) -> bytes:
    """Returns the (H, W, 3) or (H, W) uint8 array as a PNG, JPEG or WebP file; `quality`, 1 to 100,
    is for the latter two.
    """
    options: dict[str, list[int]] = {
        "png": [cv2.IMWRITE_PNG_COMPRESSION, 3],
        "jpeg": [cv2.IMWRITE_JPEG_QUALITY, quality],
        "webp": [cv2.IMWRITE_WEBP_QUALITY, quality],
    }
    if format not in options:
        raise ImageError(f"{quoted(format)} is not one of {', '.join(options)}")
    if not 1 <= quality <= 100:
        raise ImageError(f"{quality} is not a quality between 1 and 100")
    bgr = cv2.cvtColor(rgb, cv2.COLOR_RGB2BGR) if rgb.ndim == 3 else rgb
    _, buffer = cv2.imencode(f".{format}", bgr, options[format])
    return bytes(buffer)


def fill_polygon(mask: UInt8, points: npt.NDArray[np.floating[Any]], value: int) -> None:
    """Sets the pixels of `mask` (H, W) inside the polygon `points` (N, 2), x and y in pixels from
    the top left corner, to `value`.
    """
    shift = 4  # sixteenths of a pixel; OpenCV counts from the centre of the first pixel
    cv2.fillPoly(mask, [np.rint((points - 0.5) * 2**shift).astype(np.int32)], value, shift=shift)
