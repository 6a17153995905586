import math
from dataclasses import replace

import pytest

from explorer.charts import classes, learning
from explorer.trial.result import EpochResult
from tests.results import ablation_result, make_result, with_arm


def test_learning_curves_show_both_losses_of_every_trial():
    arm = make_result().arms[0]
    assert len(learning.figure(arm).data) == 2 * len(arm.trials)
    assert learning.table(arm)["Gap"][0] == pytest.approx(0.2)


def test_the_gap_is_that_of_the_last_epoch_averaged_over_the_trials():
    arm = make_result().arms[0]
    assert learning.final_gap(arm).startswith(
        "At the last epoch the validation loss is 0.100 nats above the training loss"
    )
    assert learning.final_gap(replace(arm, trials=())) == ""


def test_a_loss_that_ran_away_is_left_out_of_figure_table_and_gap():
    arm = make_result(seeds=1).arms[0]
    ran_away = replace(arm.trials[0], epochs=(EpochResult(1, math.nan, 2.0, 0.1),))
    arm = replace(arm, trials=(ran_away,))
    assert learning.figure(arm).data[0].y[0] is None
    assert learning.table(arm)["Gap"].isna().all()
    assert learning.final_gap(arm) == ""


def test_the_page_begins_with_the_balance_point_and_the_report_holds_both_ends_and_it():
    views = learning.CHART.shown(make_result())
    assert [view.choice for view in views] == [
        "0, no augmentation",
        "0.5, the balance point",
        "1",
        "1.5",
        "2",
    ]
    assert [view.choice for view in views if view.chosen] == ["0.5, the balance point"]
    assert [view.title for view in views if view.reported] == [
        f"Learning curves at strength {strength}" for strength in ("0", "0.5", "2")
    ]


def test_no_balance_point_is_named_where_none_is_told():
    result = make_result()
    untold = replace(result, verdict=replace(result.verdict, helps=None))
    views = learning.CHART.shown(untold)
    assert [view.choice for view in views if view.chosen] == ["0.5"]
    assert not any("balance point" in view.choice for view in views)
    assert not any("balance point" in said for said in classes.words(untold))


def test_an_arm_without_an_epoch_is_not_offered():
    views = learning.CHART.shown(with_arm(make_result(), 2, trials=()))
    assert "1" not in [view.choice for view in views]


def test_the_page_begins_with_the_arm_that_a_verdict_on_steps_recommends():
    result = ablation_result()
    (chosen,) = (view for view in learning.CHART.shown(result) if view.chosen)
    assert chosen.key == result.verdict.recommends == "without-turn"
    assert not any(view.chosen for view in learning.CHART.shown(replace(result, verdict=None)))


def test_nothing_is_said_of_augmented_pictures_where_none_is_augmented():
    none, some = make_result().arms[:2]
    assert "augmented" not in learning.final_gap(none)
    assert learning.final_gap(some).endswith("which is taken on augmented pictures.")
    assert {trace.name for trace in learning.figure(none).data} == {"Training", "Validation"}
    assert "Training, augmented" in {trace.name for trace in learning.figure(some).data}
