import pytest

from explorer.errors import SweepError
from explorer.frozen import Frozen
from explorer.sweep.findings.values import Outcome
from explorer.sweep.questions.strength import (
    StrengthQuestion,
    checked_strengths,
    strengths_of,
    thinned,
)
from explorer.sweep.questions.table import QUESTIONS, STRENGTHS, asked_by
from tests.sweep.planning.specs import make_spec


def found(arm, seed, accuracy):
    return Outcome(arm, seed, "val", Frozen({"accuracy": accuracy}), Frozen(), 100)


def test_strength_zero_is_always_there_and_strengths_are_sorted():
    assert strengths_of(make_spec((2, 1))) == (0.0, 1.0, 2.0)
    assert strengths_of(make_spec()) == STRENGTHS


def test_every_strength_is_an_arm_with_a_key_of_its_own():
    spec = make_spec((0, 0.5, 0.1234567, 0.1234568))
    arms = asked_by(spec).arms(spec)
    assert [arm.key for arm in arms][::3] == ["strength-0", "strength-0.5"]
    assert len({arm.key for arm in arms}) == 4
    assert {arm.setting for arm in arms} == {spec.setting}
    assert [arm.strength for arm in arms] == list(strengths_of(spec))


def test_trials_run_seed_by_seed_with_ends_and_middle_first():
    spec = make_spec(seeds=2)
    trials = asked_by(spec).schedule(spec).next((), None).trials
    assert [trial.seed for trial in trials] == [0] * 9 + [1] * 9
    assert [trial.arm for trial in trials[:3]] == ["strength-0", "strength-2", "strength-1"]
    assert {trial.split for trial in trials} == {"val"}


def test_strengths_are_read_from_a_list_and_the_bad_entry_is_named():
    read = QUESTIONS["strength"].params[0].read
    for typed in ("0, 0.5,2", "0 0.5 2", "0; 0.5; 2", " 0 ,0.5  2 ", "0;0.5 , 2"):
        assert read(typed) == (0.0, 0.5, 2.0)
    with pytest.raises(SweepError, match=r"'x' is not a number; write numbers such as 0, 0\.25, "):
        read("0 x")
    with pytest.raises(SweepError, match="'half' is not a number"):
        read("0,half,1")
    with pytest.raises(SweepError, match="'' is not a number"):
        read("0,,1")


@pytest.mark.parametrize(
    ("told", "said"),
    [
        ((-1.0, 3.0), "-1 and 3 are not numbers between 0 and 2"),
        ((0.5, 2.5), "2.5 is not a number between 0 and 2"),
        ((True, 10**400), "True and 1"),
        ((float("nan"), 3, "a", 4, 5, 6, 7.5), "nan, 3, 'a', 4, 5 and 2 more are not numbers"),
    ],
)
def test_every_strength_that_is_refused_is_named_as_it_was_typed(told, said):
    with pytest.raises(SweepError) as refused:
        checked_strengths(told)
    assert str(refused.value).startswith(f"strengths: {said}")


def test_thinning_keeps_zero_and_the_strongest():
    for cut in thinned(STRENGTHS):
        assert cut[0] == 0.0
        assert cut[-1] == 2.0
    assert [len(cut) for cut in thinned((0.0, 1.0))] == [2]


@pytest.mark.parametrize(
    ("outcomes", "where"),
    [([], "at"), ([found("strength-1", 0, 0.5)], "at"), ([found("strength-0", 0, 0.5)], "above")],
)
def test_without_trials_to_compare_there_is_no_verdict(outcomes, where):
    spec = make_spec((0, 1))
    with pytest.raises(SweepError, match=f"no trial {where} strength 0 finished"):
        asked_by(spec).judge(spec, "digits", asked_by(spec).arms(spec), outcomes)


def test_strength_zero_and_the_balance_point_are_confirmed_once_where_they_are_the_same():
    spec = make_spec((0, 1), seeds=3)
    asked = asked_by(spec)
    assert asked.confirmed(spec, None) == ("strength-0",)
    for gain, keys in ((0.2, ("strength-0", "strength-1")), (-0.2, ("strength-0",))):
        outcomes = [
            found(arm, seed, 0.5 + at + 0.01 * seed + 0.001 * (at > 0) * seed)
            for arm, at in (("strength-0", 0.0), ("strength-1", gain))
            for seed in range(3)
        ]
        judged = asked.judge(spec, "digits", asked.arms(spec), outcomes)
        assert asked.confirmed(spec, judged.verdict) == keys
        assert asked.read_verdict(judged.verdict.to_json()) == judged.verdict
        assert set(judged.points) == {"strength-0", "strength-1"}


def test_the_row_names_the_class_that_answers():
    assert isinstance(asked_by(make_spec()), StrengthQuestion)
    assert QUESTIONS["strength"].confirms == 2
