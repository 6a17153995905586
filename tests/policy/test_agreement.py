"""What is seen, applied, trained on and exported is one thing.

The same share of pictures changes, and single steps agree in every byte.
"""

import io
import random
import warnings
from collections.abc import Callable, Iterator
from dataclasses import replace
from typing import Any

import albumentations
import cv2
import numpy as np
import pytest
from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st

from explorer.errors import PolicyError
from explorer.images import Image, resize
from explorer.policy import draws, files
from explorer.policy.albumentations import drawing, pipeline
from explorer.policy.albumentations.stream import training_stream
from explorer.policy.catalog import CATALOG
from explorer.policy.catalog.spec import Transform
from explorer.policy.files.plain import differences, plain
from explorer.policy.model import ComposeSettings, Group, Policy, Step, walk
from explorer.policy.strength import at_strength
from explorer.preview.draws import Drawer, PrefixCache
from tests import strategies
from tests.policy.catalog.pictures import photograph, settings_of

pytestmark = pytest.mark.filterwarnings("ignore::UserWarning")
PICTURE = Image("small.png", photograph(28).rgb)
DRAWS = 400
# What Albumentations and OpenCV raise where a step cannot be applied.
RAISED = (PolicyError, ValueError, TypeError, ArithmeticError, IndexError, cv2.error)
FLIP = Step("flip", "HorizontalFlip", p=0.5)


def seeded(built: Any, seeds: Iterator[int]) -> Any:
    """Gives each transform and group a stream of its own.

    Albumentations' own seed starts them all on the same numbers.
    """
    number = next(seeds)
    built.random_generator, built.py_random = np.random.default_rng(number), random.Random(number)
    for child in getattr(built, "transforms", ()):
        seeded(child, seeds)
    return built


def plain_pipeline(policy: Policy, strength: float, seed: int) -> Any:
    """The exported file as Albumentations alone loads it."""
    built = albumentations.load(io.StringIO(files.dumps(policy, strength)))
    draws_of = random.Random(seed)
    return seeded(built, iter(lambda: draws_of.getrandbits(63), None))


def shares(policy: Policy, strength: float, seed: int, count: int = DRAWS) -> dict[str, float]:
    """The share of pictures that change, in the four ways in which a policy is run."""
    rgb, size = PICTURE.rgb, (PICTURE.width, PICTURE.height)
    drawer = Drawer(policy, strength, seed, PrefixCache())
    stream = training_stream(policy, strength, seed)
    built, loaded = policy.pipeline(strength, seed), plain_pipeline(policy, strength, seed)
    ways: dict[str, Callable[[int], np.ndarray]] = {
        "preview": lambda i: drawer.draw(PICTURE, i).rgb,
        "apply": lambda i: (
            drawing.draw(policy, PICTURE, strength=strength, seed=seed + 1, draw=i).rgb
        ),
        "training": lambda i: stream(rgb),
        "pipeline": lambda i: built(image=rgb.copy())["image"],
        "file": lambda i: loaded(image=rgb.copy())["image"],
    }
    return {
        name: sum(not np.array_equal(resize(way(i), size), rgb) for i in range(count)) / count
        for name, way in ways.items()
    }


def agree(found: dict[str, float], count: int = DRAWS) -> bool:
    """Whether shares differ by no more than five standard errors.

    There is a hair more for shares of nearly 0 and 1.
    """
    middle = sum(found.values()) / len(found)
    error = (2 * middle * (1 - middle) / count) ** 0.5
    return max(found.values()) - min(found.values()) <= 5 * error + 5 / count


@pytest.mark.parametrize("p", [0.0, 0.25, 0.9, 1.0])
@pytest.mark.parametrize("strength", [0.5, 1.0, 2.0])
def test_the_probability_of_the_whole_policy_counts_in_every_way_alike(
    p: float, strength: float
) -> None:
    found = shares(
        Policy(
            (replace(FLIP, p=1), Step("light", "RandomGamma", p=1)), compose=ComposeSettings(p=p)
        ),
        strength,
        3,
    )
    assert agree(found), found
    assert abs(found["file"] - p) <= 5 * (p * (1 - p) / DRAWS) ** 0.5 + 5 / DRAWS


