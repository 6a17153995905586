import re
from dataclasses import replace

from explorer import numbers
from explorer.charts import dial
from explorer.charts.curve import marks
from tests.results import make_result

RESULT = make_result()


def test_the_curve_stands_at_the_places_of_the_dial():
    drawn = dial.html(RESULT)
    points = re.findall(r"class='point' style='left:([\d.]+)%", drawn)
    assert [float(at) for at in points] == [
        50 * (arm.strength or 0.0) for arm in RESULT.curve_arms if arm.accuracy
    ]
    balance = re.findall(r"class='balance' style='left:([\d.]+)%", drawn)
    assert [float(at) for at in balance] == [50 * RESULT.verdict.balance_point]


def test_a_higher_accuracy_stands_higher():
    drawn = dial.html(RESULT)
    tops = [
        float(y) for y in re.findall(r"class='point' style='left:[\d.]+%;top:([\d.]+)px", drawn)
    ]
    means = [arm.accuracy.mean for arm in RESULT.curve_arms]
    order = sorted(range(len(means)), key=means.__getitem__)
    assert [tops[place] for place in order] == sorted(tops, reverse=True)
    assert all(0 <= top <= dial.HEIGHT_PX for top in tops)


def test_bars_are_the_gains_that_the_verdict_judges_by():
    drawn = dial.html(RESULT)
    judged = [arm for arm in RESULT.curve_arms if arm.strength and arm.gain and arm.gain.shown]
    assert drawn.count("class='bar'") == len(judged) > 0


def test_a_plateau_is_shaded_only_where_something_was_told():
    told = replace(RESULT.verdict, plateau=(0.0, 1.0), helps=True)
    shaded = dial.html(replace(RESULT, verdict=told))
    assert "class='plateau' style='left:0.00%;width:50.00%'" in shaded
    untold = replace(told, helps=None, overdone_from=None, harmful_from=None)
    assert "plateau" not in dial.html(replace(RESULT, verdict=untold))
    worse = dial.html(replace(RESULT, verdict=replace(untold, overdone_from=1.0)))
    assert "class='worse' style='left:50.00%" in worse


def test_it_says_in_words_what_it_shows():
    words = dial.words(RESULT)
    assert f"at strength {numbers.strength(RESULT.verdict.balance_point)}" in words
    assert f"aria-label='{words}'" in dial.html(RESULT)
    none = replace(RESULT, verdict=replace(RESULT.verdict, balance_point=0.0))
    assert dial.words(none).endswith("which is the balance point")


def test_no_ring_is_drawn_where_it_is_unclear_whether_augmentation_helps():
    for verdict in (
        replace(RESULT.verdict, helps=None),
        make_result(seeds=1).verdict,
        replace(RESULT.verdict, helps=None, balance_point=0.0, best=0.0),
    ):
        result = replace(RESULT, verdict=verdict)
        assert "class='balance'" not in dial.html(result)
        assert "balance point" not in dial.words(result)
        assert dial.words(result).endswith("it is not clear yet whether augmentation helps")


def test_a_run_without_a_verdict_has_no_curve():
    assert dial.html(replace(RESULT, verdict=None)) == ""


def test_no_line_and_no_zone_crosses_a_strength_without_a_finished_trial():
    whole = make_result()
    failed = make_result(failed=[(1.0, seed) for seed in range(3)])
    wide = {"plateau": (0.0, 2.0), "helps": True, "overdone_from": None, "harmful_from": None}
    counts = []
    for result in (whole, failed):
        drawn = dial.html(replace(result, verdict=replace(result.verdict, **wide)))
        counts.append([drawn.count(f"class='{kind}'") for kind in ("curve", "plateau", "point")])
    assert counts == [[1, 1, 5], [2, 2, 4]]


def test_points_stand_where_those_of_the_curve_stand():
    result = make_result(failed=[(0.0, 0), (1.5, 1), (1.5, 2)])
    heights = [mark.value for mark in marks(result)]
    drawn = dial.html(result)
    tops = [
        float(y) for y in re.findall(r"class='point' style='left:[\d.]+%;top:([\d.]+)px", drawn)
    ]
    order = sorted(range(len(tops)), key=heights.__getitem__)
    assert [tops[place] for place in order] == sorted(tops, reverse=True)
