"""A field is added to `Setting` in one place.

One line puts it on the command line, on the page, into sweep.json, into the evidence, and into the
key of what is remembered of the speed of trials.
"""

import json
import os
import subprocess
import sys

import pytest

from tests.copied import copied, environment, run

FILE = "explorer/trial/setting.py"
BEFORE = "    def __post_init__(self) -> None:\n        for row in FIELDS:"
FIELD = (
    "    warm_up: int = _row(0, settled=9, label='Warm-up', noun='warm-up', low=0, high=9,"
    " help='Passes before the first.', usual=lambda facts, told: 1, usual_words='1')\n"
)
COMMAND = (
    "sweep turn.json --data digits --out results --strengths 0,1 --seeds 1"
    " --model small-cnn --shots 2 --epochs 1 --image-size 16 --workers 1"
)
OPEN_PAGE = """
from concurrent.futures import Future
from pathlib import Path
from streamlit.testing.v1 import AppTest
from explorer import Policy, Step
from explorer.sweep.planning.budget import Cost, plan
from explorer.ui.finetune import estimates

asked = []

def at_once(policy, images, spec):
    asked.append(spec.setting.warm_up)
    done = Future()
    done.set_result(plan(spec, Cost(epoch_s=0.01)))
    return done

estimates.measured = at_once
app = AppTest.from_file(Path("explorer/ui/app.py").resolve(), default_timeout=120).run()
app.session_state["session"].policy = Policy(steps=(Step("a", "Rotate"),))
app.switch_page("../../pages/finetune.py").run()
field = next(field for field in app.number_input if field.label == "Warm-up")
print(field.value)
field.set_value(7.0).run()
assert not app.exception
print(asked[-1], app.session_state["session"].finetune["ft.warm_up"])
"""
REMEMBERED = """
import json
from dataclasses import replace
from pathlib import Path
from explorer.frozen import Frozen
from explorer.sweep.planning.cost import remembered
from explorer.sweep.storage.store import Store

found = json.loads(Path("results/sweep.json").read_text())
spec = replace(Store().look(found["sweep_id"]).sweep.spec, device="auto")  # as it was asked
for passes in (3, 4):
    setting = replace(spec.setting, warm_up=passes)
    known = remembered(replace(spec, setting=setting), found["dataset"]["digest"])
    print(passes, known is not None)
"""


@pytest.fixture(scope="module")
def copy(tmp_path_factory):
    """A copy of the package whose settings have one field more."""
    folder = copied(tmp_path_factory.mktemp("one_place"))
    text = (folder / FILE).read_text()
    assert text.count(BEFORE) == 1
    assert FIELD.count("\n") == 1
    (folder / FILE).write_text(text.replace(BEFORE, f"{FIELD}\n{BEFORE}"))
    return folder


def command(copy, *told):
    done = subprocess.run(
        [sys.executable, "-m", "explorer.cli", *told],
        cwd=copy,
        env={**environment(copy), "COLUMNS": "200"},
        capture_output=True,
        text=True,
        timeout=240,
    )
    assert done.returncode == 0, done.stderr
    return done.stdout


@pytest.fixture(scope="module")
def swept(copy):
    """What a sweep wrote that was told the field by the command line."""
    run(
        copy,
        "from explorer import Policy, Step\n"
        "Policy(steps=(Step('a', 'Rotate', {'limit': (-9, 9)}),)).save('turn.json')",
    )
    command(copy, *COMMAND.split(), "--warm-up", "3")
    return copy / "results"


def read(folder, name):
    return json.loads((folder / name).read_text())


def test_it_is_an_option_of_sweep_with_its_help_and_its_usual_value(copy):
    said = " ".join(command(copy, "sweep", "--help").split())
    assert "--warm-up INTEGER Passes before the first. [default: 1]" in said


def test_it_is_in_config_and_settings_of_sweep_json(swept):
    found = read(swept, "sweep.json")
    assert found["config"]["warm_up"] == 3
    assert [setting["warm_up"] for setting in found["settings"]] == [3]


def test_it_is_in_the_evidence_of_the_policy(swept):
    assert read(swept, "policy.json")["explorer"]["evidence"]["warm_up"] == 3


def test_it_is_in_the_key_of_the_remembered_probe(copy, swept):
    assert run(copy, REMEMBERED).splitlines() == ["3 True", "4 False"]


def test_it_has_a_control_on_fine_tune_whose_value_is_what_is_planned(copy):
    assert run(copy, OPEN_PAGE).splitlines() == ["1.0", "7 7"]


def test_without_the_line_there_is_no_such_option():
    done = subprocess.run(
        [sys.executable, "-m", "explorer.cli", "sweep", "--help"],
        env=dict(os.environ),
        capture_output=True,
        text=True,
        timeout=60,
        check=True,
    )
    assert "--warm-up" not in done.stdout
