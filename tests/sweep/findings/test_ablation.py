"""The verdict on steps as a value."""

from tests.sweep.steps import FOUR, QUESTION, judged, outcomes_of, spec_of, truth_of


def test_a_verdict_is_read_back_and_hashed():
    spec = spec_of(*FOUR)
    verdict = judged(spec, outcomes_of(truth_of(spec, {"turn": -0.03}), noise=0.002)).verdict
    again = QUESTION.read_verdict(verdict.to_json())
    assert again == verdict
    assert hash(again) == hash(verdict)
    first = verdict.to_json()["steps"][0]
    assert set(first) == {"step", "name", "without", "alone", "says"}
