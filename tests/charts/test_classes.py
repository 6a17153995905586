from dataclasses import replace

import pytest

from explorer.charts import classes
from tests.results import STRENGTHS, make_result, with_class_gains


def many_classes():
    result = make_result(classes=tuple(f"class {i}" for i in range(200)))
    return with_class_gains(result, lambda i, strength: 0.001 * i * strength)


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
    assert said[0].startswith(
        "At strength 0.5, the balance point, 1 of 3 gain (cat +5.0 points), and 1 lose (<script>"
    )
    assert said[1].startswith("At strength 2, ")


def test_no_change_of_any_class_is_said_too():
    result = with_class_gains(make_result(), lambda i, strength: 0.0)
    assert "no class changes by 0.5 points or more" in classes.words(result)[0]


def test_without_a_gain_of_any_class_there_is_nothing_to_show():
    result = make_result()
    assert len(classes.CHART.shown(result)) == 1
    none = tuple(replace(arm, per_class_gain=None) for arm in result.arms)
    assert classes.CHART.shown(replace(result, arms=none)) == ()
    assert classes.words(replace(result, arms=none)) == []
    assert classes.CHART.shown(replace(result, dataset=None)) == ()
