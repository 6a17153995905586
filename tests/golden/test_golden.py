"""What a release said of its sweeps and trials, a later one says too.

Keys may be added; nothing that was said may change.
"""

import json
import re
import shutil
from pathlib import Path

import pytest

from explorer.sweep import control
from explorer.sweep.findings.result import SweepResult
from explorer.sweep.questions.table import read_verdict
from tests.golden import make, trials

HERE = Path(__file__).parent
DOCUMENTS = json.loads((HERE / "documents.json").read_text())
REPORTS = json.loads((HERE / "reports.json").read_text())
# Since 0.2, curves and epochs come from finished trials alone, and tables say what is missing.
CUT_SHORT = ("stopped", "interrupted")
CHANGED = ("Accuracy against strength", "Learning curves", "The gap at the last epoch")
TRIALS = json.loads((HERE / "trials.json").read_text())


@pytest.fixture
def url(tmp_path):
    shutil.copy(make.STORE, tmp_path / "store.sqlite3")
    return f"sqlite:///{tmp_path / 'store.sqlite3'}"


@pytest.mark.parametrize("name", DOCUMENTS)
def test_a_stored_sweep_says_what_it_said(url, name):
    said = control.read_result(DOCUMENTS[name]["sweep_id"], url).to_json()
    assert list(_lost(DOCUMENTS[name], said)) == []


@pytest.mark.parametrize("name", DOCUMENTS)
def test_a_sweep_json_of_that_release_is_read_and_written_again(name):
    again = SweepResult.from_json(DOCUMENTS[name], read_verdict)
    assert list(_lost(DOCUMENTS[name], again.to_json())) == []
    assert SweepResult.from_json(again.to_json(), read_verdict) == again


@pytest.mark.parametrize("name", REPORTS)
def test_the_report_of_a_stored_sweep_shows_what_it_showed(url, name):
    said = make.report_data(control.read_result(DOCUMENTS[name]["sweep_id"], url))
    assert [section[0] for section in said] == [section[0] for section in REPORTS[name]]
    for now, before in zip(said, REPORTS[name], strict=True):
        if not (name in CUT_SHORT and now[0].startswith(CHANGED)):
            assert now == before


@pytest.mark.parametrize("name", CUT_SHORT)
def test_the_report_of_a_sweep_that_ended_early_leaves_out_only_trials_that_did_not_finish(
    url, name
):
    result = control.read_result(DOCUMENTS[name]["sweep_id"], url)
    known = {section[0]: section[1:] for section in REPORTS[name]}
    for title, table, text in make.report_data(result):
        if not title.startswith(CHANGED):
            continue
        cells, before = (
            set(re.findall("<td>(.*?)</td>", each)) for each in (table, known[title][0])
        )
        if title.startswith("Accuracy"):
            assert before <= cells  # a column says what is missing
        elif title.startswith("Learning"):
            arm = result.arm(f"strength-{title.split()[-1]}")
            assert cells <= before
            assert table.count("<tr") - 1 == sum(
                len(trial.epochs) for trial in arm.trials if trial.finished
            )
        assert text.startswith("At the last epoch") or not text


@pytest.mark.parametrize(
    "told", TRIALS["trials"], ids=lambda told: f"{told['model']}-{told['strength']}-{told['seed']}"
)
def test_a_trial_gives_the_numbers_that_it_gave(told):
    spec = next(
        spec
        for spec in trials.SPECS
        if (spec.setting.model, spec.arm.strength, spec.seed)
        == (told["model"], told["strength"], told["seed"])
    )
    first = trials.first_loss(spec)
    now = trials.told(spec, first)
    if trials.instruction_set() == TRIALS["instruction_set"]:
        assert now == told
        return
    # Other instructions round otherwise: the first loss agrees closely, accuracies within three
    # standard errors of a share of so many images.
    assert first == pytest.approx(told["first_loss"], rel=1e-4)
    error = 3 * (told["val_accuracy"] * (1 - told["val_accuracy"]) / told["scored"]) ** 0.5
    assert now["val_accuracy"] == pytest.approx(
        told["val_accuracy"], abs=max(error, 3 / told["scored"])
    )


def _lost(before, now, path=""):
    """The places where something that was said is missing or another value."""
    if isinstance(before, dict):
        for key, value in before.items():
            if not isinstance(now, dict) or key not in now:
                yield f"{path}.{key} is gone"
            else:
                yield from _lost(value, now[key], f"{path}.{key}")
    elif isinstance(before, list) and isinstance(now, list) and len(before) == len(now):
        for i, (old, new) in enumerate(zip(before, now, strict=True)):
            yield from _lost(old, new, f"{path}[{i}]")
    elif before != now:
        yield f"{path}: {before!r} is now {now!r}"
