from dataclasses import replace

import pandas as pd
import pytest

from explorer.charts import trials
from tests.results import STRENGTHS, ablation_result, make_result, with_arm


def test_the_table_of_trials_has_a_row_a_trial_and_no_formula_for_a_spreadsheet():
    result = make_result()
    first, *rest = result.arms[0].trials
    first = replace(first, messages=("=HYPERLINK(1)",))
    table = trials.table(with_arm(result, 0, trials=(first, *rest)))
    assert len(table) == 3 * len(STRENGTHS)
    assert table["Messages"][0] == "'=HYPERLINK(1)"
    assert table["Validation, %"][0] == pytest.approx(80)


def test_the_table_of_trials_has_its_header_before_the_first_trial():
    result = make_result()
    none = replace(result, arms=tuple(replace(arm, trials=()) for arm in result.arms))
    assert trials.table(none).to_csv(index=False).startswith("Strength,Seed,Status")


def test_every_trial_has_its_gain_over_the_trial_of_its_seed_without_augmentation():
    result = make_result(failed=[(0.0, 1)])
    table = trials.table(result).set_index(["Strength", "Seed"])
    without = table.loc[(0.0, 0), "Validation, %"]
    mine = table.loc[(0.5, 0)]
    assert mine["Gain, points"] == pytest.approx(mine["Validation, %"] - without)
    assert table.loc[(0.0, 0), "Gain, points"] == 0
    assert pd.isna(table.loc[(0.5, 1), "Gain, points"]), "strength 0 has not finished that seed"
    assert "Gain, points" in trials.table(result).to_csv(index=False).splitlines()[0]


def test_the_gain_of_a_step_is_over_the_arm_that_it_is_compared_with():
    table = trials.table(ablation_result()).set_index(["Arm", "Seed"])
    without, whole = "the policy without Affine", "the whole policy"
    expected = table.loc[(without, 0), "Validation, %"] - table.loc[(whole, 0), "Validation, %"]
    assert table.loc[(without, 0), "Gain, points"] == pytest.approx(expected)


def test_arms_that_are_more_than_strengths_have_their_name_in_the_table():
    table = trials.table(with_arm(make_result(), 1, kind="without", name="without Rotate"))
    assert table.columns[0] == "Arm"
    assert "without Rotate" in set(table["Arm"])
