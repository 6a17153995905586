"""How numbers are written for people: one function for each kind, and one rule of rounding.

Sentences, pages, charts, tables, reports and commands write them by these. JSON and CSV hold the
numbers themselves. Imports nothing of the project.

The rule: half away from zero, as people round by hand, once what is left over from floating point
is gone. So 89.55 is 89.6, though its nearest binary number lies a little below, and the mean of
three seeds is written alike whatever the order in which they were added. A minus sign is "-"
everywhere: a terminal or a file of any encoding can hold it.
"""

import math
from decimal import ROUND_HALF_UP, Decimal

_EXACT = 9  # decimals, in percent or points: what differs less is left over from floating point
_MOST_DECIMALS = 6  # of a change that would be written as 0 with one
_LARGEST = 1e12  # with decimals behind it: only a loss that runs away is larger
_CHOSEN_DECIMALS = 3  # of a number of points: with more, somebody has computed it
_DIGITS = 10  # of a number that somebody chose
_MINUTE_S, _WORTH_SECONDS_S = 60, 600


def percent(share: float) -> str:
    """Returns an accuracy, or another share of images that was measured: `82.2%`."""
    return f"{in_percent(100 * share)}%"


def share(of_one: float) -> str:
    """Returns a share that somebody chose, or of pictures and pixels: `5%`, `12.5%`."""
    return f"{number(float(_decimal(100 * of_one, 1)))}%"


def percent_interval(ends: tuple[float, float]) -> str:
    """Returns the interval of an accuracy, from 0 to 1: `79.9% to 81.2%`."""
    return f"{percent(ends[0])} to {percent(ends[1])}"


def gain(share: float) -> str:
    """Returns a difference of accuracies (from -1 to 1) with its unit: `+0.9 points`."""
    return f"{in_points(100 * share)} points"


def interval(ends: tuple[float, float]) -> str:
    """Returns the interval of a difference (from -1 to 1): `+0.4 to +1.4`, in points."""
    low, high = (in_points(100 * end) for end in ends)
    return f"{low} to {high}"


def change(share: float, places: int = 1) -> str:
    """Returns how large a difference is, whatever its sign: `0.9 points`.

    `places` are its decimals, where it stands beside a number that has more than one.
    """
    fine = _rounded(100 * abs(share), places)
    return f"{fine if places > 1 and float(fine) else size(share)} points"


def points(share: float) -> str:
    """Returns a number of points that somebody chose, from 0 to 1: `0.25 points`, `1 point`."""
    said = number(100 * share)
    return f"{said} point" if said == "1" else f"{said} points"


def size(share: float) -> str:
    """Returns how large a difference is, without its unit: `0.9`."""
    return in_points(100 * abs(share)).removeprefix("+")


def below(least: float, most: float, written: str = "") -> tuple[str, str]:
    """Returns two sizes of differences, the first below the second: `0.259 points`, `0.26 points`.

    The first is written as fine as the second, and both so fine that what is written shows which
    one is smaller. `written` is how somebody wrote the second, which then stays as it is.
    """
    chosen = written or points(most)
    first = len(chosen.split(" ")[0].partition(".")[2])
    start = first if 0 < first <= _CHOSEN_DECIMALS else 1
    for places in range(start, _EXACT):
        low, high = change(least, places), written or change(most, places)
        if float(low.split(" ")[0]) < float(high.split(" ")[0]):
            break
    return low, high


def in_percent(value: float) -> str:
    """Returns a number of percent where the unit stands elsewhere, as in the head of a column."""
    return _rounded(value, 1)


def in_points(value: float) -> str:
    """Returns a number of points, with its sign, where the unit stands elsewhere: `+0.9`.

    A change that one decimal would make 0 has up to six, so that nothing that lies above or below
    0 is written as 0: `+0.04`. What is 0 has no sign.
    """
    text = _rounded(value, 1)
    for places in range(2, _MOST_DECIMALS + 1):
        if text != "0.0":
            break
        longer = _rounded(value, places)
        text = longer if float(longer) else text
    return text if value < 0 or text == "0.0" else f"+{text}"


def strength(value: float) -> str:
    """Returns a strength in full: `1.625`, and `0.3` for 0.1 + 0.2."""
    return number(value)


def number(value: float) -> str:
    """Returns a number that somebody chose, such as a limit, in full and without zeros behind it.

    Numbers too large or too small for that are written with a power of ten.
    """
    return f"{value + 0.0:.{_DIGITS}g}" if value else "0"


def count(number: int, one: str, many: str | None = None) -> str:
    """Returns `1 seed`, `3 seeds`, `1,797 images`."""
    return f"{whole(number)} {one if number == 1 else many or one + 's'}"


def whole(number: float) -> str:
    """Returns a number of things, to the nearest whole one: `1,797`."""
    return f"{_decimal(number, 0):,}"


def loss(nats: float) -> str:
    """Returns a loss, or a difference of two: `0.357`; in nats, the unit stands elsewhere."""
    return _rounded(nats, 3)


def score(share: float) -> str:
    """Returns a score from 0 to 1 as classification reports do: `0.933`; also a correlation."""
    return _rounded(share, 3)


def seconds(value: float) -> str:
    """Returns a time that was measured: `1.2`; the unit stands elsewhere."""
    return _rounded(value, 1)


def duration(seconds: float) -> str:
    """Returns a time in words, rounded as a person would: `8 s`, `1 min 40 s`, `2 h 5 min`."""
    rounded = max(1, int(_decimal(seconds, 0)))
    if rounded < _MINUTE_S:
        return f"{rounded} s"
    if rounded < _WORTH_SECONDS_S:
        minutes, rest = divmod(10 * int(_decimal(rounded / 10, 0)), _MINUTE_S)
        return f"{minutes} min {rest} s" if rest else f"{minutes} min"
    minutes = int(_decimal(rounded / _MINUTE_S, 0))
    hours, rest = divmod(minutes, 60)
    if not hours:
        return f"{minutes} min"
    return f"{hours} h {rest} min" if rest else f"{hours} h"


def megabytes(size: float) -> str:
    """Returns a number of bytes as `30 MB`, `30.1 MB`."""
    return f"{number(float(_decimal(size / 1e6, 1)))} MB"


def gigabytes(size: float) -> str:
    """Returns a number of bytes as `1.5 GB`."""
    return f"{number(float(_decimal(size / 1e9, 1)))} GB"


def _rounded(value: float, places: int) -> str:
    if not math.isfinite(value) or abs(value) > _LARGEST:
        return number(value)
    rounded = _decimal(value, places)
    return f"{rounded:f}" if rounded else f"{abs(rounded):f}"  # never "-0.0"


def _decimal(value: float, places: int) -> Decimal:
    exact = Decimal(repr(round(float(value), _EXACT)))
    return exact.quantize(Decimal(1).scaleb(-places), rounding=ROUND_HALF_UP)
