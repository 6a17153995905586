"""Damaged and hostile files are refused with one line, or read; they never end in a traceback."""

import copy
import random
import time

import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from explorer import Group, Policy, Step
from explorer.errors import PolicyError
from explorer.policy import files
from explorer.policy.catalog import CATALOG
from explorer.policy.model import ComposeSettings
from tests import strategies

pytestmark = pytest.mark.filterwarnings("ignore")
EXAMPLE = Policy(
    (
        Step("a", "Rotate", {"limit": (-20, 20)}),
        Group("b", "SomeOf", (Step("c", "CoarseDropout"), Step("d", "ColorJitter")), n=2),
        Group("e", "Compose", (Step("f", "Affine"),), compose=ComposeSettings(p=0.5)),
    ),
    strength=0.5,
    tail=(Step("t", "Normalize", p=1.0),),
    compose=ComposeSettings(bbox_params={"format": "coco", "label_fields": ["x"]}),
)
WRONG = (
    None,
    True,
    "",
    "x",
    -1,
    0,
    0.5,
    1e300,
    10**30,
    [],
    [1],
    [3, 1],
    {},
    {"x": 1},
    [[[[[[]]]]]],
    "nan",
    float("nan"),
    float("inf"),
    [None],
    "\ud800",
)


def outcome(data, format=None):
    """Reads a file as a program would: what it gives, or the one line that it is refused with."""
    begun = time.perf_counter()
    result, line = None, "read"
    try:
        result = files.loads(data, format)
    except PolicyError as error:
        line = str(error)
    assert "\n" not in line
    assert 0 < len(line) < 1500
    assert time.perf_counter() - begun < 10
    return result or line


def bits_flipped(data, chance):
    damaged = bytearray(data)
    for _ in range(chance.randint(1, 8)):
        damaged[chance.randrange(len(damaged))] ^= 1 << chance.randrange(8)
    return bytes(damaged)


def cut(data, chance):
    start, end = sorted((chance.randrange(len(data)), chance.randrange(len(data))))
    return data[:start] + data[end:] if chance.random() < 0.5 else data[:end]


def places(value, found):
    """Lists every (container, key) in a tree."""
    items = (
        value.items()
        if isinstance(value, dict)
        else enumerate(value)
        if isinstance(value, list)
        else ()
    )
    for key, item in items:
        found.append((value, key))
        places(item, found)
    return found


def tree_damaged(tree, chance):
    damaged = copy.deepcopy(tree)
    for _ in range(chance.randint(1, 2)):
        listed = places(damaged, [])
        if not listed:
            break
        container, key = chance.choice(listed)
        kind = chance.choice(("delete", "wrong", "wrong", "swap", "rename"))
        if kind == "delete":
            del container[key]
        elif kind == "swap":
            other, place = chance.choice(listed)
            if place in other if isinstance(other, dict) else True:
                container[key] = copy.deepcopy(other[place])
        elif kind == "rename" and isinstance(container, dict):
            container[f"{key}x"] = container.pop(key)
        else:
            container[key] = copy.deepcopy(
                chance.choice(WRONG)
            )  # a shared one, damaged in its turn, could come to hold itself
    return damaged


def bases(policy):
    """The policy as files: whole, steps alone, transform alone, older, YAML, Python."""
    whole = files.dumps(policy)
    document = files.json_file.parse(whole)
    alone = [
        {"explorer": document["explorer"]},
        {"__version__": "2.0.8", "transform": document["transform"]},
    ]
    older = {"__version__": "1.3.1", "transform": document["transform"]}
    return [
        whole.encode(),
        files.dumps(policy, format="yaml").encode(),
        files.dumps(policy, format="python").encode(),
    ], [document, *alone, older]


def to_text(tree):
    import json

    return json.dumps(tree)


def damage(policy, seed, rounds):
    chance = random.Random(seed)
    raw, trees = bases(policy)
    for _ in range(rounds):
        data = chance.choice(raw)
        outcome(bits_flipped(data, chance))
        outcome(cut(data, chance))
        outcome(to_text(tree_damaged(chance.choice(trees), chance)))


def test_damaged_files_are_refused_with_one_line_or_read():
    damage(EXAMPLE, 1, 60)


@settings(max_examples=15, deadline=None, suppress_health_check=list(HealthCheck))
@given(strategies.policies(max_steps=3), st.integers(0, 2**32))
def test_damage_to_random_policies_ends_in_one_line_or_in_a_policy(policy, seed):
    damage(policy, seed, 3)


@pytest.mark.slow
@settings(
    max_examples=400,
    deadline=None,
    suppress_health_check=list(HealthCheck),
    phases=(Phase.generate,),
)
@given(strategies.policies(max_steps=4), st.integers(0, 2**32))
def test_much_damage_to_random_policies_ends_in_one_line_or_in_a_policy(policy, seed):
    damage(policy, seed, 20)


@pytest.mark.parametrize("name", sorted(CATALOG))
def test_odd_values_of_every_parameter_are_refused_or_read(name):
    """Each parameter of each transform, set to what Albumentations may choke on.

    It stands in a file of Albumentations' and in one of ours.
    """
    spec, chance = CATALOG[name], random.Random(name)
    document = files.json_file.parse(files.dumps(Policy((Step("a", name),)), 1.0))
    transform, steps = document["transform"], document["explorer"]["steps"]
    for param in spec.params:
        for value in chance.sample(WRONG, 5):
            changed = copy.deepcopy(transform)
            changed["transforms"][0][param.name] = value
            outcome(to_text({"transform": changed}))
            changed = copy.deepcopy(steps)
            changed[0]["params"][param.name] = value
            outcome(to_text({"explorer": {"steps": changed}}))
