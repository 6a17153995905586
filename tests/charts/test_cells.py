"""Cells hold numbers in full, and are written for people by what their column holds."""

import pandas as pd

from explorer.charts.cells import accuracy_interval, heading, interval, scaled, text, texts
from explorer.sweep.findings.values import Estimate


def test_a_table_is_written_by_the_titles_of_its_columns():
    table = pd.DataFrame(
        {
            "Strength": [0.1 + 0.2, 1.625],
            "Validation, %": [89.55, None],
            "Gain, points": [0.9, -0.04],
            "Gap": [0.1234, -0.0001],
            "Seeds": [3, 1],
            "Messages": ["", "out of memory"],
        }
    )
    assert texts(table).to_numpy().tolist() == [
        ["0.3", "89.6", "+0.9", "0.123", "3", ""],
        ["1.625", "", "-0.04", "0.000", "1", "out of memory"],
    ]


def test_titles_may_be_strengths():
    written = texts(pd.DataFrame({"Class": ["cat"], 1.0: [5.0]}), lambda title: None)
    assert list(written.columns) == ["Class", "1"]
    assert (heading(1.625), heading("2.0")) == ("1.625", "2.0")


def test_the_interval_for_all_strengths_is_shown_where_it_is_known():
    alone = Estimate(0.01, (0.004, 0.014))
    together = Estimate(0.01, (0.004, 0.014), ci95_simultaneous=(0.001, 0.02))
    assert interval(alone) == "+0.4 to +1.4"
    assert interval(together) == "+0.1 to +2.0"
    assert accuracy_interval(Estimate(0.8, (0.799, 0.812))) == "79.9% to 81.2%"
    assert interval(None) == interval(Estimate(0.1, None)) == accuracy_interval(None) == ""


def test_percent_keep_their_digits_without_what_floating_point_leaves():
    assert scaled(0.28) == 28.0  # not 28.000000000000004
    assert scaled(1 / 3) == 33.3333333333
    assert scaled(None) is None
    assert text(None) == text(float("nan")) == ""
