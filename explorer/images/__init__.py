"""Pictures: bytes become a frozen RGB `Image`, are resized, and become bytes again.

The only package that knows how picture files are decoded and encoded (Pillow, OpenCV). It imports
nothing of the project but its errors.
"""

from explorer.images.decoding import load_image, read_image, read_rgb
from explorer.images.encoding import Encoding, encode
from explorer.images.formats import AND_FORMATS, OR_FORMATS, SUFFIXES
from explorer.images.header import Header, read_header
from explorer.images.limits import MAX_BYTES, MAX_PIXELS, check_size
from explorer.images.polygons import fill_polygon
from explorer.images.resizing import resize
from explorer.images.value import Box, Image, KeyPoint, Mark, UInt8

__all__ = [
    "AND_FORMATS",
    "MAX_BYTES",
    "MAX_PIXELS",
    "OR_FORMATS",
    "SUFFIXES",
    "Box",
    "Encoding",
    "Header",
    "Image",
    "KeyPoint",
    "Mark",
    "UInt8",
    "check_size",
    "encode",
    "fill_polygon",
    "load_image",
    "read_header",
    "read_image",
    "read_rgb",
    "resize",
]
