"""The table of the formats that are read: how each begins, its suffixes, and who decodes it.

A new format that Pillow reads is one row.
"""

import io
import struct
from collections.abc import Callable
from typing import NamedTuple

from PIL import TiffImagePlugin
from PIL.BmpImagePlugin import BmpImageFile
from PIL.ImageFile import ImageFile
from PIL.JpegImagePlugin import JpegImageFile
from PIL.PngImagePlugin import PngImageFile
from PIL.TiffImagePlugin import TiffImageFile
from PIL.WebPImagePlugin import WebPImageFile

PNG_SIGNATURE = b"\x89PNG\r\n\x1a\n"


class Format(NamedTuple):
    """One format. A file is of it when it begins with one of `signatures` and has `mark` at byte 8.

    `size` reads (width, height) from the bytes. It is given where Pillow, when it opens the file,
    already allocates the pixels, or refuses what another decoder reads.
    """

    name: str
    suffixes: tuple[str, ...]
    signatures: tuple[bytes, ...]
    plugin: type[ImageFile]
    mark: bytes = b""
    size: Callable[[bytes], tuple[int, int]] | None = None

    @property
    def kind(self) -> str:
        """The name that Pillow gives the format, such as `WEBP`."""
        return self.plugin.format or ""

    def begins(self, data: bytes) -> bool:
        """Tells whether a file of these bytes claims to be of this format."""
        return data.startswith(self.signatures) and data.startswith(self.mark, 8)


def format_of(data: bytes) -> Format | None:
    """Returns the format that the first bytes name, or None."""
    return next((form for form in FORMATS if form.begins(data)), None)


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
    big = b"\x2b" in data[2:4]  # BigTIFF, whose header is longer
    tags = TiffImagePlugin.ImageFileDirectory_v2(data[: 16 if big else 8])
    stream = io.BytesIO(data)
    stream.seek(tags.next)
    tags.load(stream)
    return int(tags[256]), int(tags[257])


_TIFF_SIGNATURES = (b"II*\x00", b"MM\x00*", b"II+\x00", b"MM\x00+")
FORMATS = (
    Format("PNG", (".png",), (PNG_SIGNATURE,), PngImageFile),
    Format("JPEG", (".jpg", ".jpeg"), (b"\xff\xd8\xff",), JpegImageFile),
    Format("WebP", (".webp",), (b"RIFF",), WebPImageFile, mark=b"WEBP", size=_webp_size),
    Format("BMP", (".bmp",), (b"BM",), BmpImageFile),
    Format("TIFF", (".tif", ".tiff"), _TIFF_SIGNATURES, TiffImageFile, size=_tiff_size),
)
SUFFIXES = tuple(suffix for form in FORMATS for suffix in form.suffixes)
_NAMES = [form.name for form in FORMATS]
AND_FORMATS = f"{', '.join(_NAMES[:-1])} and {_NAMES[-1]}"  # for messages
OR_FORMATS = f"{', '.join(_NAMES[:-1])} or {_NAMES[-1]}"
