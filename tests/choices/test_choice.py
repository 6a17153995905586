import pickle

import pytest

from explorer.choices import Choice, Param, chosen
from explorer.errors import PolicyError
from explorer.frozen import Frozen

SIZE = Param(name="size", kind="int", help="How large.", default=3, min=1, max=9)
MODE = Param(name="mode", kind="choice", help="Which.", default="near", choices=("near", "far"))
ROW = Choice(name="zoom", summary="Zooms.", params=(SIZE, MODE))
TABLE = {"zoom": ROW}


def test_options_that_are_not_given_take_their_usual_value():
    assert ROW.options({"size": 5}) == {"size": 5, "mode": "near"} == ROW.defaults | {"size": 5}
    assert isinstance(ROW.options({}), Frozen)
    assert hash(ROW.options({})) == hash(ROW.options({"mode": "near"}))


@pytest.mark.parametrize(
    ("given", "message"),
    [
        ({"depth": 1}, "zoom.depth: is not an option of zoom (options: size, mode)"),
        ({"size": 10}, "zoom.size: 10 is outside 1 to 9"),
        ({"size": 1.5}, "zoom.size: 1.5 is not a whole number"),
        ({"mode": "up"}, "zoom.mode: 'up' is not one of near, far"),
        ({"mode": None}, "zoom.mode: may not be null (one of near, far)"),
    ],
)
def test_an_option_that_is_unknown_or_out_of_bounds_is_refused_with_its_path(given, message):
    with pytest.raises(PolicyError) as error:
        ROW.options(given)
    assert str(error.value) == message


def test_a_row_without_options_says_so():
    with pytest.raises(PolicyError, match=r"plain.size: .* \(options: none\)"):
        Choice(name="plain", summary="Nothing to set.").options({"size": 1})


def test_a_row_is_found_by_its_name_and_a_stranger_is_told_the_names():
    assert chosen(TABLE, "zoom", "lens") is ROW
    for stranger in ("pan", None, 3, ["zoom"]):
        with pytest.raises(PolicyError, match=r"lens .* is not one of zoom"):
            chosen(TABLE, stranger, "lens")


def test_a_row_and_its_options_survive_a_pickle():
    assert pickle.loads(pickle.dumps(ROW)) == ROW
    assert pickle.loads(pickle.dumps(ROW.options({}))) == ROW.options({})
