"""The table of the views, by the names that a request for a preview carries."""

from collections.abc import Callable
from functools import partial
from typing import Any

from explorer.preview.alone import alone
from explorer.preview.comparison import compare
from explorer.preview.draws import PrefixCache
from explorer.preview.extremes import extremes
from explorer.preview.sheets import contact_sheet, pairs_sheet, steps_sheet, strengths_sheet
from explorer.preview.single import single

_VIEWS: dict[str, Callable[..., Any]] = {
    "contact_sheet": contact_sheet,
    "pairs_sheet": pairs_sheet,
    "steps_sheet": steps_sheet,
    "strengths_sheet": strengths_sheet,
    "compare": compare,
    "extremes": extremes,
    "single": single,
    "alone": alone,
}


def views(cache: PrefixCache) -> dict[str, Callable[..., Any]]:
    """Returns the views by name, sharing one cache."""
    return {name: partial(view, cache=cache) for name, view in _VIEWS.items()}
