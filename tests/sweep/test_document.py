import json
from dataclasses import replace

import pytest

from explorer import Policy, Step
from explorer.errors import SweepError
from explorer.policy.files import loads
from explorer.sweep.document import document, judged, outcomes
from explorer.sweep.evidence import evidence, recommended
from explorer.sweep.final import classification, final_test
from explorer.sweep.plan import SweepSpec, final_trials, trials_of
from explorer.sweep.store import Sweep, Trial
from tests.sweep import fake_work

POLICY = json.loads(
    Policy(steps=(Step("a", "Rotate", {"limit": (-30, 30)}),), name="turns").dumps()
)
DATASET = {
    "name": "pets",
    "digest": "d",
    "classes": list(fake_work.CLASSES),
    "train": 40,
    "val": 20,
    "test": 20,
}


def spec(**changes):
    settings = {
        "data": "/home/someone/pets",
        "policy": POLICY,
        "model": "small-cnn",
        "shots": 5,
        "epochs": 2,
        "image_size": 32,
        "seeds": 3,
    }
    return SweepSpec(**(settings | {"strengths": (0, 0.5, 1, 2)} | changes))


def row(position, trial, status="finished"):
    result = fake_work.trial(trial.to_json(), None, lambda epoch: None)
    rest = {
        name: value
        for name, value in result.items()
        if name not in ("spec", "epochs", "predictions")
    }
    found = (result["epochs"], rest) if status == "finished" else ((), None)
    return Trial(position, trial.kind, status, trial.to_json(), *found), result["predictions"]


def sweep(**changes):
    settings = dict.fromkeys(Sweep.__dataclass_fields__)
    settings |= {
        "sweep_id": "s1",
        "created": 1.0,
        "status": "running",
        "message": "",
        "spec": spec().to_json(),
        "dataset": DATASET,
        "notes": [],
    }
    return Sweep(**(settings | changes))


@pytest.fixture(scope="module")
def finished():
    trials = [row(i, trial)[0] for i, trial in enumerate(trials_of(spec(), "d"))]
    finals = [
        row(100 + i, trial)
        for i, trial in enumerate(final_trials(spec(), "d", 0.0) + final_trials(spec(), "d", 0.5))
    ]
    verdict = judged(outcomes(trials), spec(), "pets")
    predictions = {trial.position: called for trial, called in finals}
    final = final_test(
        [trial for trial, _ in finals],
        predictions,
        fake_work.LABELS,
        fake_work.CLASSES,
        verdict["balance_point"],
    )
    done = sweep(
        status="finished",
        verdict=verdict,
        final_test=final,
        environment={"python": "3"},
        started=10.0,
        finished=12.5,
    )
    return document(done, [*trials, *(trial for trial, _ in finals)])


def test_the_document_says_what_was_asked_and_found(finished):
    assert finished["schema_version"] == 1
    assert (finished["sweep_id"], finished["status"], finished["seconds"]) == (
        "s1",
        "finished",
        2.5,
    )
    assert finished["config"]["data"] == "pets"
    assert finished["config"]["strengths"] == [0, 0.5, 1, 2]
    assert [arm["strength"] for arm in finished["arms"]] == [0, 0.5, 1, 2]
    assert {arm["kind"] for arm in finished["arms"]} == {"strength"}
    assert finished["verdict"]["best"] == 0.5
    assert json.loads(json.dumps(finished, allow_nan=False)) == finished


def test_what_trials_had_to_say_is_a_note_said_once():
    said = [row(i, trial)[0] for i, trial in enumerate(trials_of(spec(), "d"))]
    said = [
        replace(trial, result=trial.result | {"messages": ["it starts from random weights"]})
        for trial in said
    ]
    assert document(sweep(notes=["dropped 2 seeds"]), said)["notes"] == [
        "dropped 2 seeds",
        "it starts from random weights",
    ]


def test_no_local_path_is_in_the_document(finished):
    assert "/home/someone" not in json.dumps(finished)


def test_an_arm_carries_means_of_its_trials_and_gains_paired_by_seed(finished):
    arm = finished["arms"][1]
    values = [fake_work.accuracy(0.5, seed) for seed in range(3)]
    assert [trial["val_accuracy"] for trial in arm["trials"]] == values
    assert arm["val_accuracy"]["mean"] == pytest.approx(sum(values) / 3)
    assert (
        arm["val_accuracy"]["ci95"][0]
        < arm["val_accuracy"]["mean"]
        < arm["val_accuracy"]["ci95"][1]
    )
    assert arm["gain"]["mean"] == pytest.approx(
        fake_work.accuracy(0.5, 0) - fake_work.accuracy(0, 0)
    )
    assert finished["arms"][0]["gain"] == {"mean": 0.0, "ci95": [0.0, 0.0]}
    assert sum(map(sum, arm["confusion"])) == 3 * 20
    assert arm["per_class_gain"].keys() == {"cat", "dog"}
    assert sum(arm["per_class_gain"].values()) / 2 == pytest.approx(
        sum(arm["per_class_accuracy"].values()) / 2 - 0.7
    )


