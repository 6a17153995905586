"""How large a picture may be: in bytes, and in pixels."""

import math

from explorer.errors import ImageError, quoted_path

MAX_BYTES = 30_000_000
MAX_PIXELS = 50_000_000


def check_size(size_bytes: int, name: str, limit: int = MAX_BYTES) -> None:
    """Raises ImageError when a file is empty or over the limit, 30 MB for a picture."""
    if size_bytes == 0:
        raise ImageError(f"{quoted_path(name)} is empty")
    if size_bytes > limit:
        raise ImageError(
            f"{quoted_path(name)} is {_tenths_up(size_bytes / 1e6)} MB; "
            f"the limit is {limit / 1e6:g} MB"
        )


def check_pixels(width: int, height: int, name: str) -> None:
    """Raises ImageError when a picture has no pixels, or more than 50 megapixels."""
    if width < 1 or height < 1:
        raise ImageError(f"{quoted_path(name)} is {width} x {height} px: it has no pixels")
    if width * height > MAX_PIXELS:
        megapixels = _tenths_up(width * height / 1e6)
        raise ImageError(
            f"{quoted_path(name)} is {width} x {height} px ({megapixels} megapixels); "
            f"the limit is {MAX_PIXELS / 1e6:g} megapixels"
        )


def _tenths_up(number: float) -> str:
    # Rounded up: what is over a limit must not look as if it were at the limit.
    return f"{math.ceil(number * 10) / 10:g}"
