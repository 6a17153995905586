"""The curve shows the numbers of the result, in percent, and has its table."""

from dataclasses import replace

import pytest

from explorer import numbers
from explorer.charts import curve, gain
from explorer.charts.marks import legend
from explorer.sweep.findings.arm import TrialOutcome
from explorer.sweep.findings.values import Estimate
from explorer.trial.arm import strength_key
from explorer.trial.result import EpochResult
from tests.results import STRENGTHS, make_result, with_arm

RUNNING = TrialOutcome(
    0, "running", epochs=(EpochResult(1, 1.0, 1.0, 0.4), EpochResult(2, 1.0, 1.0, 0.6))
)


def test_the_curve_shows_both_accuracies_with_the_intervals_that_the_verdict_judges_by(trace):
    result = make_result()
    figure = curve.figure(result)
    validation = trace(figure, "Validation")
    assert list(validation.x) == list(STRENGTHS)
    none, found = result.arms[0].accuracy.mean, result.arms[1].gain.ci95_simultaneous
    low, high = (100 * (none + end) for end in found)
    assert validation.y[1] == pytest.approx(100 * result.arms[1].accuracy.mean)
    assert validation.y[1] + validation.error_y.array[1] == pytest.approx(high)
    assert validation.y[1] - validation.error_y.arrayminus[1] == pytest.approx(low)
    assert (validation.error_y.array[0], validation.error_y.arrayminus[0]) == (0, 0)
    line = next(shape for shape in figure.layout.shapes if shape.y0 == shape.y1)
    assert line.y0 == pytest.approx(100 * none)
    assert list(trace(figure, "Training").x) == list(STRENGTHS)
    assert figure.layout.yaxis.title.text == "Accuracy, %"


def test_the_training_accuracy_can_be_left_out_and_the_axis_follows(trace):
    result = make_result()
    names = [line.name for line in curve.figure(result, training=False).data]
    assert "Training images" not in names
    trained = with_arm(result, 0, train_accuracy=Estimate(0.2, None))
    assert curve.figure(trained).layout.yaxis.range[0] < 20
    assert curve.figure(trained, training=False).layout.yaxis.range[0] > 50


def test_the_interval_of_each_accuracy_is_drawn_on_request_with_its_own_hover(trace):
    result = make_result()
    assert not any("interval" in line.name for line in curve.figure(result).data)
    drawn = curve.figure(result, intervals=True)
    own = trace(drawn, "95% interval of each accuracy, validation")
    accuracy = result.arms[1].accuracy
    low, high = accuracy.shown
    assert own.y[1] + own.error_y.array[1] == pytest.approx(100 * high)
    assert own.y[1] - own.error_y.arrayminus[1] == pytest.approx(100 * low)
    assert numbers.percent_interval(accuracy.shown) in own.hovertext[1]
    trace(drawn, "95% interval of each accuracy, training")
    alone = curve.figure(result, intervals=True, training=False)
    assert not any("training" in line.name for line in alone.data)


def test_the_axis_of_the_curve_follows_its_points_and_bars():
    figure = curve.figure(make_result())
    low, high = figure.layout.yaxis.range
    line = next(line for line in figure.data if line.name == "Validation images")
    ends = [y + up for y, up in zip(line.y, line.error_y.array, strict=True)]
    starts = [y - down for y, down in zip(line.y, line.error_y.arrayminus, strict=True)]
    training = next(line for line in figure.data if line.name == "Training images")
    assert low < min(*starts, *training.y)
    assert high > max(*ends, *training.y)
    assert high - low < 2 * (max(*ends, *training.y) - min(*starts, *training.y))


def test_while_a_run_goes_on_a_bar_of_two_seeds_does_not_make_the_axis_its_own():
    result = make_result()
    wide = Estimate(result.arms[1].gain.mean, (-0.7, 0.5), None, (-0.7, 0.5))
    ended = with_arm(result, 1, gain=wide)
    running = replace(ended, status="running", verdict=None)
    assert curve.figure(running).layout.yaxis.range[0] >= 30  # the points span 25 points
    assert curve.figure(ended).layout.yaxis.range[0] < 30
    for shown, said in (
        (running, True),
        (ended, False),
        (replace(result, status="running"), False),
    ):
        (view,) = curve.CHART.shown(shown)
        assert ("go on beyond it" in " ".join(view.words(None))) == said


def test_the_axis_is_the_whole_one_until_every_strength_has_a_point():
    running = replace(make_result(), verdict=None, status="running")
    begun = with_arm(running, 0, accuracy=None, trials=(RUNNING,))
    assert list(curve.figure(begun).layout.yaxis.range) == [0, 100]
    assert list(curve.figure(running).layout.yaxis.range) != [0, 100]


def test_a_hover_tells_strength_accuracy_gain_interval_and_seeds(trace):
    result = make_result()
    arm = result.arms[1]
    said = trace(curve.figure(result), "Validation").hovertext[1]
    for part in (
        "strength 0.5: ",
        numbers.percent(arm.accuracy.mean),
        f"gain {numbers.gain(arm.gain.mean)}",
        numbers.interval(arm.gain.shown),
        "3 seeds",
    ):
        assert part in said
    assert "3 seeds" in trace(curve.figure(result), "Training").hovertext[1]


