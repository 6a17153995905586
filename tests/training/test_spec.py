import json
import subprocess
import sys
from dataclasses import replace

import pytest

from explorer.errors import SweepError
from explorer.policy.strength import RULE_VERSION
from explorer.training.spec import ClassCount, EpochResult, TrialResult, TrialSpec, default_model


def test_a_spec_survives_json(spec):
    assert TrialSpec.from_json(json.loads(json.dumps(spec.to_json()))) == spec


def test_a_spec_that_names_no_strength_rule_is_of_the_first_one(spec):
    raw = spec.to_json()
    assert raw.pop("strength_rule") == RULE_VERSION
    assert TrialSpec.from_json(raw) == replace(spec, strength_rule=1)


def test_a_result_survives_json(spec):
    result = TrialResult(
        spec,
        0.5,
        1.0,
        (EpochResult(1, 0.9, 1.1, 0.25),),
        {"cat": ClassCount(8, 2, 1)},
        ((1, 1), (0, 2)),
        (0, 1, 1, 1),
        2,
        1.5,
        300.0,
        ("a message",),
    )
    assert TrialResult.from_json(json.loads(json.dumps(result.to_json()))) == result


@pytest.mark.parametrize(
    ("change", "named"),
    [
        ({"shots": 0}, "shots 0"),
        ({"shots": True}, "shots True"),
        ({"epochs": 1.5}, "epochs 1.5"),
        ({"image_size": 7}, "image size 7"),
        ({"image_size": 513}, "image size 513"),
        ({"seed": -1}, "seed -1"),
        ({"device": "tpu"}, "device 'tpu'"),
        ({"precision": "fp16"}, "precision 'fp16'"),
        ({"eval_split": "train"}, "eval split 'train'"),
        ({"kind": "warm-up"}, "kind 'warm-up'"),
        ({"strength_rule": 0}, "strength rule 0"),
    ],
)
def test_a_value_that_no_trial_can_run_with_is_refused_by_name(spec, change, named):
    with pytest.raises(SweepError, match=named):
        replace(spec, **change)


def test_json_with_an_unknown_or_a_missing_key_is_refused_by_name(spec):
    with pytest.raises(SweepError, match="'colour' is not part of a TrialSpec"):
        TrialSpec.from_json(spec.to_json() | {"colour": 1})
    with pytest.raises(SweepError, match="lacks model"):
        TrialSpec.from_json({key: value for key, value in spec.to_json().items() if key != "model"})


def test_small_pictures_get_the_small_network():
    assert [default_model(size) for size in (8, 28, 64, 65, 224)] == ["small-cnn"] * 3 + [
        "efficientnet-lite0"
    ] * 2


def test_the_types_load_without_torch():
    code = "import sys, explorer.training.spec; print('torch' in sys.modules)"
    assert (
        subprocess.run(
            [sys.executable, "-c", code], capture_output=True, text=True, check=True
        ).stdout.strip()
        == "False"
    )
