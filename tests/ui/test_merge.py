"""Several tabs of one session, without a page: what is put together, and what parts them."""

import pytest

from explorer.ui.merge import ClashError, is_behind, merge

BASE = {
    "policy": "a",
    "coco": None,
    "data": None,
    "uploads": [1, 2],
    "sets": [],
    "finetune": {"ft.seeds": 3, "ft.epochs": 10},
    "look": {"draws": 8},
    "chosen": ["x"],
    "sweep_id": None,
}


@pytest.mark.parametrize(
    ("name", "mine", "other"), [("policy", "b", "c"), ("coco", 1, 2), ("data", "digits", "folder")]
)
def test_work_that_both_tabs_have_changed_clashes_unless_to_the_same(name, mine, other):
    with pytest.raises(ClashError, match="another tab"):
        merge(BASE, {**BASE, name: mine}, {**BASE, name: other})
    assert merge(BASE, {**BASE, name: mine}, {**BASE, name: mine})[name] == mine


@pytest.mark.parametrize("name", list(BASE))
def test_what_one_tab_alone_has_changed_stays_whichever_writes_last(name):
    new = [1, 2, 3] if isinstance(BASE[name], list) else "new"
    changed = {**BASE, name: {"ft.seeds": 5, "ft.epochs": 10} if name == "finetune" else new}
    assert merge(BASE, BASE, changed) == changed
    assert merge(BASE, changed, BASE) == changed


def test_changes_of_different_things_are_put_together():
    mine, other = {**BASE, "policy": "b"}, {**BASE, "data": "digits", "look": {"draws": 4}}
    assert merge(BASE, mine, other) == {
        **BASE,
        "policy": "b",
        "data": "digits",
        "look": {"draws": 4},
    }


def test_uploads_of_both_tabs_stay_and_what_either_has_removed_goes():
    assert merge(BASE, {**BASE, "uploads": [2, 3]}, {**BASE, "uploads": [1, 2, 4]})["uploads"] == [
        2,
        4,
        3,
    ]
    assert merge(BASE, {**BASE, "uploads": [1, 2, 3]}, {**BASE, "uploads": [1]})["uploads"] == [
        1,
        3,
    ]


def test_settings_that_were_dropped_are_gone_and_can_be_chosen_again():
    dropped = {**BASE, "finetune": {}}
    stored = merge(BASE, dropped, BASE)
    assert stored["finetune"] == {}
    again = {**BASE, "finetune": {"ft.seeds": 4}}
    assert merge(dropped, again, stored)["finetune"] == {"ft.seeds": 4}


def test_a_setting_that_one_tab_drops_and_another_changes_clashes():
    other = {**BASE, "finetune": {"ft.seeds": 5, "ft.epochs": 10}}
    with pytest.raises(ClashError, match=r"finetune\.ft\.seeds"):
        merge(BASE, {**BASE, "finetune": {}}, other)
    mine = {**BASE, "finetune": {"ft.seeds": 3}}
    assert merge(BASE, mine, other)["finetune"] == {"ft.seeds": 5}


def test_settings_of_fine_tune_are_changed_one_by_one():
    mine = {**BASE, "finetune": {"ft.seeds": 5, "ft.epochs": 10}}
    assert merge(BASE, mine, {**BASE, "finetune": {"ft.seeds": 3, "ft.epochs": 20}})[
        "finetune"
    ] == {"ft.seeds": 5, "ft.epochs": 20}
    with pytest.raises(ClashError, match=r"ft\.seeds"):
        merge(BASE, mine, {**BASE, "finetune": {"ft.seeds": 4, "ft.epochs": 10}})


@pytest.mark.parametrize("name", ["look", "chosen", "sweep_id"])
def test_of_what_is_merely_looked_at_the_last_choice_counts_and_no_one_is_alarmed(name):
    mine, other = {**BASE, name: "mine"}, {**BASE, name: "other"}
    assert merge(BASE, mine, other)[name] == "mine"
    assert not is_behind(BASE, other)


def test_a_tab_is_behind_when_another_one_has_changed_the_policy():
    assert is_behind(BASE, {**BASE, "policy": "b"})


@pytest.mark.parametrize("damaged", [{}, {"uploads": 7, "finetune": [], "sets": None}])
def test_a_damaged_state_on_disk_loses_nothing_of_this_tab(damaged):
    mine = {**BASE, "uploads": [1, 2, 3], "finetune": {"ft.seeds": 4}, "sets": ["s"]}
    merged = merge(BASE, mine, damaged)
    assert (merged["uploads"], merged["finetune"], merged["sets"]) == (
        mine["uploads"],
        mine["finetune"],
        mine["sets"],
    )
