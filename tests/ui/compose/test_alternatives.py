"""What is said of a picture to those who do not see it: two short sentences."""

import re
from dataclasses import replace

import pytest

from explorer.policy.catalog import CATALOG
from explorer.policy.model import Group, Policy, Step
from explorer.ui import example
from explorer.ui.compose import alternatives

OFF = Step("off", "Blur", enabled=False)
GROUP = Group("g", "OneOf", (Step("b", "Rotate"), replace(OFF, id="c")), enabled=False)


def sentences(text: str) -> int:
    return len(re.split(r"\. (?=[A-Z])", text))


def test_a_sheet_says_pictures_draws_and_what_the_policy_does() -> None:
    policy = replace(example.policy(), strength=0.5)
    says = alternatives.told(alternatives.draws(["Cat", "Coffee"], 8), policy)
    assert says.startswith("Cat and Coffee: the originals, then 8 draws of each. At strength 0.5 ")
    assert "mirrors left to right, 25% of the time" in says
    assert alternatives.draws(["cat.jpg"], 1) == "cat.jpg: the original, then 1 draw"


def test_names_and_steps_are_listed_up_to_three() -> None:
    assert alternatives.pictures(list("abcde")) == "a, b, c and 2 more"
    assert alternatives.steps("Cat", 1, ["Rotate", "Blur"]) == (
        "Cat, draw 2 step by step: the original, then after Rotate and Blur"
    )
    many = Policy(tuple(Step(f"s{i}", "InvertImg") for i in range(9)))
    assert alternatives.does(many).endswith("; and 6 more steps")


def test_a_tile_and_a_comparison_say_their_draw() -> None:
    policy = Policy((Step("a", "InvertImg"),))
    assert alternatives.single("Cat", None, "original", policy) == "Cat, original"
    assert alternatives.single("Cat", 2, "draw 3", policy).startswith("Cat, draw 3. At strength 1")
    says = alternatives.compared("Cat", 2, policy)
    assert says["before"] == "Cat before the policy"
    assert says["after"].startswith("Cat after the policy, draw 3. At strength 1")
    assert "draw 3" in says["heat"]


@pytest.mark.parametrize(
    ("policy", "says"),
    [
        (Policy(), "The policy has no step"),
        (Policy((OFF,)), "The policy changes nothing: no step is switched on"),
        (Policy((Step("a", "Rotate"),), strength=0), "At strength 0 the picture is untouched"),
        (Policy((Step("a", "InvertImg", p=1), OFF, GROUP)), "; 3 steps switched off"),
    ],
)
def test_what_does_nothing_is_said(policy: Policy, says: str) -> None:
    assert alternatives.does(policy).endswith(says)


def test_a_card_says_what_is_switched_off_by_itself_or_with_its_group() -> None:
    on = {node.id: whether for node, whether in alternatives.states((OFF, GROUP))}
    assert on == {"off": False, "g": False, "b": False, "c": False}
    child, off = GROUP.steps
    assert alternatives.on_card(child, 1, on=False).startswith("Switched off with its group: turns")
    assert alternatives.on_card(off, 1, on=False).startswith("Switched off: ")
    assert alternatives.on_card(child, 1, on=True).startswith("Turns")


@pytest.mark.parametrize("strength", [0, 0.3, 1, 2])
@pytest.mark.parametrize("name", CATALOG)
def test_no_policy_needs_more_than_two_short_sentences(name: str, strength: float) -> None:
    policy = Policy(tuple(Step(f"s{i}", name) for i in range(4)), strength=strength)
    says = alternatives.told(alternatives.draws(["A photograph. Of 2025.png" * 9] * 3, 8), policy)
    assert says.endswith(".")
    assert sentences(alternatives.does(policy)) == 1
    assert len(says) < 600
