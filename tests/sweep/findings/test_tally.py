"""What is said of trials that are missing: how many, of how many, why, and where a sweep ended."""

import json
from dataclasses import replace

import pytest

from explorer.sweep.findings.result import SweepResult
from explorer.sweep.findings.tally import Tally, missing, where_it_ended
from explorer.sweep.questions.table import read_verdict
from tests.results import STRENGTHS, WHY, ablation_result, make_result

TWO_LOST = [(1.0, 0), (1.0, 1), (1.0, 2), (2.0, 1)]


def stopped_after(counts, seeds=3):
    """A sweep that was stopped when its strengths had so many seeds."""
    left = [
        (strength, seed)
        for strength, count in zip(STRENGTHS, counts, strict=True)
        for seed in range(count, seeds)
    ]
    return make_result(status="stopped", seeds=seeds, left=left)


def test_failures_are_counted_of_all_trials_and_the_first_says_why():
    ends = [("finished", ""), ("failed", "no room"), ("failed", "no disk"), ("planned", "")]
    tally = Tally.of(ends, total=16)
    assert tally == Tally(16, 1, 2, "no room")
    assert tally.failures == "2 of 16 trials failed; the first: no room"
    assert (tally.done, tally.aside) == ("1 of 16 trials", ", 2 failed")
    assert Tally(1, 0, 1, "no room").failures == "1 of 1 trial failed: no room"
    assert Tally(3, 2, 1).failures == "1 of 3 trials failed"
    assert (Tally(3, 3).failures, Tally(3, 3).aside) == ("", "")


def test_a_reason_that_could_disguise_itself_is_shown_by_its_codes():
    assert "\u202e" not in Tally.of([("failed", "a\u202eb")]).failures


def test_the_notes_say_how_many_failed_and_of_which_strength_nothing_is_known():
    notes = make_result(failed=TWO_LOST).notes
    assert notes[0] == f"4 of 15 trials failed; the first: {WHY}"
    assert notes[1] == "no trial at strength 1 finished: nothing is known of it"
    assert not any("failed" in note for note in make_result().notes)


def test_the_notes_of_a_sweep_over_steps_say_so_too():
    lost = [("alone-noise", seed) for seed in range(3)]
    notes = ablation_result(failed=lost).notes
    assert notes[0] == f"3 of 24 trials failed; the first: {WHY}"
    assert notes[1].startswith("no trial in the arm ")
    assert "Gauss noise alone" in notes[1]


def test_a_strength_that_shares_no_seed_with_none_has_no_gain_and_the_notes_say_why():
    result = make_result(failed=[(0.0, 0), (1.5, 1), (1.5, 2)])
    arm = result.arm("strength-1.5")
    assert (arm.finished, arm.gain, arm.per_class_gain) == (1, None, None)
    said = "no seed finished both at strength 1.5 and at strength 0: no gain is known there"
    assert said in result.notes


def test_the_counts_stand_in_sweep_json_and_come_back():
    result = make_result(failed=TWO_LOST)
    raw = json.loads(json.dumps(result.to_json()))
    assert raw["trials"] == {"total": 15, "finished": 11, "failed": 4, "first_failure": WHY}
    assert raw["notes"][0].startswith("4 of 15 trials failed")
    again = SweepResult.from_json(raw, read_verdict)
    assert again == result
    assert again.tally == result.tally


def test_a_sweep_json_of_an_older_release_is_counted_by_its_arms():
    raw = make_result(failed=TWO_LOST).to_json()
    del raw["trials"]
    assert SweepResult.from_json(raw, read_verdict).tally == Tally(15, 11, 4, WHY)


@pytest.mark.parametrize(
    ("counts", "said"),
    [
        ((1, 1, 1, 1, 1), "every strength has 1 seed"),
        ((2, 2, 2, 1, 1), "strengths 0 to 1 have 2 seeds, the others 1"),
        ((2, 1, 2, 1, 2), "strengths 0, 1 and 2 have 2 seeds, the others 1"),
        ((2, 1, 1, 1, 1), "strength 0 has 2 seeds, the others 1"),
        ((1, 0, 1, 0, 1), "strengths 0, 1 and 2 have 1 seed, the others none"),
        ((1, 0, 0, 0, 0), "strength 0 has 1 seed, the others none"),
        ((1, 1, 1, 0, 1), "strengths 0 to 1 and 2 have 1 seed, strength 1.5 has none"),
        (
            (2, 2, 1, 0, 0),
            "strengths 0 and 0.5 have 2 seeds, strength 1 has 1 seed, the others none",
        ),
    ],
)
def test_a_sweep_that_was_stopped_says_after_how_many_trials_and_how_many_seeds_there_are(
    counts, said
):
    assert stopped_after(counts).ended_early == f"stopped after {sum(counts)} of 15 trials; {said}"


def test_an_interrupted_sweep_says_so_and_one_that_finished_or_runs_says_nothing():
    interrupted = replace(stopped_after((2, 2, 2, 1, 1)), status="interrupted")
    assert interrupted.ended_early.startswith(
        "interrupted after 8 of 15 trials; strengths 0 to 1 have 2 seeds"
    )
    begun = replace(stopped_after((1, 0, 0, 0, 0)), arms=())
    assert begun.ended_early == "stopped after 1 of 15 trials"
    assert make_result().ended_early == ""
    assert replace(interrupted, status="running").ended_early == ""


def test_where_a_sweep_over_steps_ended_counts_its_arms():
    result = ablation_result(failed=[("whole", 2), ("none", 2)])
    said = where_it_ended("stopped", result.tally, result.arms)
    assert said == "stopped after 22 of 24 trials; 6 of 8 arms have 3 seeds, the others 2"


def test_what_is_missing_of_an_arm_depends_on_whether_more_can_come():
    lost = make_result(failed=TWO_LOST)
    assert [missing(arm, ended=True) for arm in lost.arms] == [
        "",
        "",
        "failed",
        "",
        "1 failed of 3",
    ]
    cut = stopped_after((3, 3, 2, 0, 1))
    told = ["", "", "1 not run of 3", "not run", "2 not run of 3"]
    assert [missing(arm, ended=True) for arm in cut.arms] == told
    assert [missing(arm, ended=False) for arm in cut.arms] == [""] * 5
    assert (lost.absent, cut.absent) == ({1.0: "failed"}, {1.5: "not run"})


def test_what_ended_a_run_before_any_trial_is_why_all_of_them_failed():
    ended = Tally(12, 0).at_end("failed", "the folder is gone")
    assert ended == Tally(12, 0, 12, "the folder is gone")
    assert ended.failures == "12 of 12 trials failed; the first: the folder is gone"


@pytest.mark.parametrize("status", ["stopped", "interrupted", "running", "finished"])
def test_only_a_run_that_failed_has_trials_that_could_not_run(status):
    assert Tally(12, 0).at_end(status, "it waits") == Tally(12, 0)


@pytest.mark.parametrize("tally", [Tally(12, 3, 0), Tally(12, 0, 2, "no room")])
def test_where_trials_have_ended_they_say_themselves_what_became_of_them(tally):
    assert tally.at_end("failed", "the disk is full") == tally


def test_beside_a_message_that_gives_the_reason_the_count_stands_alone():
    tally = Tally(12, 0, 10, "no room")
    assert tally.beside("no trial finished: no room") == "10 of 12 trials failed"
    assert tally.beside("the disk is full") == "10 of 12 trials failed; the first: no room"
    assert Tally(12, 12).beside("the disk is full") == ""
