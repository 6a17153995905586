import json
from dataclasses import replace

import pytest

from explorer import Policy
from explorer.errors import ExplorerError, SweepError
from explorer.trial.arm import Arm, strength_arm
from tests.trial.conftest import POLICY


@pytest.fixture
def arm(setting):
    return strength_arm(POLICY, 0.5, setting)


def test_an_arm_of_a_strength_is_named_by_it(arm, setting):
    assert (arm.key, arm.kind, arm.name) == ("strength-0.5", "strength", "strength 0.5")
    assert strength_arm(POLICY, 2.0, setting).key == "strength-2"


def test_arms_of_different_strengths_have_different_keys(setting):
    near = [strength_arm(POLICY, strength, setting).key for strength in (0.1234567, 0.1234568)]
    assert near == ["strength-0.1234567", "strength-0.1234568"]


def test_an_arm_survives_json_and_has_a_hash(arm):
    about = replace(arm, key="without-b", kind="without", name="without Rotate", step="b")
    for one in (arm, about):
        again = Arm.from_json(json.loads(json.dumps(one.to_json())))
        assert again == one
        assert hash(again) == hash(one)


@pytest.mark.parametrize(
    ("change", "named"),
    [
        ({"key": ""}, "'' is not the key of an arm"),
        ({"key": 3}, "3 is not the key"),
        ({"key": "k" * 201}, "is not the key"),
        ({"kind": None}, "None is not the kind"),
        ({"name": ""}, "'' is not the name"),
        ({"step": ""}, "'' is not the step"),
        ({"strength": 2.5}, "2.5"),
        ({"strength": float("nan")}, "nan"),
    ],
)
def test_what_is_no_arm_is_refused_by_name(arm, change, named):
    with pytest.raises(ExplorerError, match=named):
        replace(arm, **change)


def test_json_that_is_no_arm_is_refused(arm):
    with pytest.raises(SweepError, match="'colour' is not part of an Arm"):
        Arm.from_json(arm.to_json() | {"colour": 1})
    with pytest.raises(SweepError, match="lacks policy"):
        Arm.from_json({key: value for key, value in arm.to_json().items() if key != "policy"})
    with pytest.raises(ExplorerError, match="3 is not an object"):
        Arm.from_json(arm.to_json() | {"policy": 3})


def test_an_arm_may_do_nothing_at_all(setting):
    assert Arm.from_json(strength_arm(Policy(), 0, setting).to_json()).policy == Policy()
