"""A measure is added by a file and a row, as docs/extending.md says.

That alone brings it into sweep.json, the CSV of the trials, the curve, the report and Results.
"""

import json
import subprocess
import sys

import pytest

from explorer import numbers
from tests.copied import ROOT, copied, environment, run
from tests.docs.edits import apply, sections

NAME, LABEL = "worst-class", "Accuracy of the worst class"
COMMAND = (
    f"sweep turn.json --data digits --out results --strengths 0,1 --seeds 2 --measure {NAME}"
    " --model small-cnn --shots 5 --epochs 1 --image-size 16 --workers 1"
)
POLICY = """
from explorer import Policy, Step
Policy(steps=(Step("a", "Rotate", {"limit": (-9, 9)}),)).save("turn.json")
"""
STORED = """
import io
import json
import pandas as pd
from pathlib import Path
from explorer import SweepResult
from explorer.charts import trials
from explorer.sweep import control

result = SweepResult.load("results")
stored = control.read_result(result.sweep_id)
csv = pd.read_csv(io.StringIO(trials.table(stored).to_csv(index=False)))
print(json.dumps({
    "same": stored.to_json()["arms"] == json.loads(Path("results/sweep.json").read_text())["arms"],
    "csv": list(csv["Accuracy of the worst class, %"]),
    "curve": list(result.curve["worst-class"]),
}))
"""
PAGE = """
from pathlib import Path
from streamlit.testing.v1 import AppTest

app = AppTest.from_file(Path("explorer/ui/app.py").resolve(), default_timeout=120).run()
app.switch_page("../../pages/results.py").run()
app.segmented_control(key="results.view").set_value("Measures").run()
assert not app.exception
print(list(app.dataframe[1].value.columns)[3])
"""


@pytest.fixture(scope="module")
def copy(tmp_path_factory):
    """A copy of the package with one measure more, whose sweep of two strengths has ended."""
    folder = copied(tmp_path_factory.mktemp("one_row"))
    page = (ROOT / "docs" / "extending.md").read_text()
    (section,) = [section for section in sections(page) if section.title == "A measure"]
    assert [edit.form for edit in section.edits] == ["new", "row"]
    apply(section, folder)
    run(folder, POLICY)
    done = subprocess.run(
        [sys.executable, "-m", "explorer.cli", *COMMAND.split()],
        cwd=folder,
        env=environment(folder),
        capture_output=True,
        text=True,
        timeout=240,
    )
    assert done.returncode == 0, done.stderr
    return folder


@pytest.fixture(scope="module")
def arms(copy):
    return json.loads((copy / "results" / "sweep.json").read_text())["arms"]


def test_it_is_in_sweep_json_for_every_trial_and_arm(copy, arms):
    config = json.loads((copy / "results" / "sweep.json").read_text())["config"]
    assert config["measures"] == ["accuracy", NAME]
    for arm in arms:
        scores = [trial["scores"] for trial in arm["trials"]]
        assert [list(each) for each in scores] == [[NAME]] * 2
        (name, estimate), *rest = arm["metrics"].items()
        assert (name, rest) == (NAME, [])
        assert estimate["mean"] == pytest.approx(sum(each[NAME] for each in scores) / 2)
        assert 0 <= estimate["ci95"][0] <= estimate["mean"] <= estimate["ci95"][1] <= 1
        assert estimate["mean"] < arm["val_accuracy"]["mean"]


def test_it_is_in_the_csv_of_the_trials_and_in_the_curve_and_the_store_says_the_same(copy, arms):
    found = json.loads(run(copy, STORED))
    assert found["same"]
    assert found["csv"] == pytest.approx(
        [100 * trial["scores"][NAME] for arm in arms for trial in arm["trials"]], abs=0.01
    )
    assert found["curve"] == pytest.approx([arm["metrics"][NAME]["mean"] for arm in arms])


def test_it_is_in_the_report_under_its_label(copy, arms):
    report = (copy / "results" / "report.html").read_text()
    assert "All measures" in report
    assert f"<th>{LABEL}, %</th>" in report
    low, high = arms[1]["metrics"][NAME]["ci95"]
    assert f"<td>{numbers.percent_interval((low, high))}</td>" in report


def test_it_is_on_results_under_its_label(copy):
    assert run(copy, PAGE).strip() == f"{LABEL}, %"
