from dataclasses import replace

import pytest

from explorer.charts import classes
from explorer.frozen import Frozen
from tests.results import STRENGTHS, make_result, with_class_gains


def many_classes():
    result = make_result(classes=tuple(f"class {i}" for i in range(200)))
    return with_class_gains(result, lambda i, strength: 0.001 * i * strength)


def with_class_intervals(result, ends):
    """The result with one interval for the gains of all classes; None for none."""
    known = None if ends is None else Frozen(dict.fromkeys(result.classes, ends))
    arms = tuple(replace(arm, per_class_gain_ci95=known) for arm in result.arms)
    return replace(result, arms=arms)


def test_the_class_effect_leaves_out_strength_zero_and_is_in_points():
    table = classes.table(make_result())
    assert list(table.columns) == ["Class", *STRENGTHS[1:]]
    assert table[1.0].tolist() == pytest.approx([10, 0, -10])
    figure = classes.figure(make_result())
    assert figure.data[0].zmin == -figure.data[0].zmax


def test_of_many_classes_the_heat_map_shows_those_that_change_most_and_the_table_all():
    result = many_classes()
    assert len(classes.figure(result).data[0].y) == 60
    assert "class 199" in classes.figure(result).data[0].y
    assert len(classes.table(result)) == 200


def test_names_of_classes_reach_plotly_without_tags():
    assert not any("<script>" in label for label in classes.figure(make_result()).data[0].y)


def test_the_class_effect_is_said_in_words():
    said = classes.words(make_result())
    assert said == [
        "At strength 0.5, the balance point, 1 of 3 classes gains ('cat' +5.0 points), and none is"
        " shown to lose.",
        "At strength 2, 1 of 3 classes gains ('cat' +20.0 points), and 1 loses"
        " ('<script>alert(1)</script>' -20.0 points).",
    ]


def test_no_change_of_any_class_is_said_too():
    result = with_class_gains(make_result(), lambda i, strength: 0.0)
    said = "no class is shown to gain or to lose: none changes"
    assert said in classes.words(with_class_intervals(result, (-0.01, 0.01)))[0]


def test_a_change_that_chance_would_explain_is_said_as_such():
    result = with_class_gains(make_result(), lambda i, strength: (-0.03, 0.0, 0.02)[i])
    said = (
        "At strength 0.5, the balance point, no class is shown to gain or to lose. The largest"
        " changes may be chance ('cat' -3.0, '<script>alert(1)</script>' +2.0 points)."
    )
    assert classes.words(with_class_intervals(result, (-0.05, 0.05)))[0] == said
    assert classes.words(with_class_intervals(result, None))[0] == said


def test_without_a_gain_of_any_class_there_is_nothing_to_show():
    result = make_result()
    assert len(classes.CHART.shown(result)) == 1
    none = tuple(replace(arm, per_class_gain=None) for arm in result.arms)
    assert classes.CHART.shown(replace(result, arms=none)) == ()
    assert classes.words(replace(result, arms=none)) == []
    assert classes.CHART.shown(replace(result, dataset=None)) == ()
