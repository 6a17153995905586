"""What Pillow and OpenCV raise on damaged files, and how it is said."""

import struct
import warnings

import cv2
from PIL import Image as PillowImage

# Pillow warns about damaged metadata in pictures that it reads all the same. For the user of an
# app this is noise.
warnings.filterwarnings("ignore", module=r"PIL\.")

# Each decoder of Pillow chooses among these as it likes.
DAMAGE: tuple[type[BaseException], ...] = (
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
    struct.error,
    cv2.error,
    PillowImage.DecompressionBombError,
)
_MAX_CHARS = 120


def damage_of(error: BaseException) -> str:
    """Returns what a decoder says, in one line of at most 120 characters."""
    text = " ".join(str(error).split()) or type(error).__name__
    return text if len(text) <= _MAX_CHARS else f"{text[: _MAX_CHARS - 3]}..."
