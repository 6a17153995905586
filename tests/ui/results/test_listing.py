"""The list of runs as a table, without a page."""

from dataclasses import replace

from explorer.sweep.control import Line
from explorer.sweep.findings.tally import Tally
from explorer.ui.results.listing import _entry, _title, table


def line(sweep_id, question):
    return Line(sweep_id, 0.0, "turns", "digits", "small-cnn", "finished", Tally(3, 3), question)


def test_runs_of_one_question_need_not_name_it():
    assert "Question" not in table([line("a", "strength"), line("b", "strength")])


def test_a_column_that_no_run_has_a_value_for_is_left_out():
    usual = {"Balance point", "Gain there, points", "95% interval"}
    assert not usual & {*table([line("a", "ablation"), line("b", "ablation")])}
    told = replace(line("c", "strength"), balance_point=0.5, gain=0.01, gain_limits="0.0 to +2.0")
    shown = table([line("a", "ablation"), told])
    assert usual <= {*shown}
    assert list(shown["95% interval"]) == ["", "0.0 to +2.0"]


def test_strength_0_has_no_gain_over_itself_in_the_list():
    told = replace(line("c", "strength"), balance_point=0.5, gain=0.01, gain_limits="0.0 to +2.0")
    none = replace(told, balance_point=0.0, gain=0.0)
    shown = table([told, none])["Gain there, points"]
    assert [shown[0], bool(shown.isna()[1])] == [1.0, True]


def test_an_entry_of_the_narrow_list_names_policy_verdict_and_time():
    told = replace(line("c", "strength"), policy="turns *and* more", said="helps at 0.5")
    assert _entry(told) == (
        r"- **turns \*and\* more on digits**  "
        "\n"
        r"  helps at 0\.5  "
        "\n"
        r"  c, 01 Jan 1970, 00\:00 UTC"
    )
    broken = replace(line("d", "ablation"), trouble="cannot be read: damaged")
    assert r"**cannot be read\: damaged**" in _entry(broken)
    under_way = _entry(replace(line("e", "ablation"), tally=Tally(9, 3, 1))).replace("\\", "")
    assert "\n  finished  \n" in under_way
    assert "earn their place? e, 01 Jan 1970" in under_way
    assert under_way.endswith("UTC, 3 of 9 trials, 1 failed")


def test_runs_of_several_questions_are_told_apart_in_the_list_and_in_the_choice():
    lines = [line("a", "strength"), line("b", "ablation"), line("c", "of another release")]
    assert list(table(lines)["Question"]) == [
        "How strong should it be?",
        "Which steps earn their place?",
        "of another release",
    ]
    titles = [_title({each.sweep_id: each for each in lines}, each.sweep_id) for each in lines]
    assert titles == [
        "turns on digits (a), 01 Jan 00:00",
        "turns on digits: Which steps earn their place? (b), 01 Jan 00:00",
        "turns on digits: of another release (c), 01 Jan 00:00",
    ]
