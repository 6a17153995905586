"""The curve shows the numbers of the result, in percent, and has its table."""

from dataclasses import replace

import pytest

from explorer.charts import curve
from explorer.sweep.findings.arm import TrialOutcome
from explorer.trial.result import EpochResult
from tests.results import STRENGTHS, make_result, with_arm

RUNNING = TrialOutcome(
    0, "running", epochs=(EpochResult(1, 1.0, 1.0, 0.4), EpochResult(2, 1.0, 1.0, 0.6))
)


def test_the_curve_shows_validation_and_training_accuracy_with_their_intervals(trace):
    result = make_result()
    figure = curve.figure(result)
    validation = trace(figure, "Validation")
    assert list(validation.x) == list(STRENGTHS)
    found = result.arms[1].accuracy
    assert validation.y[1] == pytest.approx(100 * found.mean)
    assert validation.y[1] + validation.error_y.array[1] == pytest.approx(100 * found.ci95[1])
    assert validation.y[1] - validation.error_y.arrayminus[1] == pytest.approx(100 * found.ci95[0])
    assert list(trace(figure, "Training").x) == list(STRENGTHS)
    assert figure.layout.yaxis.title.text == "Accuracy, %"


def test_the_curve_marks_the_balance_point_the_plateau_and_the_overdone_zone(trace):
    result = make_result()
    figure = curve.figure(result)
    assert list(trace(figure, "Balance point").x) == [result.verdict.balance_point]
    assert {shape.x0 for shape in figure.layout.shapes} >= {result.verdict.overdone_from}
    assert "overdone" in {note.text for note in figure.layout.annotations}


def test_a_plateau_is_shaded_from_end_to_end():
    result = make_result()
    wide = replace(result.verdict, plateau=(0.5, 1.0))
    figure = curve.figure(replace(result, verdict=wide))
    assert (0.5, 1.0) in {(shape.x0, shape.x1) for shape in figure.layout.shapes}
    assert "plateau" in {note.text for note in figure.layout.annotations}


def test_a_curve_without_a_verdict_has_no_marks():
    figure = curve.figure(replace(make_result(), verdict=None))
    assert not figure.layout.shapes
    assert len(figure.data) == 2


def test_a_running_trial_shows_as_an_open_mark_until_one_has_finished(trace):
    running = replace(make_result(), verdict=None, status="running")
    result = with_arm(running, 0, accuracy=None, trials=(RUNNING,))
    result = with_arm(result, 1, trials=(*result.arms[1].trials, RUNNING))
    mark = trace(curve.figure(result), "Validation images, still training")
    assert (list(mark.x), list(mark.y)) == ([0.0], [60.0])
    assert "open" in mark.marker.symbol


def test_one_seed_has_no_error_bar_and_still_a_curve(trace):
    figure = curve.figure(make_result(seeds=1))
    assert set(trace(figure, "Validation").error_y.array) == {0}


def test_a_sweep_that_has_just_begun_gives_an_empty_figure():
    result = replace(make_result(), arms=(), verdict=None)
    assert not curve.figure(result).data
    assert list(curve.figure(result).layout.yaxis.range) == [0, 100]
    assert curve.table(result).empty


def test_the_table_behind_the_curve_has_a_row_a_strength():
    table = curve.table(make_result())
    assert list(table["Strength"]) == list(STRENGTHS)
    assert set(table["Seeds"]) == {3}
    assert table["Gain, points"][0] == 0
