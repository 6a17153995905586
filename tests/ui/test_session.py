"""Two tabs of one session, each with its own `Session`.

Two server sessions or two processes have them so.
"""

import subprocess
import sys
import threading
from dataclasses import replace
from pathlib import Path

import pytest
import streamlit as st

from explorer.policy.model import ComposeSettings, Policy, Step
from explorer.ui import session
from explorer.ui.session import Session
from explorer.ui.store import SessionStore, new_token
from explorer.ui.viewing import Viewing


@pytest.fixture
def tabs(tmp_path, monkeypatch):
    """Two tabs that have opened the same address."""
    monkeypatch.setenv("AUG_EXPLORER_HOME", str(tmp_path))
    monkeypatch.setattr(st, "query_params", {})
    session._store.cache_clear()
    first = Session(policy=Policy((Step("a", "Rotate"), Step("b", "HorizontalFlip")), name="both"))
    first.keep()
    yield first, reloaded(first)
    session._store.cache_clear()


def reloaded(tab):
    found = session._restored(tab.token)
    assert found is not None
    return found


def without_a_step(tab):
    tab.edit(Policy(tab.policy.steps[1:], name=tab.policy.name))


def test_a_step_that_one_tab_has_deleted_does_not_come_back_from_the_other(tabs):
    first, second = tabs
    without_a_step(first)
    second.edit(Policy(second.policy.steps, name="renamed"))
    assert reloaded(first).policy == first.policy, (
        "what the first has done stands under its address"
    )
    assert second.is_behind()
    assert second.token != first.token
    assert reloaded(second).policy.name == "renamed", (
        "and what the second has done under its own, also after a reload"
    )
    assert reloaded(second).is_behind(), "where it is still asked"


def test_taking_the_other_state_can_be_undone_and_keeps_the_uploads_of_both(tabs):
    first, second = tabs
    first.uploads = (first.add_upload("first.png", b"1"),)
    without_a_step(first)
    second.uploads = (second.add_upload("second.png", b"2"),)
    second.edit(Policy(second.policy.steps, name="renamed"))
    mine = second.policy
    second.take_other()
    assert (second.policy, second.token, second.is_behind()) == (first.policy, first.token, False)
    assert [second.upload_bytes(upload) for upload in second.uploads] == [b"1", b"2"]
    assert [upload.name for upload in reloaded(first).uploads] == ["first.png", "second.png"]
    second.undo()
    assert reloaded(first).policy == mine
    assert first.is_behind(), "now the first is the older one"


def test_keeping_the_own_state_makes_a_copy_with_its_own_uploads(tabs):
    first, second = tabs
    upload = first.add_upload("first.png", b"1")
    first.uploads = (upload,)
    first.keep()
    second = reloaded(first)
    without_a_step(first)
    second.edit(Policy(second.policy.steps, name="renamed"))
    second.keep_own()
    first.drop_upload(upload)
    assert not second.is_behind()
    assert reloaded(second).upload_bytes(upload) == b"1", "what the other tab removes stays here"
    assert second.policy.name == "renamed"
    assert not first.is_behind()


def test_a_tab_that_only_looks_is_told_and_loses_nothing_either_way(tabs):
    first, second = tabs
    shown = second.policy
    without_a_step(first)
    assert second.is_behind()
    second.keep_own()
    assert (second.policy, second.is_behind()) == (shown, False)
    assert reloaded(first).policy == first.policy


def test_what_is_merely_looked_at_alarms_nobody(tabs):
    first, second = tabs
    first.viewing, first.chosen = Viewing(draws=3), ("sample:coffee",)
    first.keep()
    second.viewing = Viewing(draws=5)
    second.keep()
    second.edit(Policy(second.policy.steps, name="renamed"))
    assert not second.is_behind()
    assert second.token == first.token
    assert first.is_behind(), "the policy was changed, so the first is told"


