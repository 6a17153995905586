"""The table of all measures."""

from dataclasses import replace

import pytest

from explorer.charts import measures, trials
from explorer.charts.naming import measure_label
from explorer.charts.table import CHARTS, charts_of
from explorer.report import sections
from tests.results import STRENGTHS, ablation_result, make_result, with_measure


def test_every_measure_has_its_mean_and_its_interval_at_every_strength():
    result = with_measure(make_result())
    table = measures.table(result)
    assert list(table) == [
        "Strength",
        "Accuracy, %",
        "Accuracy, 95%",
        "worst-class, %",
        "worst-class, 95%",
    ]
    assert list(table["Strength"]) == list(STRENGTHS)
    low, high = result.arms[1].metrics["worst-class"].ci95
    assert table["worst-class, %"][1] == pytest.approx(table["Accuracy, %"][1] / 2, abs=0.01)
    assert table["worst-class, 95%"][1] == f"{100 * low:.1f}% to {100 * high:.1f}%"


def test_arms_that_are_more_than_strengths_stand_with_their_names():
    result = with_measure(ablation_result())
    assert list(measures.table(result)["Arm"])[:2] == [arm.name for arm in result.arms[:2]]


@pytest.mark.parametrize("result", [make_result(), ablation_result()], ids=["strength", "steps"])
def test_it_is_offered_only_where_there_is_more_than_accuracy(result):
    assert charts_of("Measures", result) == ()
    assert measures.CHART.shown(result) == ()
    more = with_measure(result)
    assert charts_of("Measures", more) == (measures.CHART,)
    titles = [[section.title for section in sections(each)] for each in (result, more)]
    assert titles[0] == [title for title in titles[1] if title != "All measures"]
    assert len(titles[1]) == len(titles[0]) + 1
    assert measures.CHART in CHARTS


def test_before_the_first_trial_has_finished_there_is_no_table():
    result = with_measure(make_result())
    arms = tuple(replace(arm, accuracy=None, trials=()) for arm in result.arms)
    assert measures.CHART.shown(replace(result, arms=arms)) == ()


def test_the_csv_of_trials_has_a_column_for_a_further_measure_behind_the_accuracies():
    result = make_result()
    plain, more = trials.table(result), trials.table(with_measure(result))
    at = list(more).index("worst-class, %")
    assert list(more)[at - 1] == "Training, %"
    assert list(more.drop(columns="worst-class, %")) == list(plain)
    assert more["worst-class, %"][0] == pytest.approx(plain["Validation, %"][0] / 2)


def test_a_measure_is_called_by_its_row_and_an_unknown_one_by_its_name_without_a_formula():
    assert measure_label("accuracy") == "Accuracy"
    assert measure_label("=HYPERLINK(1)") == "'=HYPERLINK(1)"


def test_a_hostile_name_of_a_measure_is_escaped_in_the_report():
    (section,) = [
        section
        for section in sections(with_measure(make_result(), "<script>"))
        if section.title == "All measures"
    ]
    assert "&lt;script&gt;, %" in section.table
    assert "<script>" not in section.table
