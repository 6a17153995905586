"""Edits of a policy: pure functions that never touch the policy they are given."""

from dataclasses import replace

import pytest

from explorer.errors import PolicyError
from explorer.policy import edit
from explorer.policy.model import ComposeSettings, Group, Policy, Step


def policy_of(*nodes):
    return Policy(steps=nodes)


def outline(nodes):
    return [
        (node.id, outline(node.steps)) if isinstance(node, Group) else node.id for node in nodes
    ]


def flip(name):
    return Step(name, "HorizontalFlip")


NESTED = policy_of(flip("a"), Group("g", "OneOf", (flip("b"), flip("c"))), flip("d"))


def test_a_new_step_has_the_catalogues_settings_and_an_id_of_its_own():
    policy = edit.insert(Policy(), edit.new_step(Policy(), "Rotate"))
    policy = edit.insert(policy, edit.new_step(policy, "Rotate"))
    assert outline(policy.steps) == ["rotate-1", "rotate-2"]
    assert policy.steps[0].params["limit"] == policy.steps[0].spec.param("limit").default


def test_a_step_is_inserted_where_it_is_told():
    assert outline(edit.insert(NESTED, flip("x"), index=1).steps) == [
        "a",
        "x",
        ("g", ["b", "c"]),
        "d",
    ]
    assert outline(edit.insert(NESTED, flip("x"), parent="g").steps) == [
        "a",
        ("g", ["b", "c", "x"]),
        "d",
    ]


def test_a_change_leaves_the_given_policy_and_the_other_steps_alone():
    changed = edit.set_param(policy_of(Step("r", "Rotate"), flip("a")), "r", "limit", (-5, 5))
    assert changed.steps[0].params["limit"] == (-5.0, 5.0)
    assert changed.steps[1] == flip("a")
    assert edit.change(NESTED, "c", enabled=False).steps[1].steps[1].enabled is False
    assert NESTED.steps[1].steps[1].enabled is True


def test_an_illegal_value_is_refused_with_its_path():
    with pytest.raises(PolicyError, match=r"params\.limit"):
        edit.set_param(policy_of(Step("r", "Rotate")), "r", "limit", (5, -5))


def test_removing_takes_a_group_with_all_that_it_holds():
    assert outline(edit.remove(NESTED, "g").steps) == ["a", "d"]
    assert outline(edit.remove(NESTED, "b").steps) == ["a", ("g", ["c"]), "d"]


def test_a_duplicate_stands_behind_its_original_under_new_ids():
    copied = edit.duplicate(NESTED, "g")
    assert outline(copied.steps) == [
        "a",
        ("g", ["b", "c"]),
        ("oneof-1", ["horizontalflip-1", "horizontalflip-2"]),
        "d",
    ]


@pytest.mark.parametrize(
    ("node", "by", "expected"),
    [
        ("a", 1, [("g", ["a", "b", "c"]), "d"]),
        ("d", -1, ["a", ("g", ["b", "c", "d"])]),
        ("b", -1, ["a", "b", ("g", ["c"]), "d"]),
        ("c", 1, ["a", ("g", ["b"]), "c", "d"]),
        ("b", 1, ["a", ("g", ["c", "b"]), "d"]),
        ("g", 1, ["a", "d", ("g", ["b", "c"])]),
        ("g", -1, [("g", ["b", "c"]), "a", "d"]),
        ("a", -1, ["a", ("g", ["b", "c"]), "d"]),
        ("d", 1, ["a", ("g", ["b", "c"]), "d"]),
    ],
)
def test_moving_walks_the_list_as_it_is_read(node, by, expected):
    assert outline(edit.move(NESTED, node, by).steps) == expected


def test_moving_up_then_down_through_a_whole_policy_keeps_every_step():
    policy = NESTED
    for _ in range(6):
        policy = edit.move(policy, "d", -1)
        assert edit.ids(policy) == edit.ids(NESTED)
    assert policy.steps[0].id == "d"


def test_steps_are_grouped_where_the_first_of_them_stood_and_ungrouped_again():
    plain = policy_of(flip("a"), flip("b"), flip("c"))
    grouped = edit.group_together(plain, ("c", "a"), "SomeOf")
    assert outline(grouped.steps) == [("someof-1", ["a", "c"]), "b"]
    assert outline(edit.ungroup(grouped, "someof-1").steps) == ["a", "c", "b"]


def test_a_group_changes_its_kind_and_drops_what_the_new_kind_has_no_place_for():
    some = policy_of(Group("g", "SomeOf", (flip("a"),), n=3, replace=True))
    assert edit.change_kind(some, "g", "RandomOrder").steps[0].n == 3
    assert edit.change_kind(some, "g", "OneOf").steps[0] == Group("g", "OneOf", (flip("a"),))


def test_an_unknown_id_is_refused_by_name():
    with pytest.raises(PolicyError, match="'nobody'"):
        edit.remove(NESTED, "nobody")
    with pytest.raises(PolicyError, match="is not a group"):
        edit.ungroup(NESTED, "a")


def test_clear_takes_out_all_steps_and_leaves_the_dials():
    policy = replace(NESTED, seed=7, strength=0.5, name="mine", compose=ComposeSettings(p=0.4))
    assert edit.clear(policy) == Policy(seed=7, strength=0.5, name="mine")
