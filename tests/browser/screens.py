"""The table of pages that the checks walk: a row a page and state. A new page joins by one row."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from explorer.ui import example
from tests.results import VIEWS

WHOLE_CURVE = ".js-plotly-plot .g-xtitle"  # below a curve and the numbers of its axis


@dataclass(frozen=True)
class Screen:
    """A row: where it is, what a session has chosen before, and what a person has come for.

    `wide` and `phone` are the selectors of what lies within the window without scrolling: the main
    thing whole, and the control that matters most. `views` are what its control "View" offers.
    """

    name: str
    path: str
    wide: tuple[str, ...]
    phone: tuple[str, ...]
    with_run: bool = False  # whether the session follows the run that is kept
    compares: bool = False  # whether that run is then compared with another one that is kept
    no_runs: bool = False  # whether it is seen where no run is kept at all
    leaks: bool = False  # whether its data set is one in which all that can be is wrong
    parts: Mapping[str, Any] = field(default_factory=dict)  # of `Kept`
    views: tuple[str, ...] = ()


_PICTURE, _CARD = ".st-key-preview img", "[class*=st-key-card-]"
_START = ".st-key-start button"
_RUN_CURVE = f".st-key-glance {WHOLE_CURVE}"
_RESULTS_CURVE = f".st-key-results-chart {WHOLE_CURVE}"
SCREENS = (
    Screen(
        "Compose",
        "",
        wide=(".st-key-strength-place", ".st-key-adders", _CARD, _PICTURE),
        phone=(_PICTURE, ".st-key-strength-place .stSlider"),
        parts={"policy": example.policy(), "chosen": ("sample:chelsea",)},
        views=("Draws", "Steps", "Compare", "Extremes"),
    ),
    Screen("Data, nothing chosen", "data", (".st-key-data-contents",), (".st-key-data-contents",)),
    Screen(
        "Data",
        "data",
        wide=(".st-key-data-choice", ".st-key-data-contents h2", ".st-key-data-classes"),
        phone=(".st-key-data-choice", ".st-key-data-classes img"),
        parts={"data": "fashion-mnist-small"},
    ),
    Screen(
        "Data, with leaks",
        "data",
        wide=(
            ".st-key-data-leaks [role=alert]",
            ".st-key-data-leak-details summary",
            ".st-key-data-classes",
        ),
        phone=(".st-key-data-leaks [role=alert]", ".st-key-data-classes img"),
        leaks=True,
    ),
    Screen(
        "Fine-tune, no run of anybody's",
        "finetune",
        wide=(_START, ".st-key-ft-example", ".st-key-example-verdict", _RUN_CURVE),
        phone=(_START, ".st-key-ft-example button", ".st-key-verdict-claim", _RUN_CURVE),
        no_runs=True,
        parts={"policy": example.policy(), "data": "fashion-mnist-small"},
    ),
    Screen(
        "Fine-tune, measured before",
        "finetune",
        wide=(_START, ".st-key-verdict", _RUN_CURVE),
        phone=(".st-key-ft-measured", ".st-key-verdict-claim", _RUN_CURVE),
        parts={"policy": example.policy(), "data": "digits"},
    ),
    Screen(
        "Fine-tune",
        "finetune",
        wide=(_START, ".st-key-verdict", _RUN_CURVE),
        phone=(
            ".st-key-verdict-claim",
            ".st-key-verdict-do button",
            _RUN_CURVE,
        ),
        with_run=True,
        parts={"policy": example.policy(), "data": "fashion-mnist-small"},
    ),
    Screen(
        "Results, no run",
        "results",
        wide=(".st-key-results-example", ".st-key-results-verdict", _RESULTS_CURVE),
        phone=(".st-key-results-example", ".st-key-verdict-claim", _RESULTS_CURVE),
        no_runs=True,
        views=tuple(view for view in VIEWS if view != "Learning curves"),  # the example keeps none
    ),
    Screen(
        "Results",
        "results",
        wide=(
            ".st-key-results-run",
            ".st-key-results-verdict",
            _RESULTS_CURVE,
        ),
        phone=(
            ".st-key-results-run",
            ".st-key-verdict-claim",
            _RESULTS_CURVE,
        ),
        with_run=True,
        views=VIEWS,
    ),
    Screen(
        "Results, runs compared",
        "results",
        wide=(".st-key-results-run", ".st-key-results-verdicts", _RESULTS_CURVE),
        phone=(".st-key-results-run", ".st-key-results-verdicts", _RESULTS_CURVE),
        with_run=True,
        compares=True,
        views=VIEWS,
    ),
)
