from dataclasses import replace

import pytest

from explorer.charts import confusion
from tests.results import CLASSES, make_result


def test_the_confusion_matrix_is_coloured_by_the_share_of_the_true_class():
    matrix = make_result().final_test.confusion
    figure = confusion.figure(CLASSES, matrix)
    assert figure.data[0].z[0][0] == pytest.approx(90)
    assert confusion.table(CLASSES, matrix).shape == (3, 4)


def test_of_many_classes_the_heat_map_shows_those_with_mistakes_and_the_table_all():
    names = [f"class {i}" for i in range(200)]
    matrix = [[10 if i == j else 0 for j in range(200)] for i in range(200)]
    matrix[150][151] = 7
    figure = confusion.figure(names, matrix)
    assert len(figure.data[0].y) == 60
    assert "class 150" in figure.data[0].y
    assert confusion.table(names, matrix).shape == (200, 201)


def test_the_worst_mistakes_are_said_first():
    said = confusion.words(CLASSES, [[18, 2, 0], [0, 20, 0], [10, 0, 10]])
    assert said == [
        "Class '<script>alert(1)</script>' is taken for 'cat' in 50.0% of its images.",
        "Class 'cat' is taken for 'dog' in 10.0% of its images.",
    ]


def test_the_test_split_comes_first_and_is_the_only_matrix_of_the_report():
    result = make_result()
    views = confusion.CHART.shown(result)
    assert [view.choice for view in views][:2] == [
        "Test split, strength 0.5",
        "Validation images, strength 0",
    ]
    assert [view.title for view in views if view.reported] == [
        "Confusion matrix at strength 0.5, test split"
    ]
    assert len(confusion.CHART.shown(replace(result, final_test=None))) == len(result.arms)
