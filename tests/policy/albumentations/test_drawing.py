"""A draw depends on seed, number and step id alone, and weighs choices as pipelines do."""

from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace

import albumentations
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from explorer.errors import PolicyError
from explorer.images import Box, Image, KeyPoint
from explorer.policy.albumentations import drawing
from explorer.policy.catalog import CATALOG
from explorer.policy.model import Group, Policy, Step
from tests.policy.albumentations.pictures import (
    FLIP,
    LIGHT,
    TURN,
    drawn_by,
    drawn_steps,
    image,
    picture,
    share,
)


def test_strength_0_gives_back_the_picture_byte_for_byte() -> None:
    names = [name for name, transform in CATALOG.items() if not transform.shape]
    policy = Policy(tuple(Step(name, name, p=1) for name in names))
    annotated = image(
        mask=np.eye(32, dtype=np.uint8), boxes=(Box(2, 2, 9, 9, "a"),), keypoints=(KeyPoint(3, 4),)
    )
    assert drawing.draw(policy, annotated, strength=0, seed=1, draw=0) == annotated
    assert np.array_equal(policy.pipeline(0, 1)(image=annotated.rgb)["image"], annotated.rgb)


def test_a_draw_depends_on_seed_and_number() -> None:
    policy = Policy((TURN, LIGHT))
    once = drawn_by(policy, 6)
    assert once == drawn_by(policy, 6)
    assert len({drawn.digest for drawn in once}) == 6
    assert drawing.draw(policy, image(), strength=1, seed=6, draw=0) != once[0]


def test_a_step_draws_the_same_whatever_stands_beside_it() -> None:
    invert = Step("invert", "InvertImg", p=0.5)  # commutes with a flip
    for there, back in zip(
        drawn_by(Policy((FLIP, invert)), 20), drawn_by(Policy((invert, FLIP)), 20), strict=True
    ):
        assert np.array_equal(there.rgb, back.rgb)
    alone = drawn_by(Policy((TURN,)), 5)
    for other in (FLIP, LIGHT, Group("g", "OneOf", (FLIP,), p=1)):
        beside = [
            drawn_steps(Policy((TURN, other)), image(), strength=1, seed=5, draw=i)[0][1]
            for i in range(5)
        ]
        assert beside == alone


def test_the_steps_of_a_draw_end_in_the_draw() -> None:
    policy = Policy((TURN, LIGHT, FLIP))
    for i, drawn in enumerate(drawn_by(policy, 4)):
        steps = drawn_steps(policy, image(), strength=1, seed=5, draw=i)
        assert [step_id for step_id, _ in steps] == ["turn", "light", "flip"]
        assert steps[-1][1] == drawn


def test_a_stronger_setting_keeps_the_random_numbers_of_a_step() -> None:
    def shifts(strength: float) -> np.ndarray:
        return np.array(
            [
                drawn.rgb.mean() - image().rgb.mean()
                for drawn in drawn_by(Policy((LIGHT,)), 8, strength=strength)
            ]
        )

    weak, strong = shifts(0.5), shifts(1)
    assert np.all(np.sign(weak) == np.sign(strong))
    assert np.allclose(strong, 2 * weak, atol=4)


def test_a_higher_probability_keeps_the_draws_that_were_applied() -> None:
    def applied(p: float) -> set[int]:
        return {
            i
            for i, drawn in enumerate(drawn_by(Policy((replace(FLIP, p=p),)), 60))
            if drawn != image()
        }

    assert applied(0.2) < applied(0.5) < applied(0.9)
    assert len(applied(1)) == 60


def test_the_same_draw_is_the_same_augmentation_on_every_picture() -> None:
    others = [Image(f"{i}.png", picture(seed=i)) for i in range(4)] + [
        Image("wide.png", picture(64, 16, 9))
    ]
    for i in range(12):
        flipped = {
            not np.array_equal(
                drawing.draw(Policy((FLIP,)), other, strength=1, seed=5, draw=i).rgb, other.rgb
            )
            for other in others
        }
        assert len(flipped) == 1


QUICK_NAMES = sorted(
    name
    for name, transform in CATALOG.items()
    if transform.cost == "fast" and not transform.shape and not transform.needs
)


quick_steps = st.lists(st.tuples(st.sampled_from(QUICK_NAMES), st.floats(0, 1)), max_size=4)


def numbered(listed: list[tuple[str, float]], prefix: str) -> tuple[Step, ...]:
    return tuple(Step(f"{prefix}{i}", name, p=p) for i, (name, p) in enumerate(listed))


