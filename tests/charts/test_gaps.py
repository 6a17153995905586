from dataclasses import replace

import pytest

from explorer.charts import gaps
from tests.results import STRENGTHS, make_result


def test_the_gap_at_the_last_epoch_has_a_row_a_strength():
    result = make_result()
    table = gaps.table(result)
    assert list(table["Strength"]) == list(STRENGTHS)
    assert table["Gap"].tolist() == pytest.approx([0.1] * len(STRENGTHS))
    assert len(gaps.figure(result).data) == 2


def test_one_strength_alone_has_no_chart_of_gaps():
    result = make_result()
    assert len(gaps.CHART.shown(result)) == 1
    assert gaps.CHART.shown(replace(result, arms=result.arms[:1])) == ()
