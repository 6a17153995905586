"""What a figure says to people who hear a page."""

import plotly.graph_objects as go

from explorer.charts import compared, spoken
from explorer.charts.drawing import LABEL_CHARS, blank, literal
from explorer.charts.table import CHARTS
from tests.results import ablation_result, make_result


def told(name, result=None):
    chart = next(chart for chart in CHARTS if chart.name == name)
    return spoken.sentences(chart.shown(result or make_result())[0].figure())


def test_a_curve_says_its_axes_where_its_lines_begin_and_end_and_what_is_marked():
    assert told("curve") == (
        "Chart: Accuracy, % against Strength."
        " Training images: 91.1 at 0, 71.1 at 2, highest 96.1 at 0.5."
        " Validation images: 81.1 at 0, 61.1 at 2, highest 86.1 at 0.5."
        " Balance point, strength 0.5: 86.1 at 0.5."
        " Marked: past its best, harmful."
    )


def test_gains_have_their_sign():
    assert "0.0 at 0, -20.0 at 2, highest +5.0 at 0.5" in told("gain")


def test_lines_of_one_name_are_told_together():
    assert "Validation: 3 lines, from 1.100 to 2.200." in told("learning")


def test_a_heat_map_says_how_many_cells_it_has_and_the_lowest_and_the_highest():
    words = told("classes")
    assert "3 by 4 cells, points: from -20.0 (Class <script>alert(1)</script>, Strength 2)" in words
    assert words.endswith("to +20.0 (Class cat, Strength 2).")


def test_bars_say_their_names_and_lengths():
    result = ablation_result()
    words = told("ablation", result)
    assert words.startswith("Chart: Difference in points.")
    assert "&" not in words


def test_standing_bars_say_their_names_and_heights():
    figure = blank("Arm", "Seconds a trial").add_bar(x=["none", "whole"], y=[1.5, 2.0])
    said = spoken.sentences(figure)
    assert "none" in said
    assert "1.5" in said


def test_every_figure_of_the_table_says_something_of_what_it_draws():
    for result in (make_result(), ablation_result()):
        for chart in CHARTS:
            for view in chart.shown(result):
                if view.figure is not None:
                    words = spoken.sentences(view.figure())
                    assert words.count(".") > 1, chart.name
                    assert "nan" not in words
    assert "points" in spoken.sentences(compared.figure([make_result()] * 2, gains=True))


def test_a_name_is_told_as_it_was_written_and_not_without_end():
    figure = blank("x", "y").add_scatter(
        x=[0, 1], y=[1, 2], name=literal("a <b>&amp; $2" + "z" * 200)
    )
    said = spoken.sentences(figure)
    assert "a <b>&amp; $2" in said
    assert len(said) < 60 + 2 * LABEL_CHARS


def test_what_has_no_number_is_left_out_and_of_many_lines_the_first_are_told():
    figure = go.Figure()
    for place in range(9):
        figure.add_scatter(x=[0, 1, 2], y=[place, None, float("nan")], name=f"line {place}")
    said = spoken.sentences(figure)
    assert "line 5: 5 at 0. And 3 more." in said
    assert spoken.sentences(go.Figure()) == "Chart: ."