def test_the_final_test_pairs_fresh_seeds_and_counts_every_image_once(finished):
    final = finished["final_test"]
    assert (final["strength"], final["seeds"]) == (0.5, [3, 4, 5])
    assert final["gain"]["mean"] == pytest.approx(final["accuracy"] - final["baseline_accuracy"])
    assert final["report"]["cat"]["support"] == 10
    assert set(final["report"]) == {
        "cat",
        "dog",
        "accuracy",
        "micro avg",
        "macro avg",
        "weighted avg",
    }


def test_the_report_is_that_of_scikit_learn_for_one_run():
    from sklearn.metrics import classification_report

    truth, called = [0, 0, 1, 1, 2, 2], [0, 1, 1, 1, 2, 0]
    expected = classification_report(truth, called, target_names=["a", "b", "c"], output_dict=True)
    found = classification(truth, [called], ["a", "b", "c"])
    assert all(found[name] == pytest.approx(expected[name]) for name in expected)
    assert found["micro avg"]["precision"] == pytest.approx(4 / 6)


def test_several_runs_share_one_report_whose_support_counts_images():
    truth = [0] * 36 + [1] * 35
    report = classification(truth, [truth, [0] * 71, [1] * 71], ["a", "b"])
    assert [
        report[name]["support"] for name in ("a", "b", "micro avg", "macro avg", "weighted avg")
    ] == [36, 35, 71, 71, 71]
    assert report["a"]["recall"] == pytest.approx(2 / 3)
    assert report["a"]["precision"] == pytest.approx(72 / 107)


def test_strength_zero_as_the_winner_is_its_own_baseline():
    rows = [row(i, trial) for i, trial in enumerate(final_trials(spec(), "d", 0.0))]
    final = final_test(
        [trial for trial, _ in rows],
        {t.position: p for t, p in rows},
        fake_work.LABELS,
        fake_work.CLASSES,
        0.0,
    )
    assert final["gain"] == {"mean": 0.0, "ci95": [0.0, 0.0]}
    assert final["accuracy"] == final["baseline_accuracy"]


def test_a_sweep_without_results_has_empty_arms():
    found = document(sweep(status="queued", dataset=None), [])
    assert found["verdict"] is None
    assert found["arms"][1]["val_accuracy"] is None
    assert found["arms"][1]["trials"] == []


def test_a_sweep_under_way_shows_what_is_there():
    planned = trials_of(spec(), "d")
    trials = [
        row(i, trial, "finished" if i < 3 else "planned")[0] for i, trial in enumerate(planned)
    ]
    found = document(sweep(), trials)
    measured = [arm["strength"] for arm in found["arms"] if arm["val_accuracy"]]
    assert measured == [0, 0.5, 2]
    assert found["verdict"] is None
    assert [trial["status"] for trial in found["arms"][0]["trials"]] == [
        "finished",
        "planned",
        "planned",
    ]


def test_a_loss_that_ran_away_is_null():
    trial = row(0, trials_of(spec(), "d")[0])[0]
    trial = replace(
        trial,
        epochs=[
            {"epoch": 1, "train_loss": float("nan"), "val_loss": float("inf"), "val_accuracy": 0.1}
        ],
    )
    found = document(sweep(), [trial])
    assert found["arms"][0]["trials"][0]["epochs"] == [
        {"epoch": 1, "train_loss": None, "val_loss": None, "val_accuracy": 0.1}
    ]


def test_the_recommended_policy_stands_at_the_balance_point_with_the_evidence(finished):
    policy = recommended(finished)
    assert policy.strength == finished["verdict"]["balance_point"]
    again = loads(policy.dumps()).policy
    assert again.evidence["sentence"] == finished["verdict"]["sentence"]
    assert again.evidence["data"] == "pets"
    assert [entry["strength"] for entry in again.evidence["accuracies"]] == [0, 0.5, 1, 2]
    assert again.steps == policy.steps


def test_without_a_verdict_there_is_no_evidence():
    with pytest.raises(SweepError, match="s1 is running and has no verdict"):
        evidence(document(sweep(), []))


def test_a_class_called_accuracy_keeps_its_row_in_the_report():
    report = classification([0, 0, 1, 1], [[0, 1, 1, 1]], ["accuracy", "macro avg"])
    assert report["accuracy"] == pytest.approx(0.75)
    assert report["accuracy (class)"]["recall"] == pytest.approx(0.5)
    assert report["macro avg (class)"]["recall"] == 1
    assert report["macro avg"]["recall"] == pytest.approx(0.75)