def runnable(policy: Policy) -> Policy:
    """The policy for lone pictures of 28 px.

    It is without steps that need annotations, slow ones, and what such a picture is too small for.
    """
    assume(
        not any(
            isinstance(node, Step) and (node.spec.cost == "slow" or node.spec.needs)
            for _, node, _ in walk(policy.steps)
        )
    )
    return replace(
        policy, steps=lone(policy.steps), compose=ComposeSettings(p=policy.compose.p), tail=()
    )


def lone(nodes: tuple[Step | Group, ...]) -> tuple[Step | Group, ...]:
    return tuple(
        replace(
            node,
            steps=lone(node.steps),
            compose=ComposeSettings(p=node.p) if node.compose else None,
        )
        if isinstance(node, Group)
        else node
        for node in nodes
    )


def checked_shares(policy: Policy, strength: float, seed: int) -> None:
    policy = runnable(policy)
    try:
        found = shares(policy, strength, seed)
    # A step that cannot be applied to so small a picture, or not in every draw: nothing to compare.
    except RAISED:
        assume(False)
    assert agree(found), found


SAME = settings(
    deadline=None, derandomize=True, database=None, suppress_health_check=list(HealthCheck)
)
small = st.integers(0, 2**32 - 2)


@settings(SAME, max_examples=15)
@given(strategies.policies(max_steps=3), strategies.strengths, small)
def test_every_policy_changes_the_same_share_of_pictures_in_every_way(
    policy: Policy, strength: float, seed: int
) -> None:
    checked_shares(policy, strength, seed)


@pytest.mark.slow
@settings(SAME, max_examples=200)
@given(strategies.policies(max_steps=4), strategies.strengths, small)
def test_two_hundred_policies_change_the_same_share_of_pictures_in_every_way(
    policy: Policy, strength: float, seed: int
) -> None:
    checked_shares(policy, strength, seed)


def test_a_draw_that_is_left_alone_is_so_on_every_picture_and_at_every_strength() -> None:
    policy = Policy((replace(FLIP, p=1),), compose=ComposeSettings(p=0.5))
    others = [PICTURE, Image("wide.png", photograph(64).rgb[:32])]
    kept = [
        {i for i in range(80) if drawing.draw(policy, other, strength=s, seed=9, draw=i) is other}
        for other in others
        for s in (1, 2)
    ]
    assert all(found == kept[0] for found in kept)
    assert 20 < len(kept[0]) < 60
    fewer = replace(policy, compose=ComposeSettings(p=0.8))
    assert {
        i for i in range(80) if drawing.draw(fewer, PICTURE, strength=1, seed=9, draw=i) is PICTURE
    } < kept[0]


def test_a_whole_probability_of_1_draws_no_number_and_moves_no_other() -> None:
    policy = Policy((FLIP, Step("turn", "Rotate", p=0.8)))
    half = replace(policy, compose=ComposeSettings(p=0.5))
    for i in range(40):
        drawn, halved = (
            drawing.draw(each, PICTURE, strength=1, seed=4, draw=i) for each in (policy, half)
        )
        assert halved is PICTURE or halved == drawn
    assert any(
        drawing.draw(half, PICTURE, strength=1, seed=4, draw=i)
        is not drawing.draw(policy, PICTURE, strength=1, seed=4, draw=i)
        for i in range(40)
    )
    stream, built = training_stream(half, 1, 4), half.pipeline(1, 4)
    for _ in range(60):
        assert np.array_equal(stream(PICTURE.rgb), built(image=PICTURE.rgb.copy())["image"])


def same_bytes(step: Step, strength: float, picture: Image, count: int) -> None:
    """Compares a preview's draw of one step that always runs with Albumentations' own.

    Albumentations' transform is started on the same number.
    """
    moved = at_strength(Policy((step,)), strength).steps[0]
    assert isinstance(moved, Step)
    moved = replace(moved, p=1.0)
    arguments = {
        name: dict(value) if hasattr(value, "keys") else value
        for name, value in moved.params.items()
    }
    transform = getattr(albumentations, moved.transform)(**arguments, p=1)
    for i in range(count):
        transform.set_random_seed(draws.random_bits(5, draws.STEP, step.id, i, 0)[1])
        try:
            expected = transform(image=picture.rgb.copy())["image"]
        except RAISED:
            with pytest.raises(PolicyError):
                drawing.apply_node(moved, picture, seed=5, draw=i)
            continue
        assert np.array_equal(drawing.apply_node(moved, picture, seed=5, draw=i).rgb, expected)


