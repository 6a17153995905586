import json
import typing

import pytest

from explorer.choices import XY, Form, Kind, Param
from explorer.choices.forms import looks_like
from explorer.choices.kinds import KINDS
from explorer.errors import PolicyError
from explorer.frozen import Frozen

FIELDS = Frozen({"down": 1, "up": 2})


def param(kind, **more):
    return Param(name="it", kind=kind, help="It.", default=None, **more)


def test_every_kind_has_its_check():
    assert set(KINDS) == set(typing.get_args(Kind))


@pytest.mark.parametrize(
    ("checked", "given", "canonical"),
    [
        (param("float"), 1, 1.0),
        (param("int"), 3.0, 3),
        (param("range"), [1, 2], (1.0, 2.0)),
        (param("int_range", odd=True, min=0), [0, 3.0], (0, 3)),
        (param("pair"), [2, 1], (2.0, 1.0)),
        (param("pair", open_ends=True), [None, 1], (None, 1.0)),
        (param("xy_range"), [1, 2], XY((1.0, 2.0), (1.0, 2.0))),
        (param("xy_range"), {"y": [3, 4], "x": [1, 2]}, XY((1.0, 2.0), (3.0, 4.0))),
        (param("choice", choices=(FIELDS,)), {"up": 2, "down": 1}, FIELDS),
        (param("bool"), True, True),
        (param("color", choices=("random",)), "random", "random"),
        (param("color", counts=(3, 1)), [2.0], (2,)),
        (param("list", size=2), [1, 2], (1.0, 2.0)),
        (param("list", choices=("a", "b")), ["b"], ("b",)),
        (param("text"), "a text", "a text"),
        (param("range", forms=("number",)), 3, 3.0),
        (param("range", forms=("channels",)), [[1, 2]] * 3, ((1.0, 2.0),) * 3),
        (
            param("range", forms=("fields",)),
            {"a": "word", "b": [1, 2], "c": [[1, 2]]},
            Frozen({"a": "word", "b": (1.0, 2.0), "c": ((1.0, 2.0),)}),
        ),
    ],
)
def test_a_legal_value_takes_its_canonical_form_and_keeps_it(checked, given, canonical):
    value = checked.check(given)
    assert (value, type(value)) == (canonical, type(canonical))
    assert checked.check(value) == value
    hash(value)


@pytest.mark.parametrize(
    ("checked", "given", "message"),
    [
        (param("float", min=0, max=1), 2, "2 is outside 0 to 1"),
        (
            param("float", min=0, max=1, open_min=True),
            0,
            "0 is not a number above 0 and at most 1",
        ),
        (param("int", min=0, open_min=True), 0, "0 is not a whole number above 0"),
        (param("float", min=0), True, "True is not a number (a number between 0 and any)"),
        (param("float"), float("nan"), "nan is not a finite number"),
        (param("float", min=0, max=1), 3.0, "3 is outside 0 to 1"),
        (param("int", odd=True), 4.0, "4 is not odd"),
        (param("float"), 1e20, "1e+20 is outside any to any"),
        (param("float", min=0, max=1), 10**400, "is outside 0 to 1"),
        (param("range", min=-1, max=1), [-9, 9], "[0]: -9 is outside -1 to 1"),
        (param("range", min=-1, max=1), [-9, 5], "[0]: -9 is outside -1 to 1"),
        (param("float"), 1e10, "10000000000 is outside any to any"),
        (param("int", odd=True), 4, "4 is not odd"),
        (param("range"), [2, 1], "[2, 1] is a reversed range"),
        (param("range", distinct=True), [1, 1], "is an empty range"),
        (param("range"), [1, "2"], "[1]: '2' is not a number"),
        (param("range"), [1, 2, 3], "[1, 2, 3] is not two numbers"),
        (param("pair", open_ends=True), [None, None], "[0]: None is not a number"),
        (param("xy_range"), {"x": [1, 2]}, "does not have exactly the keys x and y"),
        (param("xy_range"), {"x": [1, 2], "y": [2, 1]}, "y: [2, 1] is a reversed range"),
        (param("bool"), 1, "1 is not true or false"),
        (param("choice", choices=(1, 2)), True, "True is not one of 1, 2"),
        (param("choice", choices=(FIELDS,)), {"up": 3}, "{'up': 3} is not one of {'down': 1"),
        (param("list"), [1] * 65, "is not a list"),
        (param("text"), "two\nlines", "is not a text of at most 200 printable characters"),
        (param("range", forms=("lists",)), [[1, 2], [1, 2], [3], [1, 2]], "[2]: [3] is not two"),
        (param("range", forms=("fields",)), {"no name": [1, 2]}, "'no name' is not a name"),
    ],
)
def test_an_illegal_value_is_refused_in_one_line_that_names_it(checked, given, message):
    with pytest.raises(PolicyError) as error:
        checked.check(given)
    assert message in str(error.value)
    assert "\n" not in str(error.value)


@pytest.mark.parametrize("form", typing.get_args(Form))
@pytest.mark.parametrize(
    "text",
    ["null", "true", "1", '"a"', "[]", "{}", "[1]", "[[]]", "[[], [], []]", "[[1], 2, 3, 4]"],
)
def test_whatever_json_holds_has_the_look_of_a_form_or_has_not(form, text):
    assert looks_like(form, json.loads(text)) in (True, False)
