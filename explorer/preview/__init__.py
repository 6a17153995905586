"""Previews of a policy: contact sheets, steps, comparison, extremes.

Arrays in, arrays out; knows neither torch nor Streamlit.
"""

from explorer.preview.alone import alone, only
from explorer.preview.captions import caption_of
from explorer.preview.comparison import Comparison, compare
from explorer.preview.draws import PrefixCache
from explorer.preview.extremes import Extremes, extremes
from explorer.preview.look import Look
from explorer.preview.overlay import overlaid
from explorer.preview.paging import SCROLLED_BELOW_PX, Page, pages, scale_to
from explorer.preview.pipe import TooSlowError
from explorer.preview.service import PreviewService, shared_service
from explorer.preview.sheets import contact_sheet, pairs_sheet, steps_sheet, strengths_sheet
from explorer.preview.single import single
from explorer.preview.tiles import Sheet, Tile

__all__ = [
    "SCROLLED_BELOW_PX",
    "Comparison",
    "Extremes",
    "Look",
    "Page",
    "PrefixCache",
    "PreviewService",
    "Sheet",
    "Tile",
    "TooSlowError",
    "alone",
    "caption_of",
    "compare",
    "contact_sheet",
    "extremes",
    "only",
    "overlaid",
    "pages",
    "pairs_sheet",
    "scale_to",
    "shared_service",
    "single",
    "steps_sheet",
    "strengths_sheet",
]
