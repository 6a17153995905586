"""`measure`, in this process: what it takes, what it gives, what it refuses."""

import inspect
import io
import json
import threading

import pytest
from click.testing import CliRunner

from explorer import Policy, measure
from explorer.cli.sweep import asking
from explorer.errors import DataError, ExplorerError, PolicyError, SweepError
from explorer.measuring.options import RUN, names_of
from explorer.sweep import control
from explorer.sweep.questions.table import QUESTIONS
from explorer.trial.setting import FIELDS
from tests.measuring.conftest import only_sweep, under_way, wait_for

FEW = {"strengths": [0, 1], "seeds": 2, "shots": 4, "epochs": 2, "image_size": 16, "workers": 2}


def without_time(document):
    """A sweep.json less what differs between two runs of the same."""
    if isinstance(document, list):
        return [without_time(part) for part in document]
    if not isinstance(document, dict):
        return document
    gone = ("sweep_id", "created", "seconds", "images_per_second")
    return {key: without_time(part) for key, part in document.items() if key not in gone}


def test_it_gives_the_numbers_files_and_store_of_the_command(policy, bars, tmp_path):
    policy.save(tmp_path / "turns.json")
    told = ("--strengths", "0,1", "--seeds", "2", "--shots", "4", "--epochs", "2")
    more = ("--image-size", "16", "--workers", "2", "--data", bars(), "--out", tmp_path / "out")
    arguments = [str(tmp_path / "turns.json"), *told, *map(str, more)]
    done = CliRunner().invoke(asking("sweep"), arguments)
    assert done.exception is None, done.output
    result = measure(policy, bars(), progress=False, **FEW)
    result.save(tmp_path / "saved")
    for name in ("sweep.json", "policy.json"):
        theirs, ours = (
            json.loads((tmp_path / folder / name).read_text()) for folder in ("out", "saved")
        )
        assert without_time(ours) == without_time(theirs)
    assert "data:image/png" in (tmp_path / "saved" / "report.html").read_text()
    listed = control.overview()
    assert [line.status for line in listed] == ["finished"] * 2
    assert listed[0].sweep_id == result.sweep_id


def test_a_policy_file_and_a_store_of_ones_own_are_taken(fake, policy, bars, tmp_path):
    policy.save(tmp_path / "turns.json")
    store = f"sqlite:///{tmp_path / 'own.sqlite3'}"
    result = measure(tmp_path / "turns.json", bars(), store=store, progress=False, **FEW)
    assert result.status == "finished"
    assert result.policy().name == "turns"
    assert control.overview() == []
    assert [line.sweep_id for line in control.overview(store)] == [result.sweep_id]


def test_every_option_reaches_the_sweep(fake, policy, bars):
    told = {"recipe": "plain", "measure": "accuracy", "seed": 7, "device": "cpu", "engine": "local"}
    result = measure(policy, bars(), time_budget="1h", progress=False, **FEW, **told)
    config = result.found.config
    assert config | {"strengths": [0, 1], "seeds": 2, "shots": 4, "epochs": 2} == config
    assert config | {"image_size": 16, "seed": 7, "device": "cpu", "time_budget_s": 3600} == config


def test_the_signature_has_every_option_of_the_tables_by_its_name():
    parameters = inspect.signature(measure).parameters
    named = set(parameters) - {"policy", "data", "question", "store", "progress"}
    assert named == {name for row in QUESTIONS.values() for name in names_of(row)}
    for row in RUN:
        assert parameters[row.name].default == row.usual
    assert {row.name for row in FIELDS} < named


@pytest.mark.parametrize(
    ("told", "error", "message"),
    [
        ({"epoch": 3}, SweepError, "measure has no option 'epoch'; did you mean 'epochs'?"),
        ({"zzz": 3}, SweepError, "measure has no option 'zzz'"),
        (
            {"question": "ablation", "strengths": [0, 1]},
            SweepError,
            "no option 'strengths' here: it is one of question='strength', and this is"
            " question='ablation'$",
        ),
        ({"strength": 1}, SweepError, "no option 'strength' here: it is one of question='abla"),
        ({"question": "why"}, SweepError, "question 'why' is not one of strength"),
        ({"question": ["why"]}, SweepError, "question"),
        ({"data": "no such set"}, DataError, "no such set"),
        ({"data": 3}, SweepError, "data 3 is neither a path nor the name of a data set"),
        ({"policy": 3}, SweepError, "policy 3|3 is neither a Policy nor the path"),
        ({"policy": Policy()}, SweepError, "every strength would be the same"),
        ({"policy": "nowhere.json"}, PolicyError, "nowhere.json"),
        ({"seeds": "many"}, SweepError, "seeds 'many' is not a whole number"),
        ({"strengths": [0, 3]}, SweepError, "strengths: 3 is not a number between 0 and 2"),
        ({"strengths": 1}, SweepError, "strengths: 1 is not a list of numbers"),
        ({"model": "big"}, SweepError, "big"),
        ({"model": "package.mod:nope"}, SweepError, "there is no module 'package.mod'$"),
        ({"time_budget": -1}, SweepError, "time budget -1 is not a time such as 90s, 2m or 1h$"),
        ({"time_budget": 1}, SweepError, "a time budget of 1 s is too short"),
        ({"device": "abacus"}, SweepError, "device 'abacus' is not one of"),
        ({"store": "nowhere:///x"}, SweepError, "nowhere"),
    ],
)
def test_a_mistake_is_refused_in_one_line_and_leaves_no_sweep(
    policy, bars, told, error, message, capfd
):
    told = {"policy": policy, "data": bars(), **told}
    with pytest.raises(error, match=message) as refused:
        measure(**told)
    assert isinstance(refused.value, ExplorerError)
    assert "\n" not in str(refused.value)
    assert capfd.readouterr().err == ""
    assert control.overview() == []


def test_a_sweep_that_fails_raises_its_line(fake, policy, bars):
    with pytest.raises(SweepError, match=r"^sweep \S+ failed: .*no such layer") as failed:
        measure(policy, bars(";raise=no such layer"), progress=False, **FEW)
    assert "\n" not in str(failed.value)
    tally = only_sweep().tally
    assert f"; {tally.failed} of {tally.total} trials failed; once" in str(failed.value)
    how = f"; once that is mended, go on with: aug-explorer resume {only_sweep().sweep.sweep_id}"
    assert str(failed.value).endswith(how)


def test_a_sweep_that_is_stopped_from_elsewhere_says_how_to_go_on(fake, policy, bars):
    def stop():
        wait_for(under_way)
        control.stop(only_sweep().sweep.sweep_id)

    elsewhere = threading.Thread(target=stop)
    elsewhere.start()
    with pytest.raises(
        SweepError, match=r"was stopped after .*; go on with: aug-explorer resume \S+$"
    ):
        measure(policy, bars(";sleep=0.5"), progress=False, **FEW | {"epochs": 200})
    elsewhere.join()


def test_notes_are_said_once_and_nothing_where_progress_is_not_wanted(
    fake, policy, bars, monkeypatch
):
    file = io.StringIO()
    monkeypatch.setattr("sys.stderr", file)
    result = measure(policy, bars(), progress=False, **FEW)
    assert file.getvalue() == ""
    measure(policy, bars(), **FEW)
    said = file.getvalue().splitlines()
    assert said[0].startswith("note: 2 strengths x 2 seeds, and the final test: 8 trials")
    assert all(line.startswith("note: ") for line in said)  # and no bar: this is no terminal
    assert len(set(said)) == len(said)
    assert {f"note: {line}" for line in result.notes} < set(said)
