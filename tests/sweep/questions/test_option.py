"""Options that are told in points."""

import pytest

from explorer.choices.listing import param_json
from explorer.errors import SweepError
from explorer.sweep.questions.table import MATTERS, QUESTIONS, settled
from tests.sweep.planning.specs import make_spec


def test_points_become_a_share_whether_typed_or_told_by_python():
    assert MATTERS.read("0.7") == MATTERS.taken(0.7) == MATTERS.taken("0.7") == 0.7 / 100
    assert (MATTERS.taken(100), MATTERS.read("100")) == (1.0, 1.0)


def test_nothing_typed_and_none_leave_it_open():
    assert (MATTERS.read(""), MATTERS.read("  "), MATTERS.taken(None)) == (None, None, None)


@pytest.mark.parametrize(
    ("value", "said"),
    [
        ("half", "smallest gain that matters: 'half' is not a number"),
        ("0", "smallest gain that matters: 0 is not a number of points above 0, at most 100"),
        ("-1", "smallest gain that matters: -1 is not a number of points above 0, at most 100"),
        (
            "100.5",
            "smallest gain that matters: 100.5 is not a number of points above 0, at most 100",
        ),
        ("nan", "smallest gain that matters: nan is not a number of points above 0, at most 100"),
        ("inf", "smallest gain that matters: inf is not a number of points above 0, at most 100"),
        (0, "smallest gain that matters: 0 is not a number of points above 0, at most 100"),
        (101, "smallest gain that matters: 101 is not a number of points above 0, at most 100"),
        (True, "smallest gain that matters: True is not a number of points above 0, at most 100"),
        ([1], r"smallest gain that matters: [1] is not a number of points above 0, at most 100"),
    ],
)
def test_what_is_no_number_of_points_is_refused_in_one_line(value, said):
    with pytest.raises(SweepError) as refused:
        MATTERS.taken(value)
    assert str(refused.value) == said


def test_a_share_beyond_its_bounds_is_refused_in_a_spec_too():
    with pytest.raises(SweepError, match=r"strength\.matters"):
        make_spec(options={"matters": 1.5})
    with pytest.raises(SweepError, match=r"strength\.matters"):
        make_spec(options={"matters": "much"})


def test_a_spec_is_settled_as_often_as_one_likes_and_keeps_the_share():
    spec = make_spec(options={"matters": 0.007})
    assert settled(settled(spec)).options["matters"] == 0.007
    assert make_spec().options["matters"] is None


def test_every_question_has_it_and_the_catalog_lists_it_in_points():
    assert all(MATTERS in row.params for row in QUESTIONS.values())
    listed = param_json(MATTERS)
    told = {"name": "matters", "unit": "points", "min": 0, "max": 100, "default": None}
    assert listed | told | {"open_min": True} == listed


def test_values_are_told_in_the_words_of_the_option():
    assert MATTERS.told(0.007) == "0.7 points"
    assert MATTERS.told(None) == "0.5 points; more with few validation images"
    strengths, strength = QUESTIONS["strength"].params[0], QUESTIONS["ablation"].params[0]
    assert (strengths.told((0.0, 0.5)), strength.told(1.0)) == ("0, 0.5", "1")
