"""Every row of the table of charts can be drawn, and belongs to a look of the page."""

from dataclasses import replace

import pytest

from explorer.charts.table import CHARTS, LOOKS, charts_of
from tests.results import ablation_result, make_result, with_measure


def result_for(chart):
    """A result that the chart shows something of."""
    result = ablation_result() if chart.question == "ablation" else make_result()
    return result if chart.suits(result) else with_measure(result)


@pytest.mark.parametrize("chart", CHARTS, ids=lambda chart: chart.name)
def test_a_chart_has_a_table_with_rows_behind_every_view_and_choices_that_differ(chart):
    views = chart.shown(result_for(chart))
    assert views
    assert all(len(view.table()) for view in views)
    assert all(view.figure().data for view in views if view.figure)
    assert all(isinstance(text, str) and text for view in views for text in view.words(None))
    assert len({view.choice for view in views}) == len({view.key for view in views}) == len(views)
    assert bool(chart.pick) == (len(views) > 1)


@pytest.mark.parametrize("chart", CHARTS, ids=lambda chart: chart.name)
def test_every_part_of_a_figure_can_be_switched_and_changes_it(chart):
    (view, *_) = chart.shown(result_for(chart))
    for part in chart.parts:
        assert view.figure(**{part.name: part.usual}) == view.figure()
        assert view.figure(**{part.name: not part.usual}) != view.figure()


@pytest.mark.parametrize("chart", CHARTS, ids=lambda chart: chart.name)
def test_a_chart_of_a_sweep_that_has_not_begun_breaks_nothing(chart):
    result = replace(result_for(chart), arms=(), dataset=None, verdict=None, final_test=None)
    assert all(view.figure().layout for view in chart.shown(result) if view.figure)


def test_names_are_unique_and_every_chart_belongs_to_a_look():
    names = [chart.name for chart in CHARTS]
    assert len(set(names)) == len(names)
    assert {chart.look for chart in CHARTS} == {look.name for look in LOOKS}


def test_the_charts_of_strength_are_not_shown_of_another_question():
    other = replace(make_result(), question="another")
    assert charts_of("Curve", make_result())
    assert charts_of("Curve", other) == ()
    assert all(not chart.shown(other) for chart in CHARTS if chart.question == "strength")
