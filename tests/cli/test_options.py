"""The options that are made from the table of a setting's fields."""

import pytest
from click.testing import CliRunner

from explorer.cli.options import read_measures, read_options
from explorer.cli.sweep import asking
from explorer.errors import SweepError
from explorer.trial.setting import FIELDS

sweep = asking("sweep")


def test_every_field_of_a_setting_is_an_option_of_sweep_with_its_help_and_usual_value():
    parameters = {parameter.name: parameter for parameter in sweep.params}
    for row in FIELDS:
        assert parameters[row.name].help == f"{row.help}  [default: {row.usual_words}]"
        assert not parameters[row.name].required
    said = " ".join(CliRunner().invoke(sweep, ["--help"]).output.split())
    assert "--image-size INTEGER Side to train at, in pixels. [default: that of the" in said


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
    assert read_measures(None) is None
    assert read_measures(" accuracy") == ("accuracy",)