def test_the_curve_marks_the_balance_point_the_plateau_and_the_overdone_zone(trace):
    result = make_result()
    figure = curve.figure(result)
    assert list(trace(figure, "Balance point").x) == [result.verdict.balance_point]
    assert {shape.x0 for shape in figure.layout.shapes} >= {result.verdict.overdone_from}
    assert "past its best" in {note.text for note in figure.layout.annotations}


def test_ring_and_colours_are_explained_in_a_line_below_the_curve():
    result = make_result()
    verdict = replace(result.verdict, plateau=(0.5, 1.0), harmful_from=2.0)
    (view,) = curve.CHART.views(replace(result, verdict=verdict))
    assert view.words(None)[0] == (
        "Ring: balance point, the weakest strength that is about as accurate as the best one."
        " Green: plateau, the strengths that may be the best."
        " Red: past its best, less accurate than the best;"
        " harmful, less accurate than no augmentation."
    )
    unclear = replace(verdict, helps=None, plateau=(0.5, 0.5), overdone_from=None)
    assert legend(replace(result, verdict=replace(unclear, harmful_from=None))) == ""


def test_no_ring_is_drawn_where_it_is_unclear_whether_augmentation_helps():
    result = make_result()
    unclear = replace(result, verdict=replace(result.verdict, helps=None))
    for one in (unclear, make_result(seeds=1)):
        for chart in (curve, gain):
            names = [line.name for line in chart.figure(one).data]
            assert not any(name.startswith("Balance point") for name in names)


def test_a_plateau_is_shaded_from_end_to_end():
    result = make_result()
    wide = replace(result.verdict, plateau=(0.5, 1.0))
    figure = curve.figure(replace(result, verdict=wide))
    assert (0.5, 1.0) in {(shape.x0, shape.x1) for shape in figure.layout.shapes}
    assert "plateau" in {note.text for note in figure.layout.annotations}


def test_no_plateau_is_shaded_where_nothing_was_told_apart():
    result = make_result()
    wide = replace(
        result.verdict, plateau=(0.0, 2.0), helps=None, overdone_from=None, harmful_from=None
    )
    assert not curve.figure(replace(result, verdict=wide)).layout.annotations
    harmful = replace(wide, harmful_from=2.0, plateau=(0.0, 1.5))
    shown = curve.figure(replace(result, verdict=harmful)).layout.annotations
    assert {note.text for note in shown} == {"plateau", "harmful"}


def test_the_caption_says_whether_the_intervals_hold_together():
    result = make_result()
    (view,) = curve.CHART.shown(result)
    assert "however many strengths there are" in " ".join(view.words(None))
    alone = [
        replace(arm, gain=Estimate(arm.gain.mean, arm.gain.ci95)) for arm in result.strength_arms
    ]
    (view,) = curve.CHART.shown(replace(result, arms=tuple(alone)))
    assert "for its strength alone" in " ".join(view.words(None))
    (view,) = curve.CHART.shown(make_result(seeds=1))
    assert view.words(None) == ("There are no intervals: one seed cannot show what is chance.",)


def test_a_curve_that_never_rose_is_harmful_and_not_past_its_best():
    result = make_result()
    falls = replace(result.verdict, best=0.0, overdone_from=1.0, harmful_from=1.0)
    labels = curve.figure(replace(result, verdict=falls)).layout.annotations
    assert "harmful" in {label.text for label in labels}
    assert not [label.text for label in labels if "past its best" in label.text]


def test_a_curve_without_a_verdict_has_no_marks():
    figure = curve.figure(replace(make_result(), verdict=None))
    assert not figure.layout.annotations
    assert all(shape.y0 == shape.y1 for shape in figure.layout.shapes)  # the line of strength 0
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


def test_with_unequal_seeds_a_point_stands_in_the_middle_of_its_bar_and_its_hover_names_both():
    result = make_result(failed=[(1.0, 0), (1.0, 1)])
    none, arm = result.arm(strength_key(0.0)).accuracy.mean, result.arm(strength_key(1.0))
    line = next(trace for trace in curve.figure(result).data if trace.name == "Validation images")
    place = list(line.x).index(1.0)
    middle = none + arm.gain.mean
    assert abs(middle - arm.accuracy.mean) > 1e-6
    assert line.y[place] == pytest.approx(100 * middle)
    for accuracy in (middle, arm.accuracy.mean):
        assert numbers.percent(accuracy) in line.hovertext[place]
    assert "drawn at" in line.hovertext[place]
    (view,) = curve.CHART.shown(result)
    assert curve.UNEQUAL in view.words(None)
    assert curve.UNEQUAL not in curve.CHART.shown(make_result())[0].words(None)


@pytest.mark.parametrize(
    ("past_best", "harmful", "names"),
    [
        (1.0, 1.0, ["plateau", "past its best, harmful"]),
        (1.5, 2.0, ["plateau", "past its best", "harmful"]),
        (2.0, 2.0, ["plateau", "past its best, harmful"]),
    ],
)
def test_the_names_of_zones_that_begin_beside_each_other_do_not_overlap(past_best, harmful, names):
    result = make_result()
    zones = {"plateau": (0.5, 1.0), "overdone_from": past_best, "harmful_from": harmful}
    drawn = curve.figure(replace(result, verdict=replace(result.verdict, **zones)))
    labels = drawn.layout.annotations
    assert [label.text for label in labels] == names
    places = [(label.xanchor, label.yanchor, label.yshift) for label in labels]
    assert len(set(places)) == len(names)
    assert len(drawn.layout.shapes) - 1 == len(names)  # the line without augmentation is one, too
