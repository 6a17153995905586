"""What was told is read alike from the texts of the command line and from values of Python's."""

import pytest

from explorer.errors import SweepError
from explorer.measuring.options import (
    RUN,
    names_of,
    read,
    read_measures,
    read_options,
)
from explorer.sweep.planning.spec import SweepSpec
from explorer.sweep.questions.table import QUESTIONS, row_of
from explorer.trial.setting import FIELDS

STRENGTH = QUESTIONS["strength"]


def test_options_are_read_by_their_owner_as_json_where_they_are_any_else_as_text():
    texts = ("a.x=4", "a.y=[1, 2]", "b.x=fast", "b.z=", "b.w=a=b")
    assert read_options(texts) == {
        "a": {"x": 4, "y": [1, 2]},
        "b": {"x": "fast", "z": "", "w": "a=b"},
    }


@pytest.mark.parametrize("text", ["", "a", "a=1", ".x=1", "a.=1", "a.x", "=", "."])
def test_what_is_no_option_is_refused_by_name(text):
    with pytest.raises(SweepError, match=r"is not NAME\.KEY=VALUE"):
        read_options([text])


def test_an_option_that_is_given_twice_is_refused():
    with pytest.raises(SweepError, match=r"'a\.x' is given twice"):
        read_options(["a.x=1", "a.x=2"])


def test_measures_are_a_list_of_names():
    assert read_measures(["accuracy"]) == ("accuracy",)
    assert read_measures(" accuracy") == ("accuracy",)


@pytest.mark.parametrize("text", ["accuracy,accuracy", "accuracy; accuracy", "accuracy  accuracy"])
def test_a_list_has_commas_semicolons_or_spaces_between_its_entries(text):
    with pytest.raises(SweepError, match="'accuracy' is in the list twice"):
        read_measures(text)


def test_texts_and_values_of_python_are_read_alike():
    texts = {
        "strengths": "0, 0.5,1",
        "matters": "0.8",
        "measure": "accuracy",
        "time_budget": "2m",
        "options": ["a.x=4"],
        "shots": 5,
    }
    values = {
        "strengths": (0.0, 0.5, 1.0),
        "matters": 0.8,
        "measure": ["accuracy"],
        "time_budget": 120.0,
        "options": {"a": {"x": 4}},
        "shots": 5,
    }
    assert read(STRENGTH, texts) == read(STRENGTH, values)
    assert read(STRENGTH, values)["time_budget_s"] == 120.0
    assert read(STRENGTH, values)["matters"] == 0.8 / 100


def test_what_is_not_told_has_the_usual_value_of_a_sweep_or_none():
    told = read(STRENGTH, {})
    assert told["seeds"] == SweepSpec.__dataclass_fields__["seeds"].default
    assert told["workers"] is None
    assert "strengths" not in told
    assert read(STRENGTH, {row.name: None for row in RUN}) == told


@pytest.mark.parametrize(
    ("told", "message"),
    [
        ({"strengths": "0,x"}, "strengths: 'x' is not a number"),
        ({"matters": "x"}, "smallest gain that matters: 'x' is not a number"),
        (
            {"matters": -2},
            "smallest gain that matters: -2 is not a number of points above 0, at most 100",
        ),
        ({"measure": "beauty"}, "measure 'beauty' is not one of accuracy"),
        ({"measure": 3}, "measure: 3 is not a list of names"),
        ({"measure": "accuracy,accuracy"}, "measure: 'accuracy' is in the list twice"),
        ({"measure": ["accuracy", "accuracy"]}, "measure: 'accuracy' is in the list twice"),
        ({"time_budget": "soon"}, "time budget 'soon' is not a time such as 90s, 2m or 1h"),
        ({"time_budget": "-1"}, "time budget '-1' is not a time such as 90s, 2m or 1h"),
        ({"time_budget": -1}, "time budget -1 is not a time such as 90s, 2m or 1h"),
        ({"time_budget": 0.0}, r"time budget 0\.0 is not a time"),
        ({"time_budget": float("nan")}, "time budget nan is not a time"),
        ({"time_budget": True}, "time budget True is not a time"),
        ({"time_budget": [90]}, r"time budget \[90\] is not a time"),
    ],
)
def test_what_cannot_be_read_is_refused_in_a_line_that_names_it(told, message):
    with pytest.raises(SweepError, match=message):
        read(STRENGTH, told)


def test_the_names_of_all_options_are_different_and_come_from_the_tables():
    names = names_of(STRENGTH)
    assert len(set(names)) == len(names)
    assert {row.name for row in FIELDS} | {row.name for row in RUN} < set(names)
    assert "strengths" in names


def test_an_unknown_question_is_refused_by_name():
    with pytest.raises(SweepError, match="question 'why' is not one of strength"):
        row_of("why")
