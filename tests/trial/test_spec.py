import json
import subprocess
import sys
from dataclasses import replace

import pytest

from explorer.errors import SweepError
from explorer.policy.strength import RULE_VERSION
from explorer.trial import measures, models, recipes
from explorer.trial.spec import UNNAMED_RULE, TrialSpec, versions_of


def through_json(spec):
    return TrialSpec.from_json(json.loads(json.dumps(spec.to_json())))


def test_a_spec_survives_json_and_has_a_hash(spec):
    assert through_json(spec) == spec
    assert hash(through_json(spec)) == hash(spec)


def test_a_spec_that_names_no_strength_rule_is_of_the_first_one(spec):
    raw = spec.to_json()
    assert raw.pop("strength_rule") == RULE_VERSION
    assert TrialSpec.from_json(raw) == replace(spec, strength_rule=UNNAMED_RULE)


@pytest.mark.parametrize(
    ("change", "named"),
    [
        ({"seed": -1}, "seed -1"),
        ({"seed": True}, "seed True"),
        ({"sweep_seed": 0.5}, "sweep seed 0.5"),
        ({"device": "tpu"}, "device 'tpu' is not one of auto, cpu, cuda"),
        ({"precision": "fp16"}, "precision 'fp16'"),
        ({"split": "train"}, "split 'train'"),
        ({"strength_rule": 0}, "strength rule 0 is not a whole number of at least 1"),
        ({"measures": ("taste",)}, "measure 'taste' is not one of accuracy"),
        ({"measures": ()}, "at least one measure"),
    ],
)
def test_a_value_that_no_trial_can_run_with_is_refused_by_name(spec, change, named):
    with pytest.raises(SweepError, match=named):
        replace(spec, **change)


def test_json_with_an_unknown_or_a_missing_key_is_refused_by_name(spec):
    with pytest.raises(SweepError, match="'colour' is not part of a TrialSpec"):
        TrialSpec.from_json(spec.to_json() | {"colour": 1})
    with pytest.raises(SweepError, match="a TrialSpec lacks dataset"):
        TrialSpec.from_json(
            {key: value for key, value in spec.to_json().items() if key != "dataset"}
        )
    with pytest.raises(SweepError, match="TrialSpec is damaged"):
        TrialSpec.from_json(spec.to_json() | {"measures": 3})


def test_a_spec_says_the_versions_of_what_decides_its_numbers(spec):
    assert spec.to_json()["versions"] == ["small-cnn 1", "plain 1", "accuracy 1"]
    other = replace(spec, arm=replace(spec.arm, setting=replace(spec.setting, model="a:b")))
    assert other.made_with == ("a:b 1", "plain 1", "accuracy 1")


@pytest.mark.parametrize(
    ("module", "table", "name"),
    [
        (models, "MODELS", "small-cnn"),
        (recipes, "RECIPES", "plain"),
        (measures, "MEASURES", "accuracy"),
    ],
)
def test_a_row_of_another_version_changes_the_json_and_an_older_spec_keeps_its_own(
    spec, monkeypatch, module, table, name
):
    before = spec.to_json()
    rows = getattr(module, table)
    raised = {**rows, name: replace(rows[name], version=2)}
    for place in (module, sys.modules[TrialSpec.__module__]):
        if hasattr(place, table):
            monkeypatch.setattr(place, table, raised)
    assert f"{name} 2" in spec.to_json()["versions"]
    older = TrialSpec.from_json(before)
    assert list(older.made_with) == before["versions"]
    assert through_json(older) == older
    assert older != spec


def test_versions_follow_the_order_of_the_measures(setting):
    assert versions_of(setting, ("accuracy", "accuracy"))[2:] == ("accuracy 1", "accuracy 1")


def test_the_values_load_without_torch():
    code = (
        "import sys, explorer.trial.spec, explorer.trial.result, explorer.trial.pictures.plain\n"
        "import explorer.trial.order, explorer.trial.seeds, explorer.trial.subset\n"
        "print('torch' in sys.modules)"
    )
    run = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert run.stdout.strip() == "False"
