"""How the pictures on Compose are looked at: no part of the policy, and of no undo."""

from collections.abc import Mapping
from dataclasses import dataclass, fields
from typing import Any, Literal

from explorer.errors import ExplorerError
from explorer.ui.sizes import MAX_TRAINING_PX

View = Literal["Draws", "Steps", "Compare", "Extremes"]
VIEWS: tuple[View, ...] = ("Draws", "Steps", "Compare", "Extremes")
MAX_DRAWS = 24


@dataclass(frozen=True)
class Viewing:
    """A view and its settings; valid when constructed, or ExplorerError.

    `draw` is the one that Steps and Compare show. `size_px` is the training size, None for the size
    of the screen, 0 for full size. Of several chosen pictures, `picture` is the one that is looked
    at alone; where it is None, Draws shows the page `page` of all.
    """

    view: View = "Draws"
    draws: int = 8
    draw: int = 0
    size_px: int | None = None
    annotations: bool = False
    picture: str | None = None
    page: int = 0

    def __post_init__(self) -> None:
        size_ok = self.size_px is None or 0 <= self.size_px <= MAX_TRAINING_PX
        if (
            self.view not in VIEWS
            or not 1 <= self.draws <= MAX_DRAWS
            or not 0 <= self.draw < MAX_DRAWS
            or not size_ok
            or not isinstance(self.picture, str | None)
            or self.page < 0
        ):
            raise ExplorerError(f"{self} is not a way to look at pictures")

    @classmethod
    def from_json(cls, raw: Mapping[str, Any]) -> "Viewing":
        """Returns the viewing that was stored, also by a release that did not know every field."""
        return cls(**{item.name: raw[item.name] for item in fields(cls) if item.name in raw})
