"""Strengths without a finished trial: on the axis, never under a line or in a zone."""

from dataclasses import replace

import pytest

from explorer.charts import ablation, classes, compared, curve, gain, gaps, learning, measures
from explorer.charts.absent import without
from tests.results import STRENGTHS, ablation_result, make_result

LOST = [(1.0, seed) for seed in range(3)]


def lost():
    return make_result(failed=LOST)


def stopped(status="stopped"):
    """A sweep that was stopped before strengths 1.5 and 2, in the midst of the trials of both."""
    left = [(strength, seed) for strength in (1.5, 2.0) for seed in range(3)]
    return make_result(status=status, left=left)


def notes_at(figure):
    return {note.x: note.text for note in figure.layout.annotations if note.textangle}


@pytest.mark.parametrize("chart", [curve, gain, gaps])
def test_a_strength_whose_trials_all_failed_stands_on_the_axis_and_breaks_the_lines(chart):
    figure = chart.figure(lost())
    assert notes_at(figure) == {1.0: "failed"}
    lines = [trace for trace in figure.data if trace.mode == "lines+markers"]
    assert lines
    for line in lines:
        assert list(line.x) == list(STRENGTHS)
        assert [value is None for value in line.y] == [False, False, True, False, False]
        assert not line.connectgaps


def test_where_all_trials_finished_no_line_is_broken_and_nothing_is_named():
    figure = curve.figure(make_result())
    assert notes_at(figure) == {}
    assert not any(None in trace.y for trace in figure.data)


def test_no_zone_is_shaded_across_a_strength_that_failed():
    result = lost()
    wide = replace(result.verdict, plateau=(0.0, 2.0), overdone_from=0.5, harmful_from=1.5)
    for chart in (curve, gain):
        figure = chart.figure(replace(result, verdict=wide))
        zones = [(shape.x0, shape.x1) for shape in figure.layout.shapes if shape.type == "rect"]
        assert zones == [(0.0, 0.5), (1.5, 2.0), (0.5, 0.56), (1.5, 2.06), (1.5, 2.06)]
        names = [note.text for note in figure.layout.annotations]
        assert sorted(names) == ["failed", "harmful", "past its best", "plateau"]


def test_a_strength_of_a_plateau_that_stands_between_two_holes_has_a_narrow_band():
    result = make_result(failed=[(s, seed) for s in (0.5, 1.5) for seed in range(3)])
    wide = replace(result.verdict, plateau=(0.0, 2.0), overdone_from=None, helps=True)
    shapes = curve.figure(replace(result, verdict=wide)).layout.shapes
    zones = [(shape.x0, shape.x1) for shape in shapes if shape.type == "rect"]
    assert (0.97, 1.03) in zones


def test_a_range_falls_into_the_parts_that_were_measured():
    assert without((0.0, 2.0), STRENGTHS, {}) == [(0.0, 2.0)]
    assert without((0.5, 1.5), STRENGTHS, {1.0: "failed"}) == [(0.5, 0.5), (1.5, 1.5)]
    assert without((1.0, 1.0), STRENGTHS, {1.0: "failed"}) == []


def test_tables_have_a_row_for_a_strength_that_failed_and_say_so():
    table = curve.table(lost()).set_index("Strength")
    assert list(table.index) == list(STRENGTHS)
    assert list(table["Missing"]) == ["", "", "failed", "", ""]
    assert table["Validation, %"].isna().to_list() == [False, False, True, False, False]
    assert "Missing" not in curve.table(make_result())
    gains = gain.table(lost()).set_index("Strength")
    assert gains.loc[1.0, "The 95% interval"] == "failed"
    scored = measures.table(lost()).set_index("Strength")
    assert (scored.loc[1.0, "Missing"], scored.loc[0.5, "Missing"]) == ("failed", "")


