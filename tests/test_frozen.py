import pickle

import pytest

from explorer import Group, Policy, Step
from explorer.frozen import Frozen, frozen, thawed
from explorer.policy.model import ComposeSettings

DATA = {"a": 1, "b": {"c": [1, {"d": None}], "e": "text"}}


def test_json_data_is_frozen_all_the_way_down_and_thawed_again():
    value = frozen(DATA)
    assert hash(value) == hash(frozen({"b": DATA["b"], "a": 1}))
    assert value == frozen(DATA)
    assert value["b"]["c"][1] == {"d": None}
    assert thawed(value) == DATA
    assert frozen(value) is value


def test_a_frozen_mapping_takes_no_change_and_survives_a_pickle():
    value = Frozen({"a": 1})
    with pytest.raises(TypeError):
        value["a"] = 2
    with pytest.raises(AttributeError):
        value.a = 2
    assert pickle.loads(pickle.dumps(value)) == value
    assert repr(value) == "Frozen({'a': 1})"


def test_a_policy_with_all_that_it_can_hold_has_a_hash_and_equals_what_says_the_same():
    def policy():
        return Policy(
            (
                Step("a", "Rotate", {"limit": (-5, 5)}),
                Group("g", "Compose", (Step("b", "ToGray"),)),
            ),
            compose=ComposeSettings(
                bbox_params={"format": "coco", "label_fields": ["labels"]},
                additional_targets={"image2": "image"},
            ),
            evidence={"plateau": [0.25, 0.5], "final_test": {"gain": {"ci95": [0, 1]}}},
        )

    assert policy() == policy()
    assert hash(policy()) == hash(policy())
    assert hash(Policy())
    with pytest.raises(TypeError):
        policy().evidence["plateau"] = []
