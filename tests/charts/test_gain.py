"""The gain over strength 0 is paired, in points, and told from 0 by its interval."""

from dataclasses import replace

import pytest

from explorer.charts import gain
from tests.results import STRENGTHS, make_result


def test_the_gain_is_paired_in_points_with_its_interval_and_the_marks_of_the_curve(trace):
    result = make_result()
    figure = gain.figure(result)
    gains = trace(figure, "Gain")
    found = result.arms[1].gain
    assert list(gains.x) == list(STRENGTHS)
    assert gains.y[1] == pytest.approx(100 * found.mean)
    high = found.ci95_simultaneous[1]
    assert gains.y[1] + gains.error_y.array[1] == pytest.approx(100 * high)
    assert high > found.ci95[1]
    assert figure.layout.yaxis.title.text == "Gain over strength 0, points"
    assert list(trace(figure, "Balance point").x) == [result.verdict.balance_point]
    assert {shape.x0 for shape in figure.layout.shapes} >= {result.verdict.overdone_from}


def test_the_table_behind_the_gain_says_on_which_side_of_none_the_interval_lies():
    table = gain.table(make_result()).set_index("Strength")
    assert list(table.index) == list(STRENGTHS[1:])
    assert table.loc[0.5, "From"] < table.loc[0.5, "Gain, points"] < table.loc[0.5, "To"]
    assert table.loc[0.5, "The 95% interval"] == "lies above 0"
    assert table.loc[2.0, "The 95% interval"] == "lies below 0"
    one = gain.table(make_result(seeds=1))
    assert set(one["The 95% interval"]) == {"not known from one seed"}


def test_without_a_strength_above_0_there_is_no_gain_to_show():
    result = make_result()
    assert len(gain.CHART.shown(result)) == 1
    for arms in ((), result.arms[:1]):
        assert gain.table(replace(result, arms=arms)).empty
        assert gain.CHART.shown(replace(result, arms=arms)) == ()


def test_the_caption_speaks_of_intervals_only_where_some_are_drawn():
    (view,) = gain.CHART.shown(make_result())
    assert "An interval that lies above 0 shows a gain" in " ".join(view.words(None))
    (view,) = gain.CHART.shown(make_result(seeds=1))
    said = " ".join(view.words(None))
    assert "An interval" not in said
    assert said.endswith("There are no intervals: one seed cannot show what is chance.")
