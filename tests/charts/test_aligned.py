"""Figures beside each other have one scale."""

import math

import plotly.graph_objects as go
import pytest

from explorer.charts import classes, confusion, learning
from explorer.charts.aligned import align
from tests.results import make_result, with_class_gains


def lines(*values, kind="linear", error=None):
    figure = go.Figure()
    figure.add_scatter(x=list(range(len(values))), y=list(values), error_y={"array": error})
    return figure.update_yaxes(type=kind)


def test_lines_get_the_range_that_holds_all_points_and_their_intervals():
    one, two = lines(1.0, 2.0), lines(0.5, None, 1.0, error=[0, 0, 4.0])
    align([one, two])
    assert one.layout.yaxis.range == two.layout.yaxis.range
    low, high = one.layout.yaxis.range
    assert low < 0.5
    assert 5 < high < 5.5
    assert one.layout.xaxis.range == two.layout.xaxis.range


def test_a_logarithmic_axis_has_its_range_in_powers_of_ten():
    one, two = lines(0.01, 10.0, kind="log"), lines(1.0, kind="log")
    align([one, two])
    low, high = two.layout.yaxis.range
    assert -2.2 < low < -2
    assert 1 < high < 1.2


def test_heat_maps_get_the_same_colours_and_names_stay_names():
    result = with_class_gains(make_result(), lambda place, strength: 0.5 * strength)
    other = make_result()
    one, two = classes.figure(result), classes.figure(other)
    align([one, two])
    assert {(t.zmin, t.zmax) for each in (one, two) for t in each.data} == {(-100, 100)}
    assert one.layout.yaxis.range is None
    matrix = confusion.figure(("a", "b"), ((3, 1), (0, 4)))
    align([matrix, matrix])
    assert (matrix.data[0].zmin, matrix.data[0].zmax) == (0, 100)


def test_bars_of_steps_share_their_differences_and_keep_their_names():
    one, two = go.Figure(), go.Figure()
    one.add_bar(orientation="h", y=["Rotate"], x=[2.0])
    two.add_bar(orientation="h", y=["Blur"], x=[-8.0])
    align([one, two])
    assert one.layout.xaxis.range == two.layout.xaxis.range
    assert one.layout.yaxis.range is None


def test_a_figure_alone_and_figures_without_points_stay_as_they_are():
    alone, empty = lines(1.0), go.Figure()
    align([alone])
    align([empty, go.Figure()])
    assert alone.layout.yaxis.range is None
    assert empty.layout.yaxis.range is None


@pytest.mark.parametrize("kind", ["log", "linear"])
def test_a_loss_of_zero_breaks_no_axis(kind):
    one, two = lines(0.0, 1.0, kind=kind), lines(0.5, kind=kind)
    align([one, two])
    assert all(math.isfinite(end) for end in one.layout.yaxis.range)


def test_learning_curves_of_two_runs_share_their_axes():
    one, two = (learning.figure(make_result().arms[0]) for _ in range(2))
    align([one, two])
    assert one.layout.yaxis.range == two.layout.yaxis.range
    assert one.layout.yaxis.range is not None