ALONE = [pytest.param(spec, id=name) for name, spec in CATALOG.items() if not spec.needs]


@pytest.mark.parametrize("spec", ALONE)
def test_a_draw_of_one_step_has_the_bytes_of_albumentations_with_every_choice(
    spec: Transform,
) -> None:
    for params in settings_of(spec):
        same_bytes(Step("s", spec.name, params), 1, PICTURE, 1 if spec.cost == "slow" else 2)


@pytest.mark.slow
@pytest.mark.parametrize("size", [28, 64, 224])
@pytest.mark.parametrize("spec", ALONE)
def test_draws_at_every_strength_have_the_bytes_of_albumentations(
    spec: Transform, size: int
) -> None:
    slow = spec.cost == "slow" and size > 28
    for params in [{}] if slow else settings_of(spec):
        for strength in (1, 2) if spec.at_zero == "resize" else (0.3, 1, 2):
            same_bytes(
                Step("s", spec.name, params),
                strength,
                Image("p", photograph(size).rgb),
                1 if slow else 3,
            )


def same_stream(policy: Policy, strength: float, seed: int, count: int = 12) -> None:
    policy = runnable(policy)
    stream, built = (
        training_stream(policy, strength, seed),
        policy.pipeline(strength, seed),
    )
    for _ in range(count):
        try:
            expected = built(image=PICTURE.rgb.copy())["image"]
        except RAISED as error:
            with pytest.raises(type(error)):
                stream(PICTURE.rgb)
            return
        assert np.array_equal(
            stream(PICTURE.rgb), resize(expected, (PICTURE.width, PICTURE.height))
        )


@settings(SAME, max_examples=40)
@given(strategies.policies(max_steps=4), strategies.strengths, small)
def test_nested_policies_are_trained_on_in_the_bytes_of_their_pipeline(
    policy: Policy, strength: float, seed: int
) -> None:
    same_stream(policy, strength, seed)


@pytest.mark.slow
@settings(SAME, max_examples=900)
@given(strategies.policies(max_steps=5), strategies.strengths, small)
def test_nine_hundred_nested_policies_are_trained_on_in_the_bytes_of_their_pipeline(
    policy: Policy, strength: float, seed: int
) -> None:
    same_stream(policy, strength, seed)


def same_export(policy: Policy, strength: float) -> None:
    text = files.dumps(policy, strength)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        loaded = plain(albumentations.to_dict(albumentations.load(io.StringIO(text)))["transform"])
    written = files.json_file.parse(text)["transform"]
    assert list(differences(loaded, written, "transform")) == []
    assert files.loads(text).policy == replace(policy, strength=strength)
    imported = files.loads(files.json_file.write({"transform": written})).policy
    assert list(differences(pipeline.transform_dict(imported, 1), written, "transform")) == []


@settings(SAME, max_examples=40)
@given(strategies.policies(tail=False), strategies.strengths)
def test_an_export_at_any_strength_is_what_albumentations_loads_and_what_is_imported_again(
    policy: Policy, strength: float
) -> None:
    same_export(policy, strength)


@pytest.mark.slow
@settings(SAME, max_examples=1800)
@given(strategies.policies(tail=False), strategies.strengths)
def test_eighteen_hundred_exports_are_what_albumentations_loads(
    policy: Policy, strength: float
) -> None:
    same_export(policy, strength)


@pytest.mark.parametrize(
    "name", [name for name, spec in CATALOG.items() if spec.at_zero == "resize"]
)
@pytest.mark.parametrize("kind", ["OneOf", "SomeOf", "RandomOrder", "Sequential", "Compose"])
def test_a_fading_crop_inside_every_group_is_exported_and_imported_again(
    name: str, kind: Any
) -> None:
    group = Group("g", kind, (Step("crop", name, p=0.4), FLIP), p=0.8)
    for strength in (0, 0.3, 1, 1.7):
        same_export(Policy((group, Step("top", name, p=1))), strength)
