"""`aug-explorer ablate`: the command of another question, made from its row."""

import json

import pytest
from click.testing import CliRunner

from explorer import Policy, Step
from explorer.cli.resume import resume
from explorer.cli.sweep import asking
from explorer.cli.sweeps import sweeps
from explorer.policy.files import load
from tests.sweep.pictures import write_bars

STEPS = (
    Step("shift", "Affine", {"translate_percent": {"x": (-0.1, 0.1), "y": (-0.1, 0.1)}}, p=1.0),
    Step("turn", "Rotate", {"limit": (-180, 180)}, p=1.0),
)
SMALL = ("--shots", 4, "--epochs", 2, "--image-size", 16, "--workers", 2)


@pytest.fixture
def files(tmp_path, monkeypatch):
    monkeypatch.setenv("AUG_EXPLORER_HOME", str(tmp_path / "home"))
    Policy(steps=STEPS, name="two").save(tmp_path / "two.json")
    return str(tmp_path / "two.json"), str(write_bars(tmp_path / "bars"))


def run(command, *arguments):
    return CliRunner().invoke(command, [str(argument) for argument in arguments])


def test_an_ablation_writes_its_files_and_can_be_given_more_seeds(files, tmp_path):
    policy, bars = files
    out = tmp_path / "out"
    done = run(
        asking("ablate"), policy, "--data", bars, "--out", out, "--seeds", 2, *SMALL,
        "--strength", 0.8,
    )  # fmt: skip
    assert done.exception is None, done.output
    assert "note: 4 arms x 2 seeds, and the final test: 12 trials\n" in done.stderr
    assert "2 of 6 arms would be the same as another" in done.stderr
    document = json.loads((out / "sweep.json").read_text())
    assert (document["question"], document["status"]) == ("ablation", "finished")
    assert document["config"]["strength"] == 0.8
    kinds = [(arm["kind"], arm.get("step")) for arm in document["arms"]]
    assert kinds == [
        ("whole", None),
        ("none", None),
        ("without", "shift"),
        ("without", "turn"),
    ]
    assert [step["step"] for step in document["verdict"]["steps"]] == ["shift", "turn"]
    assert document["verdict"]["sentence"] in done.stdout
    report = (out / "report.html").read_text()
    assert "What each step does" in report
    assert load(out / "policy.json").policy.strength == 0.8
    assert document["final_test"]["arm"] in {arm["key"] for arm in document["arms"]}
    (entry,) = json.loads(run(sweeps, "--json").stdout)
    assert (entry["trials_done"], entry["trials"]) == (12, 12)

    more = run(resume, document["sweep_id"], "--seeds", 1, "--out", tmp_path / "more")
    assert more.exception is None, more.output
    longer = json.loads((tmp_path / "more" / "sweep.json").read_text())
    assert longer["config"]["looks"] == 2
    assert [len(arm["trials"]) for arm in longer["arms"]] == [3] * 4
    before = document["arms"][2]["trials"]
    assert longer["arms"][2]["trials"][:2] == before


@pytest.mark.parametrize(
    ("options", "said"),
    [
        (("--strength", "high"), "strength of the policy: 'high' is not a number"),
        (("--strength", 0), "strength 0 leaves nothing of a policy to take apart"),
        (("--strength", 2.5), "strength of the policy: 2.5 is not a number above 0, at most 2"),
        (("--strength", 0), "strength of the policy: 0 is not a number above 0, at most 2"),
        (("--strengths", "0,1"), "No such option"),
    ],
)
def test_what_cannot_be_taken_apart_is_refused_in_one_line(files, tmp_path, options, said):
    policy, bars = files
    done = run(asking("ablate"), policy, "--data", bars, "--out", tmp_path / "out", *options)
    assert said in str(done.exception) + done.output
    assert not (tmp_path / "out").exists()


def test_no_command_asks_what_is_no_question():
    assert asking("data") is None
