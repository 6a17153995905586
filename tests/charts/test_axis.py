"""Axes follow what is drawn in whole steps, and do not shrink while a run goes on."""

import pytest

from explorer.charts import axis
from explorer.charts.drawing import blank


@pytest.mark.parametrize(
    ("values", "ends"),
    [
        ([80.0, 84.9], (79, 86)),
        ([0.0, 100.0], (-20, 120)),
        ([0.0], (-0.6, 0.6)),
        ([-0.2, 1.3], (-0.4, 1.4)),
    ],
)
def test_a_range_ends_at_whole_steps_around_the_values(values, ends):
    assert axis.around(values) == pytest.approx(ends)


def test_a_bar_that_is_far_away_ends_near_the_points():
    assert axis.cut([80, 90], [10, 95]) == [70, 95]
    assert axis.cut([80], [10, 95]) == [75, 85]


def test_an_axis_that_was_wider_stays_so():
    figure = blank("x", "y").update_yaxes(range=[70, 80])
    assert axis.widen(figure, {"yaxis": (60, 75)}) == {"yaxis": (60, 80)}
    assert list(figure.layout.yaxis.range) == [60, 80]
    assert axis.widen(blank("x", "y"), {"yaxis": (60, 75)}) == {}
