from dataclasses import replace

from explorer.charts import tested
from explorer.sweep.findings.values import Estimate
from explorer.trial.arm import strength_key
from tests.results import CLASSES, make_result


def test_the_classification_report_becomes_a_table_of_classes_and_averages():
    table = tested.table(make_result().final_test.report)
    assert list(table["Class"]) == [*CLASSES, "macro avg", "weighted avg", "micro avg"]


def test_the_final_test_is_said_in_a_sentence():
    result = make_result()
    final = replace(result.final_test, gain=Estimate(0.04, (0.01, 0.07)))
    assert tested.words(replace(result, final_test=final)) == (
        "On the test split, run again on fresh seeds and scored once: 84.0% at strength 0.5,"
        " 80.0% without augmentation (+4.0 points, 95% interval +1.0 to +7.0)."
    )
    assert tested.words(replace(result, final_test=None)) == ""


def test_strength_0_is_compared_with_nothing():
    result = make_result()
    none = strength_key(0.0)
    final = replace(result.final_test, arm=none, compared_with=none, strength=0.0)
    said = tested.words(replace(result, final_test=final))
    assert said.endswith("scored once: 80.0% without augmentation.")
    views = tested.CHART.shown(replace(result, final_test=final))
    assert [view.choice for view in views] == ["With augmentation"]


def test_the_report_without_augmentation_is_offered_beside_the_one_with_it():
    views = tested.CHART.shown(make_result())
    assert [(view.choice, view.reported) for view in views] == [
        ("With augmentation", True),
        ("Without", False),
    ]
