"""What a person types beside a slider."""

import pytest

from explorer.ui.compose.knob import numbers_in, unclear, written


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("-10 to 20", (-10, 20)),
        ("-10, 20", (-10, 20)),
        ("-10;20", (-10, 20)),
        (" −10  20 ", (-10, 20)),
        ("20 to -10", (-10, 20)),
        ("15", (-15, 15)),
        ("-15", (-15, 15)),
        ("1e1 .. 2e1", (10, 20)),
    ],
)
def test_two_numbers_are_read_in_any_way_that_people_write_them(text, value):
    assert numbers_in(text, (-30.0, 30.0)) == value


def test_one_number_for_a_range_that_is_not_even_around_0_means_just_that():
    assert numbers_in("5", (3, 7)) == (5, 5)
    assert numbers_in("5", (0.0, 0.0)) == (5, 5)


def test_whole_numbers_stay_whole_and_what_is_not_one_is_left_to_be_refused():
    assert numbers_in("5 to 9", (3, 7)) == (5, 9)
    assert isinstance(numbers_in("5 to 9", (3, 7))[0], int)
    assert numbers_in("5.5 to 9", (3, 7)) == (5.5, 9)
    assert numbers_in("120.5", 250.0) == 120.5


@pytest.mark.parametrize("text", ["", "much", "1 to", "1 2 3", "0x10 to 3", "1__0"])
def test_what_is_no_number_is_returned_as_it_is(text):
    assert numbers_in(text, (-30.0, 30.0)) == text
    assert numbers_in(f"{text} 1 2", 250.0) == f"{text} 1 2"


@pytest.mark.parametrize("value", [(-30.0, 30.0), (0.125, 1e-6)])
def test_what_is_written_is_read_back(value):
    assert numbers_in(written(value), value) == tuple(sorted(value))


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("0,5 to 1", (0.5, 1)),
        ("0,5; 1", (0.5, 1)),
        ("0,5 1,5", (0.5, 1.5)),
        ("0,5..1", (0.5, 1)),
        ("0.5,1", (0.5, 1)),
        ("0, 5", (0, 5)),
        ("-10,-5", (-10, -5)),
    ],
)
def test_a_comma_in_two_numbers_is_a_decimal_one_only_where_it_can_be_nothing_else(text, value):
    assert numbers_in(text, (0.0, 3.0)) == value
    assert unclear(text, (0.0, 3.0)) == ""


def test_a_decimal_comma_in_one_number_is_read():
    assert numbers_in("0,5", 0.1) == 0.5
    assert "may be 1500 or 1.5" in unclear("1,500", 0.1)
    assert unclear("much", 0.1) == "", "that is said by the name of the parameter"


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("0,5", "write 0.5 to 1, or 0 to 5"),
        ("-10,20", "write -10.20 to -10, or -10 to 20"),
        ("5,2", "write 5.2 to 6, or 2 to 5"),
        ("0,5, 1", "write 0.5 with a point"),
    ],
)
def test_a_comma_that_may_be_either_is_refused_with_what_to_write(text, says):
    assert numbers_in(text, (0.0, 3.0)) == text
    assert says in unclear(text, (0.0, 3.0))
