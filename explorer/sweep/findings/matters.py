"""The smallest gain that matters in words: how large it is, and why that much. Pure functions."""

from explorer import numbers
from explorer.sweep.findings.claims import LEAST_MATTERS


def size(used: float, told: float | None) -> str:
    """Returns how large it is: as somebody set it, or as a difference is written.

    `used` is what a verdict used, or what a plan expects it to use; `told` is what was set.
    """
    return numbers.change(used) if told is None else numbers.points(told)


def above(limit: float, used: float, told: float | None) -> tuple[str, str]:
    """Returns a limit below which gains lie, and the smallest gain that matters, which is larger.

    Both are so fine that what is written shows it.
    """
    return numbers.below(limit, used, "" if told is None else numbers.points(told))


def why(used: float, told: float | None, images: int | None) -> str:
    """Returns why it is that large; `images` are the validation images, where they are known."""
    if told is not None:
        return "as set"
    if used <= LEAST_MATTERS or not images:
        return "the usual value"
    return f"the least that {numbers.count(images, 'validation image')} can show"


def words(used: float, told: float | None, images: int | None) -> str:
    """Returns both: `1.9 points, the least that 500 validation images can show`."""
    return f"{size(used, told)}, {why(used, told, images)}"
