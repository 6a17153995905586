from dataclasses import replace

import pytest

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
        "Final test, on the test images and with fresh seeds: with augmentation at strength 0.5,"
        " 84.0% are classified correctly; without augmentation, 80.0% (+4.0 points, 95% interval"
        " +1.0 to +7.0)."
    )
    assert tested.words(replace(result, final_test=None)) == ""


@pytest.mark.parametrize(
    ("helps", "ends", "said"),
    [
        (
            None,
            (0.129, 0.288),
            "suggests a difference that the result on the validation images does not show.",
        ),
        (
            False,
            (-0.03, -0.01),
            "suggests a difference that the result on the validation images does not show.",
        ),
        (
            True,
            (-0.01, 0.03),
            "alone does not show a difference: its 95% interval contains 0.",
        ),
        (
            True,
            (-0.03, -0.01),
            "is lower than without augmentation (95% interval -3.0 to -1.0). Do not rely on",
        ),
        (None, (-0.01, 0.03), ""),
        (True, (0.01, 0.03), ""),
    ],
)
def test_a_final_test_that_says_something_else_than_the_verdict_is_explained(helps, ends, said):
    result = make_result()
    final = replace(result.final_test, gain=Estimate(sum(ends) / 2, ends))
    verdict = replace(result.verdict, helps=helps)
    words = tested.words(replace(result, final_test=final, verdict=verdict))
    assert said in words
    assert ("validation images" in words) == bool(said)


def test_a_final_test_of_one_seed_has_no_interval():
    result = make_result()
    final = replace(result.final_test, gain=Estimate(0.04, None))
    words = tested.words(replace(result, final_test=final))
    assert words.endswith("(+4.0 points). With one seed, the difference may be chance.")


def test_strength_0_is_compared_with_nothing():
    result = make_result()
    none = strength_key(0.0)
    final = replace(result.final_test, arm=none, compared_with=none, strength=0.0)
    about = replace(result.verdict, best=1.0)
    said = tested.words(replace(result, final_test=final, verdict=about))
    assert said == (
        "Final test, on the test images and with fresh seeds: without augmentation, 80.0% are"
        " classified correctly. Strength 0 is the balance point: it is about as accurate as the"
        " best strength, so there is nothing to compare this with."
    )
    unclear = replace(about, helps=None)
    said = tested.words(replace(result, final_test=final, verdict=unclear))
    assert "So far, strength 0 is about as accurate as the best strength" in said
    assert "balance point" not in said
    best = replace(result.verdict, best=0.0)
    assert "Strength 0 has the highest accuracy on the validation images, so" in tested.words(
        replace(result, final_test=final, verdict=best)
    )
    views = tested.CHART.shown(replace(result, final_test=final))
    assert [view.choice for view in views] == ["With augmentation"]


def test_the_report_without_augmentation_is_offered_beside_the_one_with_it():
    views = tested.CHART.shown(make_result())
    assert [(view.choice, view.reported) for view in views] == [
        ("With augmentation", True),
        ("Without", False),
    ]
