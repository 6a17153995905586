from dataclasses import replace

import pytest

from explorer.charts import trials
from tests.results import STRENGTHS, make_result, with_arm


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


def test_arms_that_are_more_than_strengths_have_their_name_in_the_table():
    table = trials.table(with_arm(make_result(), 1, kind="without", name="without Rotate"))
    assert table.columns[0] == "Arm"
    assert "without Rotate" in set(table["Arm"])
