"""Previews of a policy: contact sheets, steps, comparison, extremes. Arrays in, arrays out; knows
neither torch nor Streamlit.
"""

from explorer.preview.draws import PrefixCache
from explorer.preview.overlay import overlaid
from explorer.preview.service import PreviewService, shared_service
from explorer.preview.sheet import Sheet, Tile
from explorer.preview.views import (
    Comparison,
    Extremes,
    Look,
    compare,
    contact_sheet,
    extremes,
    steps_sheet,
    strengths_sheet,
)
from explorer.preview.worker import TooSlowError

__all__ = [
    "Comparison",
    "Extremes",
    "Look",
    "PrefixCache",
    "PreviewService",
    "Sheet",
    "Tile",
    "TooSlowError",
    "compare",
    "contact_sheet",
    "extremes",
    "overlaid",
    "shared_service",
    "steps_sheet",
    "strengths_sheet",
]
