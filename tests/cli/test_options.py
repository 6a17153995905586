"""The options of a command are those of the tables."""

import runpy
from pathlib import Path

import pytest
from click.testing import CliRunner

from explorer import cli
from explorer.cli.sweep import asking, command_of
from explorer.data import kinds
from explorer.measuring.options import RUN, names_of
from explorer.sweep.questions.table import QUESTIONS
from explorer.trial.setting import FIELDS

sweep = asking("sweep")


def test_every_field_of_a_setting_is_an_option_of_sweep_with_its_help_and_usual_value():
    parameters = {parameter.name: parameter for parameter in sweep.params}
    for row in FIELDS:
        assert parameters[row.name].help == f"{row.help}  [default: {row.usual_words}]"
        assert not parameters[row.name].required
    said = " ".join(CliRunner().invoke(sweep, ["--help"]).output.split())
    assert "--image-size INTEGER Side to train at, in pixels. [default: that of the" in said


@pytest.mark.parametrize("question", QUESTIONS.values(), ids=list(QUESTIONS))
def test_the_command_of_a_question_has_its_options_those_of_a_setting_and_those_of_a_run(question):
    own = {"policy", "source", "out", "store_url"}
    named = {parameter.name for parameter in command_of(question).params}
    assert named == own | set(names_of(question))


def test_the_help_of_a_run_says_its_usual_values_and_what_is_compared():
    said = " ".join(CliRunner().invoke(sweep, ["--help"]).output.split())
    for row in RUN:
        assert f"--{row.name.replace('_', '-')} " in said
        assert " ".join(row.words(QUESTIONS["strength"]).split()) in said
    assert "drops seeds, then strengths, then epochs to fit" in said
    assert "[default: 0 to 2 in steps of 0.25]" in said


TABLE = "a table (CSV, TSV, JSON lines, Parquet)"


def test_the_help_says_every_kind_of_data_set_that_there_is(monkeypatch):
    assert f"A folder, a zip, a tar, {TABLE} or a built-in data set." in helped(sweep)
    assert f"can be a folder, a zip, a tar, {TABLE} or a built-in data set." in helped(
        data_command()
    )
    row = kinds.KINDS[0]._replace(words="a list")
    monkeypatch.setattr(kinds, "KINDS", (*kinds.KINDS, row))
    assert f"{TABLE}, a list or a built-in data set." in helped(asking("sweep"))
    assert f"{TABLE}, a list or a built-in data set." in helped(data_command())


def helped(command):
    wide = {"terminal_width": 200, "max_content_width": 200}
    return " ".join(CliRunner().invoke(command, ["--help"], **wide).output.split())


def data_command():
    """The command as a process makes it that begins with the table as it is."""
    return runpy.run_path(str(Path(cli.__file__).with_name("data.py")))["data"]
