"""What a release said of its sweeps and trials, a later one says too.

Keys may be added; nothing that was said may change.
"""

import json
import math
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
CHANGED = (
    "Accuracy against strength",
    "Gain over strength 0",  # without a verdict, it is estimated as this release does
    "Learning curves",
    "The gap at the last epoch",
)
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
def test_the_report_of_a_stored_sweep_shows_the_numbers_that_it_showed(url, name):
    now = make.report_data(control.read_result(DOCUMENTS[name]["sweep_id"], url))
    assert [title for title, _, _ in now] == [title for title, _, _ in REPORTS[name]]
    for (title, table, said), (_, table_now, said_now) in zip(REPORTS[name], now, strict=True):
        if name in CUT_SHORT and title.startswith(CHANGED):
            continue
        assert list(_other_cells(table, table_now)) == [], title
        if title not in REWORDED:
            assert list(_lost_numbers(said, said_now)) == [], title


# Release 0.1 counted every change of half a point of a class as a gain or a loss; now its interval
# tells. Of the gain, the words have no number but that of strength 0.
REWORDED = ("Effect on each class", "Gain over strength 0", "Accuracy against strength")
NUMBER = re.compile(r"(?<![\w.])[-+]?\d+(?:\.\d+)?(?![\w.]*\w)")


def _columns(table):
    """The cells of a table in a report, by the title of their column."""
    titles = [title.removesuffix(".0") for title in re.findall(r"<th>(.*?)</th>", table)]
    cells = re.findall(r"<td>(.*?)</td>", table)
    return {title: cells[place :: len(titles)] for place, title in enumerate(titles)}


def _other_cells(before, now):
    """The cells that are gone or show another number, beyond how both were rounded."""
    columns = _columns(now)
    for title, cells in _columns(before).items():
        if len(cells) != len(columns.get(title, ())):
            yield f"{title} is gone"
            continue
        for old, new in zip(cells, columns[title], strict=True):
            both = NUMBER.findall(old), NUMBER.findall(new)
            if len(both[0]) != len(both[1]) or not all(map(_same, *both)):
                yield f"{title}: {old!r} is now {new!r}"


def _lost_numbers(before, now):
    """The numbers of a text that are not said any more; further ones may be."""
    said = NUMBER.findall(now)
    for number in NUMBER.findall(before):
        if not any(_same(number, other) for other in said):
            yield f"{number} of {before!r} is not in {now!r}"


def _same(one, other):
    """Whether two numbers are one, but for how both were rounded."""
    return abs(float(one) - float(other)) <= _half_a_digit(one) + _half_a_digit(other) + 1e-9


def _half_a_digit(number):
    """How far a number may lie from what it was rounded from: release 0.1 had three digits."""
    whole, _, decimals = number.lstrip("+-").partition(".")
    places = min(len(decimals), 1) if whole != "0" or not decimals else len(decimals)
    return 0.5 * 10**-places if decimals else 0.5


@pytest.mark.parametrize("name", CUT_SHORT)
def test_the_report_of_a_sweep_that_ended_early_leaves_out_only_trials_that_did_not_finish(
    url, name
):
    result = control.read_result(DOCUMENTS[name]["sweep_id"], url)
    for title, table, text in make.report_data(result):
        rows = table.count("<tr") - 1
        if title.startswith("Accuracy"):
            assert rows == len(result.arms)
            assert "not run of 4" in table
        elif title.startswith("Learning"):
            arm = result.arm(f"strength-{title.split()[-1]}")
            done = [trial for trial in arm.trials if trial.finished]
            assert len(done) < len(arm.trials)
            assert rows == sum(len(trial.epochs) for trial in done)
            assert text.startswith("At the last epoch")


def _slow(told):
    """Of a large network, one trial is quick enough for every run."""
    return () if told["model"] == "small-cnn" or told["strength"] == 1.5 else pytest.mark.slow


@pytest.mark.parametrize(
    "told",
    [
        pytest.param(
            told, id=f"{told['model']}-{told['strength']}-{told['seed']}", marks=_slow(told)
        )
        for told in TRIALS["trials"]
    ],
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
    elif isinstance(before, float) and isinstance(now, float):
        if not math.isclose(before, now, rel_tol=1e-12):  # processors add in other orders
            yield f"{path}: {before!r} is now {now!r}"
    elif before != now:
        yield f"{path}: {before!r} is now {now!r}"