def test_settings_and_data_of_other_pages_are_kept_beside_a_changed_policy(tabs):
    first, second = tabs
    first.finetune["ft.seeds"] = 5
    first.data = "digits"
    first.keep()
    second.finetune["ft.epochs"] = 7
    without_a_step(second)
    kept = reloaded(first)
    assert (kept.finetune, kept.data) == ({"ft.seeds": 5, "ft.epochs": 7}, "digits")
    assert kept.policy == second.policy


def test_a_reload_and_one_tab_alone_are_never_asked(tabs):
    first, _ = tabs
    for number in range(3):
        first.edit(Policy(first.policy.steps, name=f"name {number}"))
        first = reloaded(first)
        assert not first.is_behind()


def test_the_other_state_that_is_gone_is_said_and_changes_nothing(tabs, monkeypatch):
    first, second = tabs
    without_a_step(first)
    second.edit(Policy(second.policy.steps, name="renamed"))
    second.left = new_token()
    with pytest.raises(session.ExplorerError, match="not kept any more"):
        second.take_other()
    assert second.policy.name == "renamed"


def test_evidence_does_not_outlive_a_change_of_the_outermost_probability(tabs):
    first, _ = tabs
    first.edit(Policy(first.policy.steps, evidence={"sentence": "it helps"}))
    assert first.policy.evidence
    first.edit(
        Policy(first.policy.steps, compose=ComposeSettings(p=0.5), evidence=first.policy.evidence)
    )
    assert first.policy.evidence is None


def add_many(root, token, writer, times):
    store = SessionStore(root)
    for number in range(times):
        store.change(
            token,
            lambda stored, item=f"{writer}-{number}": {
                "items": [*(stored or {"items": []})["items"], item]
            },
        )


def test_no_write_is_lost_between_threads_and_processes(tmp_path):
    token, times = new_token(), 25
    # An interpreter of its own: a process that multiprocessing spawns would run what a page's test
    # has left as the main module.
    code = (
        "from pathlib import Path; from tests.ui.test_session import add_many; "
        f"add_many(Path({str(tmp_path)!r}), {token!r}, 2, {times})"
    )
    process = subprocess.Popen([sys.executable, "-c", code], cwd=Path(__file__).parents[2])
    threads = [
        threading.Thread(target=add_many, args=(tmp_path, token, number, times))
        for number in range(2)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert process.wait(60) == 0
    assert sorted(SessionStore(tmp_path).load(token)["items"]) == sorted(
        f"{writer}-{number}" for writer in range(3) for number in range(times)
    )


def test_edits_of_one_gesture_are_undone_together_and_others_apart(tabs, monkeypatch):
    tab, now = tabs[0], [100.0]
    monkeypatch.setattr(session.time, "monotonic", lambda: now[0])
    start = tab.policy

    def strength(value, gesture="strength"):
        now[0] += 0.1
        tab.edit(Policy(start.steps, name="both", strength=value), gesture)

    for value in (0.9, 0.8, 0.7):
        strength(value)
    strength(0.6, "")
    now[0] += session.GESTURE_S
    strength(0.5)
    strength(0.4)
    seen = []
    while tab.past:
        tab.undo()
        seen.append(tab.policy.strength)
    assert seen == [0.6, 0.7, 1.0]
    strength(0.3)
    tab.undo()
    strength(0.3)
    assert tab.past, "what follows an undo is an edit of its own"


def test_the_time_of_a_gesture_counts_from_when_its_last_edit_was_shown(tabs, monkeypatch):
    tab, now = tabs[0], [100.0]
    monkeypatch.setattr(session.time, "monotonic", lambda: now[0])
    tab.edit(replace(tab.policy, strength=0.9), "strength")
    now[0] += 3 * session.GESTURE_S  # of drawing
    tab.shown()
    now[0] += session.GESTURE_S / 2
    tab.edit(replace(tab.policy, strength=0.8), "strength")
    assert len(tab.past) == 1
    tab.shown()
    now[0] += session.GESTURE_S / 2
    tab.shown()  # drawn for another reason
    now[0] += session.GESTURE_S
    tab.edit(replace(tab.policy, strength=0.7), "strength")
    assert len(tab.past) == 2