def test_a_strength_without_a_common_seed_has_no_gain_and_the_table_says_why():
    result = make_result(failed=[(0.0, 0), (1.5, 1), (1.5, 2)])
    gains = gain.table(result).set_index("Strength")
    assert gains.loc[1.5, "The 95% interval"] == "no seed in common with strength 0"
    assert gains["Gain, points"].isna().to_list() == [False, False, True, False]
    table = curve.table(result).set_index("Strength")
    assert list(table["Seeds compared"]) == [2, 2, 2, 0, 2]
    both = table["On these, %"] - table["Strength 0 on these, %"]
    for strength in (0.5, 1.0, 2.0):
        assert both[strength] == pytest.approx(table.loc[strength, "Gain, points"], abs=0.011)
    raw = table["Validation, %"] - table.loc[0.0, "Validation, %"]
    assert abs(raw[0.5] - both[0.5]) > 0.4, "other seeds than those that are compared"
    assert notes_at(gain.figure(result)) == {1.5: "no gain"}
    assert notes_at(curve.figure(result)) == {}
    said = "At strength 1.5, no gain is known: no seed in common with strength 0."
    assert said in classes.words(result)


def test_where_all_seeds_are_compared_no_column_counts_them():
    assert "Seeds compared" not in curve.table(make_result())
    assert "Seeds compared" not in curve.table(lost())


def test_classes_keep_the_column_of_a_strength_that_failed():
    assert list(classes.table(lost()).columns) == ["Class", *STRENGTHS[1:]]
    assert classes.table(lost())[1.0].isna().all()
    assert list(classes.figure(lost()).data[0].x) == ["0.5", "1 (failed)", "1.5", "2"]
    assert "At strength 1, no gain is known: all its trials failed." in classes.words(lost())
    apart = make_result(failed=[(0.0, 0), (1.5, 1), (1.5, 2)])
    assert list(classes.figure(apart).data[0].x) == ["0.5", "1", "1.5 (no gain)", "2"]


def test_a_stopped_sweep_trains_no_more_and_says_what_it_did_not_run(trace):
    figure = curve.figure(stopped())
    assert not any("still training" in line.name for line in figure.data)
    left = trace(figure, "Validation images, not finished")
    assert left.x == (1.5, 2.0), "the marks that were there stay"
    assert left.marker.color not in {line.line.color for line in figure.data if line.line.color}
    assert "did not finish" in left.hovertext[0]
    assert notes_at(figure) == {1.5: "not run", 2.0: "not run"}
    running = curve.figure(stopped("running"))
    assert trace(running, "Validation images, still training").x == (1.5, 2.0)
    assert notes_at(running) == {}


def test_learning_curves_and_gaps_are_those_of_finished_trials():
    result = make_result(failed=[(0.5, 1)], left=[(0.5, 2)], status="stopped")
    arm = result.arm("strength-0.5")
    assert [len(trial.epochs) for trial in arm.trials] == [2, 1, 1]
    assert set(learning.table(arm)["Seed"]) == {0}
    assert len(learning.figure(arm).data) == 2
    assert learning.last_losses(arm) == [(1.0, 1.1)]
    assert learning.final_gap(arm).startswith("At the last epoch the validation loss is 0.100 nats")
    keys = [view.key for view in learning.CHART.shown(stopped())]
    assert keys == ["strength-0", "strength-0.5", "strength-1"]
    assert list(gaps.table(stopped())["Strength"]) == [0.0, 0.5, 1.0]


def test_the_gap_is_that_of_the_last_epoch_that_all_finished_trials_have():
    arm = make_result().arms[0]
    first, *others = arm.trials
    cut = replace(arm, trials=(replace(first, epochs=first.epochs[:1]), *others))
    assert learning.last_losses(cut) == [(2.0, 2.2)] * 3


def test_compared_runs_break_their_own_lines():
    first, second = compared.figure([lost(), make_result()]).data
    assert None in first.y
    assert None not in second.y


def test_a_step_without_a_finished_trial_keeps_its_row_and_says_so(trace):
    arms = [(f"{kind}-noise", seed) for kind in ("without", "alone") for seed in range(3)]
    result = ablation_result(failed=arms)
    (view,) = ablation.CHART.shown(result)
    table = view.table().set_index("Step")
    assert table.loc["Gauss noise", "Missing"] == "without it: failed; alone: failed"
    assert table.loc["Rotate", "Missing"] == ""
    figure = view.figure()
    assert "Gauss noise" in trace(figure, "Without").y
    (note,) = figure.layout.annotations
    assert (note.y, note.text) == ("Gauss noise", "not measured")
    assert "Missing" not in ablation.CHART.shown(ablation_result())[0].table()