@settings(max_examples=25, deadline=None)
@given(quick_steps, quick_steps, st.floats(0, 2), st.integers(0, 2**32 - 1), st.integers(0, 1000))
def test_whatever_follows_a_step_leaves_its_draw_alone(
    listed: list[tuple[str, float]],
    added: list[tuple[str, float]],
    strength: float,
    seed: int,
    draw: int,
) -> None:
    first, more = numbered(listed, "a"), numbered(added, "b")
    alone = drawing.draw(Policy(first), image(), strength=strength, seed=seed, draw=draw)
    followed = [
        image(),
        *(
            drawn
            for _, drawn in drawn_steps(
                Policy(first + more), image(), strength=strength, seed=seed, draw=draw
            )
        ),
    ]
    assert followed[len(first) if strength else 0] == alone
    grouped = Group("g", "Sequential", first, p=1)
    assert (
        drawing.draw(Policy((grouped,)), image(), strength=strength, seed=seed, draw=draw) == alone
    )


@pytest.mark.parametrize("strength", [0.5, 1.0])
def test_one_of_weighs_children_and_rest_in_draws_and_pipelines_alike(strength: float) -> None:
    group = Group(
        "g", "OneOf", (Step("h", "HorizontalFlip", p=0.2), Step("v", "VerticalFlip", p=0.6)), p=1
    )
    policy, total = Policy((group,)), 800
    rgb = picture(8, 8)
    kinds: dict[bytes, str] = {
        rgb.tobytes(): "rest",
        rgb[:, ::-1].tobytes(): "h",
        rgb[::-1].tobytes(): "v",
    }
    small = Image("s.png", rgb)
    drawn = Counter(
        kinds[drawing.draw(policy, small, strength=strength, seed=1, draw=i).rgb.tobytes()]
        for i in range(total)
    )
    built = policy.pipeline(strength, 7)
    called = Counter(kinds[built(image=rgb)["image"].tobytes()] for _ in range(total))
    for found in (drawn, called):
        assert share(found["h"], total, 0.25 * strength)
        assert share(found["v"], total, 0.75 * strength)
        assert share(found["rest"], total, 1 - strength)


def chosen(name: str, n: int, *, again: bool = False) -> list[str]:
    """The initials of the children that a group runs in each of 300 draws, in their order."""
    steps = tuple(Step(kind, kind, p=1) for kind in ("HorizontalFlip", "Transpose", "VerticalFlip"))
    group = Group("g", name, steps, p=1, n=n, replace=again)  # type: ignore[arg-type]
    ran: list[str] = []
    for draw in range(300):
        drawing.apply_node(
            group,
            image(),
            seed=3,
            draw=draw,
            watch=lambda kind, began: ran.append(kind[0] if began else ""),
        )
        ran.append(" ")
    return "".join(ran).split()


def test_some_of_keeps_the_order_and_random_order_does_not() -> None:
    kept = Counter(chosen("SomeOf", 2))
    assert set(kept) == {"HT", "HV", "TV"}
    assert all(share(count, 300, 1 / 3) for count in kept.values())
    assert len(set(chosen("RandomOrder", 3))) == 6
    assert any(len(set(found)) < 3 for found in chosen("SomeOf", 3, again=True))


def test_a_step_that_cannot_be_applied_is_named_with_the_picture() -> None:
    policy = Policy(
        (Step("c", "RandomCrop", {"height": 600, "width": 600, "pad_if_needed": False}, p=1),)
    )
    with pytest.raises(
        PolicyError, match=r"RandomCrop cannot be applied to 'a\.png' \(32 x 32 px\)"
    ) as caught:
        drawn_by(policy, 1)
    assert "\n" not in str(caught.value)


def test_draws_in_threads_are_those_of_one_thread() -> None:
    policy = Policy((TURN, LIGHT, Step("hole", "CoarseDropout", p=0.7), FLIP))
    alone = drawn_by(policy, 24)
    with ThreadPoolExecutor(4) as threads:
        together = list(
            threads.map(
                lambda i: drawing.draw(policy, image(), strength=1, seed=5, draw=i), range(24)
            )
        )
    assert together == alone


def test_a_fading_crop_is_named_by_the_step_that_was_designed() -> None:
    policy = Policy((FLIP, Step("crop", "RandomCrop", {"height": 8, "width": 8}, p=1)))
    for strength in (0, 0.5, 1):
        steps = drawn_steps(policy, image(), strength=strength, seed=5, draw=0)
        assert [step_id for step_id, _ in steps][-1] == "crop"


@pytest.mark.parametrize("strength", [0.3, 0.7])
def test_a_fading_crop_is_resized_or_cropped_in_draws_and_pipelines_alike(strength: float) -> None:
    policy, total = Policy((Step("crop", "RandomCrop", {"height": 8, "width": 8}, p=1),)), 500
    rgb = picture(16, 16)
    resized = albumentations.Resize(8, 8)(image=rgb)["image"].tobytes()
    built = policy.pipeline(strength, 3)
    drawn = sum(
        drawing.draw(policy, Image("s.png", rgb), strength=strength, seed=1, draw=i).rgb.tobytes()
        == resized
        for i in range(total)
    )
    called = sum(built(image=rgb)["image"].tobytes() == resized for _ in range(total))
    assert share(drawn, total, 1 - strength)
    assert share(called, total, 1 - strength)
