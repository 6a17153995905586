"""Numbers as people type them: a decimal comma is read where it is one, and never guessed."""

import pytest

from explorer import typed
from explorer.errors import ExplorerError
from explorer.measuring.options import read_measures
from explorer.sweep.questions.table import MATTERS, QUESTIONS

STRENGTHS = QUESTIONS["strength"].param("strengths")
STRENGTH = QUESTIONS["ablation"].param("strength")


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("0.5", 0.5),
        ("0,5", 0.5),
        (",5", 0.5),
        (" 1,25 ", 1.25),
        ("0,125", 0.125),
        ("-0,5", -0.5),
        ("\N{MINUS SIGN}2", -2.0),
        ("12", 12.0),
        ("1e-3", 1e-3),
        ("1234,5", 1234.5),
    ],
)
def test_one_number_may_have_a_decimal_comma(text, number):
    assert typed.number(text) == number


@pytest.mark.parametrize("text", ["", "x", "0,5,1", "1,2.5", "1.2,5", "1,000,000", "0;5"])
def test_what_is_no_number_is_refused_as_it_was_typed(text):
    with pytest.raises(ExplorerError) as refused:
        typed.number(text)
    assert str(refused.value) == f"'{text}' is not a number"


def test_a_thousand_that_may_be_a_one_is_refused_unless_a_thousand_cannot_be():
    with pytest.raises(ExplorerError, match=r"'1,500' may be 1500 or 1\.5; write it without"):
        typed.number("1,500")
    assert typed.number("1,500", 100) == 1.5


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("0; 0,5; 1", (0, 0.5, 1)),
        ("0;0,5;1,625", (0, 0.5, 1.625)),
        ("0 0,5 1", (0, 0.5, 1)),
        ("0 ; 0,5 ; 1 ;", (0, 0.5, 1)),
        ("0,1,2", (0, 1, 2)),
        ("0,0.5,1", (0, 0.5, 1)),
        ("0,0.5, 1", (0, 0.5, 1)),
        ("0,1 0.5 2", (0, 1, 0.5, 2)),
        ("0.5 ,", (0.5,)),
        ("0, 1,", (0, 1)),
        ("0 1 ; ", (0, 1)),
    ],
)
def test_a_list_is_read_as_it_is_meant(text, found):
    assert STRENGTHS.read(text) == found


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("0, 0,5, 1", "'0,5' may be one number or two; write 0.5 with a point: a comma separates"),
        ("0,5, 1", "'0,5' may be one number or two; write 0.5 with a point: a comma separates"),
        (
            "0,0,5,1",
            "5 is not between 0 and 2; if you mean 0.5, write it with a point: a comma separates",
        ),
        (
            "0,5",
            "5 is not between 0 and 2; if you mean 0.5, write it with a point: a comma separates",
        ),
        (
            "0,0,1,2",
            "0 is in the list twice; if you mean 0.1, write it with a point: a comma separates",
        ),
    ],
)
def test_a_comma_that_separates_but_was_meant_otherwise_is_said_in_one_line(text, said):
    with pytest.raises(ExplorerError) as refused:
        STRENGTHS.read(text)
    assert str(refused.value) == f"strengths: {said}"


@pytest.mark.parametrize("text", ["", "  ", ",", " ; "])
def test_an_empty_list_says_what_is_expected(text):
    with pytest.raises(ExplorerError, match="strengths: the list is empty; write numbers such"):
        STRENGTHS.read(text)
    with pytest.raises(ExplorerError, match="measure: the list is empty; write names such as acc"):
        read_measures(text)


def test_every_option_of_a_question_that_is_one_number_takes_a_decimal_comma():
    assert MATTERS.read("0,5") == MATTERS.taken("0,5") == 0.5 / 100
    assert STRENGTH.read("0,5") == 0.5
    assert read_measures("accuracy ,") == ("accuracy",)
