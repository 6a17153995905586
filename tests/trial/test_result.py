import json

import pytest

from explorer.errors import SweepError
from explorer.frozen import Frozen
from explorer.trial.result import ClassCount, EpochResult, Probe, TrialResult

RESULT = TrialResult(
    scores=Frozen({"accuracy": 0.5}),
    train_scores=Frozen({"accuracy": 1.0}),
    epochs=(EpochResult(1, 0.9, 1.1, 0.25),),
    per_class=Frozen({"cat": ClassCount(8, 2, 1), "dog": ClassCount(8, 2, 2)}),
    confusion=((1, 1), (0, 2)),
    predictions=(0, 1, 1, 1),
    epoch_images=2,
    seconds=1.5,
    images_per_second=300.0,
    messages=("a message",),
)


def test_a_result_survives_json_and_has_a_hash():
    again = TrialResult.from_json(json.loads(json.dumps(RESULT.to_json())))
    assert again == RESULT
    assert hash(again) == hash(RESULT)
    assert RESULT.scored_images == 4


@pytest.mark.parametrize(
    ("change", "problem"),
    [
        ({"colour": 1}, "'colour' is not part of a TrialResult"),
        ({"epochs": [{"epoch": 1}]}, "a TrialResult is damaged"),
        ({"per_class": 3}, "a TrialResult is damaged"),
        ({"confusion": None}, "a TrialResult is damaged"),
        ({"scores": [1]}, "a TrialResult is damaged"),
    ],
)
def test_damaged_json_is_refused_in_one_line(change, problem):
    with pytest.raises(SweepError, match=problem) as caught:
        TrialResult.from_json(RESULT.to_json() | change)
    assert "\n" not in str(caught.value)


def test_json_that_lacks_scores_is_refused():
    raw = RESULT.to_json()
    del raw["scores"]
    with pytest.raises(SweepError, match="a TrialResult lacks scores"):
        TrialResult.from_json(raw)


def test_a_probe_says_what_a_trial_takes():
    assert Probe("fp32", 0.5, 0.25).trial_s(4) == 1.5
