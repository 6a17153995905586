"""The mildest and the harshest of many draws."""

import threading
import time
from dataclasses import dataclass

from explorer import numbers
from explorer.images import Image
from explorer.policy.draws import Watch
from explorer.policy.model import Policy
from explorer.preview.captions import told
from explorer.preview.comparison import distance
from explorer.preview.draws import PrefixCache, in_parallel
from explorer.preview.look import Look, prepared
from explorer.preview.tiles import Sheet, TileGrid, TilePicture, columns_for


@dataclass(frozen=True, eq=False)
class Extremes:
    """The mildest and the harshest of `considered` draws, as (draw, change).

    The change is the mean change from the original, 0 to 1; `median` is that of all draws.
    """

    sheet: Sheet
    considered: int
    mildest: tuple[tuple[int, float], ...]
    harshest: tuple[tuple[int, float], ...]
    median: float


class _Ends:
    """Keeps the pictures at both ends of a ranking; threads may add at the same time."""

    def __init__(self, each: int) -> None:
        self.kept: dict[int, tuple[float, Image]] = {}
        self._each = each
        self._lock = threading.Lock()

    def add(self, draw: int, amount: float, after: Image) -> None:
        with self._lock:
            self.kept[draw] = amount, after
            for between in self.ranked()[self._each : -self._each]:
                del self.kept[between]

    def ranked(self) -> list[int]:
        return sorted(self.kept, key=lambda draw: (self.kept[draw][0], draw))


def extremes(
    policy: Policy,
    image: Image,
    look: Look,
    draws: int = 200,
    each: int = 4,
    *,
    budget_s: float = 1.2,
    cache: PrefixCache | None = None,
    watch: Watch | None = None,
) -> Extremes:
    """Returns the mildest of `draws` draws, and the `each` harshest.

    They are two rows, or one row or one column where a panorama has more room so. The original
    stands first, before the `each` - 1 mildest. Draws that would start after `budget_s` are left
    out.
    """
    (original,) = prepared([image], look, 2 * each, cache)
    drawer = look.drawer(policy, None, watch)
    end = time.monotonic() + budget_s
    ends = _Ends(each)

    def measured(draw: int) -> float | None:
        if draw >= 2 * each and time.monotonic() > end:
            return None
        after = drawer.draw(original, draw)
        amount = distance(original.rgb, after.rgb)
        ends.add(draw, amount, after)
        return amount

    amounts = sorted(amount for amount in in_parallel(measured, range(draws)) if amount is not None)
    ranked = ends.ranked()
    rows = {"mildest": ranked[: each - 1], "harshest": ranked[::-1][:each]}
    pictures = [TilePicture(original, original, "original", changed=False)]
    for words, found in rows.items():
        for draw in found:
            amount, after = ends.kept[draw]
            # What matters comes first: a narrow tile cuts the end off.
            caption = told(f"{words} {numbers.percent(amount)}, draw {draw + 1}", drawer, draw)
            shown = look.shown(after)
            pictures.append(TilePicture(shown, original, caption, draw=draw, changed=amount > 0))
    aspect = original.width / original.height
    columns = look.columns or columns_for(2 * each, aspect, (each, 1, 2 * each))
    grid = TileGrid([original] * len(pictures), look.tile_px, columns)
    tiles = [grid.place(i, picture) for i, picture in enumerate(pictures)]
    mildest, harshest = (
        tuple((draw, ends.kept[draw][0]) for draw in found) for found in rows.values()
    )
    sheet = grid.sheet(tiles, [original])
    return Extremes(sheet, len(amounts), mildest, harshest, amounts[len(amounts) // 2])
