"""A picture on the stage, with the names on it and the words below it."""

from dataclasses import dataclass
from typing import Any

import streamlit as st
from streamlit.delta_generator import DeltaGenerator

from explorer.ui.compose.ahead import Draw


class Place:
    """Where a picture stands, with what lies on it; shown once, and then changed in place.

    The picture comes first, for a browser draws what it gets at once. The rest waits for
    `complete`.
    """

    def __init__(self, box: DeltaGenerator) -> None:
        self._box = box
        self._image: DeltaGenerator | None = None
        self._html: dict[str, str] = {}
        self._at: dict[str, DeltaGenerator] = {}

    def image(self, source: str, **look: Any) -> None:
        """Shows the picture."""
        self._image = (self._image or self._box).image(source, **look)

    def html(self, part: str, content: str) -> None:
        """Keeps a part that is HTML; where it is shown already, it is changed."""
        if part in self._at and content != self._html[part]:
            self._at[part] = self._at[part].html(content)
        self._html[part] = content

    def complete(self) -> None:
        """Shows what has waited for the picture."""
        for part, content in self._html.items():
            if part not in self._at:
                self._at[part] = self._box.html(content)


@dataclass
class Drawn:
    """A picture that is shown: what is said below it, and what draws it for another strength.

    There is no such way where the picture could not be made, nor for Compare, whose wipe can be
    shown once only.
    """

    at: Place | None = None
    words: str = ""
    again: Draw | None = None

    def say(self) -> None:
        """Says on and below the picture what it shows."""
        if self.at is not None:
            self.at.complete()
        if self.words:
            st.caption(self.words)
