"""The words on a step's card."""

import re

import pytest

from explorer.policy.catalog import CATALOG
from explorer.policy.model import Group, Step
from explorer.policy.phrases import PHRASES
from explorer.policy.words import describe


@pytest.mark.parametrize(
    ("step", "strength", "words"),
    [
        (Step("a", "Rotate", {"limit": (-30, 30)}), 0.5, "turns by -15° to 15°, 50% of the time"),
        (Step("a", "Rotate", {"limit": (10, 10)}, p=1), 1, "turns by 10°, every time"),
        (
            Step("a", "Rotate", {"limit": (0, 0)}),
            1,
            "changes nothing as it is set, 50% of the time",
        ),
        (Step("a", "HorizontalFlip"), 0.25, "mirrors left to right, 12.5% of the time"),
        (Step("a", "HorizontalFlip"), 0, "does nothing at strength 0"),
        (Step("a", "Blur", {"blur_limit": (3, 9)}), 1, "averages over 3 to 9 px, 50% of the time"),
        (
            Step("a", "ImageCompression", {"quality_range": (40, 80)}),
            0.5,
            "compresses as JPEG, quality 70 to 90, 25% of the time (falls with the strength)",
        ),
        (
            Step("a", "ImageCompression", {"quality_range": (40, 80)}),
            1,
            "compresses as JPEG, quality 40 to 80, 50% of the time",
        ),
        (
            Step("a", "RandomCrop", {"height": 24, "width": 32}, p=1),
            0.25,
            "cuts out 24 by 32 px, 25% of the time; otherwise resizes to that size",
        ),
        (
            Step("a", "RandomCrop", {"height": 24, "width": 32}, p=1),
            1,
            "cuts out 24 by 32 px, every time",
        ),
        (
            Step(
                "a",
                "Affine",
                {"fit_output": True, "shear": (0, 0), "translate_percent": (0, 0), "scale": (1, 1)},
                p=1,
            ),
            0.5,
            "moves as a whole: turn -7.5° to 7.5°, 50% of the time (falls with the strength)",
        ),
        (
            Step("a", "GridDistortion", {"distort_limit": (0, 0)}),
            1,
            "bends a grid of 5 cells by 0, 50% of the time",
        ),
        (
            Step("a", "CoarseDropout", {"num_holes_range": (1, 1)}, p=0.2),
            1,
            "cuts 1 hole: height 0.1 to 0.25, width 0.1 to 0.25, 20% of the time",
        ),
        (
            Step("a", "SaltAndPepper", {"amount": (0.01, 0.06)}),
            2,
            "turns 2% to 12% of the pixels white or black, 50% of the time",
        ),
        (
            Step("a", "RandomCrop", {"height": 64, "width": 96}, p=1),
            0,
            "resizes to 64 by 96 px, every time",
        ),
        (
            Step(
                "a",
                "Affine",
                {
                    "scale": (1, 1),
                    "rotate": (0, 0),
                    "shear": (0, 0),
                    "translate_percent": {"x": (-0.1, 0.1), "y": (0, 0)},
                },
            ),
            1,
            "moves as a whole: shift -10% to 10% of the side across and 0% of the side down, "
            "50% of the time",
        ),
    ],
)
def test_a_step_says_what_it_does_at_the_strength(step: Step, strength: float, words: str):
    assert describe(step, strength) == words


def test_a_group_says_how_many_of_its_steps_it_applies():
    steps = (Step("a", "Rotate"), Step("b", "ToGray"))
    assert describe(Group("g", "OneOf", steps), 0.5) == "applies one of 2 steps, 50% of the time"
    assert (
        describe(Group("g", "SomeOf", steps[:1], n=1, p=1), 1) == "applies 1 of 1 step, every time"
    )
    assert describe(Group("g", "OneOf", steps), 0) == "does nothing at strength 0"


def test_a_step_that_is_off_is_described_as_if_it_were_on():
    assert (
        describe(Step("a", "ToSepia", enabled=False), 1)
        == describe(Step("a", "ToSepia"), 1)
        == "tints brown, 50% of the time"
    )


@pytest.mark.parametrize("name", CATALOG)
def test_every_transform_has_a_phrase_of_its_own_settings(name: str):
    places = [
        part
        for place in re.findall(r"\{([^}]+)\}", PHRASES[name])
        for part in place.removesuffix("%").split("|")
    ]
    assert all(place == "*" or CATALOG[name].param(place) for place in places)
    for strength in (0.3, 1.0, 2.0):
        words = describe(Step("a", name), strength)
        assert words.isprintable()
        assert words == words.strip()
        assert words[0].islower()
        assert "{" not in words
        assert "None" not in words
        assert len(words) < 200


def test_every_phrase_belongs_to_a_transform():
    assert set(PHRASES) == set(CATALOG)


@pytest.mark.parametrize("kind", ["OneOf", "SomeOf", "RandomOrder", "Sequential"])
@pytest.mark.parametrize("strength", [0, 1])
def test_an_empty_group_asks_for_a_step(kind, strength):
    count = {"n": 1} if kind in ("SomeOf", "RandomOrder") else {}
    assert describe(Group("g", kind, (), **count), strength) == "empty: add a step"
