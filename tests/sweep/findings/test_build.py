import json
from dataclasses import replace

import pytest

from explorer import Policy, Step
from explorer.errors import SweepError
from explorer.policy.files import loads
from explorer.sweep.findings import rows
from explorer.sweep.findings.evidence import evidence, recommended
from explorer.sweep.findings.final import classification
from explorer.sweep.findings.result import SweepResult
from explorer.sweep.findings.values import Estimate
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
    verdict = rows.verdict_json(rows.judged(trials, spec().to_json(), "pets"), spec().to_json())
    predictions = {trial.position: called for trial, called in finals}
    final = rows.confirmed(
        [trial for trial, _ in finals],
        predictions,
        fake_work.LABELS,
        fake_work.CLASSES,
        verdict["balance_point"],
    )
    done = sweep(
        status="finished",
        verdict=verdict,
        final_test=final.to_json(),
        environment={"python": "3"},
        started=10.0,
        finished=12.5,
    )
    return rows.result_of(done, [*trials, *(trial for trial, _ in finals)])


@pytest.fixture(scope="module")
def written(finished):
    """The finished sweep as sweep.json."""
    return finished.to_json()


def document(sweep, trials):
    return rows.result_of(sweep, trials).to_json()


def test_the_document_says_what_was_asked_and_found(written):
    assert written["schema_version"] == 1
    assert (written["sweep_id"], written["status"], written["seconds"]) == (
        "s1",
        "finished",
        2.5,
    )
    assert written["config"]["data"] == "pets"
    assert written["config"]["strengths"] == [0, 0.5, 1, 2]
    assert [arm["strength"] for arm in written["arms"]] == [0, 0.5, 1, 2]
    assert {arm["kind"] for arm in written["arms"]} == {"strength"}
    assert written["verdict"]["best"] == 0.5
    assert json.loads(json.dumps(written, allow_nan=False)) == written


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


def test_no_local_path_is_in_the_document(written):
    assert "/home/someone" not in json.dumps(written)


def test_an_arm_carries_means_of_its_trials_and_gains_paired_by_seed(written):
    arm = written["arms"][1]
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
    assert written["arms"][0]["gain"] == {"mean": 0.0, "ci95": [0.0, 0.0]}
    assert sum(map(sum, arm["confusion"])) == 3 * 20
    assert arm["per_class_gain"].keys() == {"cat", "dog"}
    assert sum(arm["per_class_gain"].values()) / 2 == pytest.approx(
        sum(arm["per_class_accuracy"].values()) / 2 - 0.7
    )


def test_the_final_test_pairs_fresh_seeds_and_counts_every_image_once(written):
    final = written["final_test"]
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
    tried = [row(i, trial) for i, trial in enumerate(final_trials(spec(), "d", 0.0))]
    final = rows.confirmed(
        [trial for trial, _ in tried],
        {t.position: p for t, p in tried},
        fake_work.LABELS,
        fake_work.CLASSES,
        0.0,
    )
    assert final.gain == Estimate(0.0, (0.0, 0.0))
    assert final.accuracy == final.baseline_accuracy


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
    assert policy.strength == finished.verdict.balance_point
    again = loads(policy.dumps()).policy
    assert again.evidence["sentence"] == finished.verdict.sentence
    assert again.evidence["data"] == "pets"
    assert [entry["strength"] for entry in again.evidence["accuracies"]] == [0, 0.5, 1, 2]
    assert again.steps == policy.steps


def test_without_a_verdict_there_is_no_evidence():
    with pytest.raises(SweepError, match="s1 is running and has no verdict"):
        evidence(rows.result_of(sweep(), []))


def test_evidence_names_the_whole_setting_and_how_the_sweep_was_run(finished):
    told = evidence(finished)
    assert told.items() >= finished.setting.to_json().items()
    assert (told["strengths"], told["seeds"], told["seed"]) == ([0, 0.5, 1, 2], 3, 0)
    assert "more_seeds" not in told


def test_what_was_found_can_be_read_back_and_hashed(finished, written):
    again = SweepResult.from_json(written)
    assert again == finished
    assert hash(again) == hash(finished)


def test_a_sweep_whose_values_today_refuses_is_shown_as_it_was():
    old = {"model": "long-gone", "image_size": 4096, "epochs": 10**6, "shots": 0, "workers": 0}
    found = rows.result_of(sweep(spec={**spec().to_json(), **old}), [])
    assert found.to_json()["config"].items() >= old.items()
    assert (found.setting.model, found.setting.recipe) == ("long-gone", "plain")


def test_a_sweep_that_another_release_planned_has_the_strength_rule_that_it_did_not_name():
    old = spec().to_json()
    del old["strength_rule"], old["looks"], old["continues"]
    found = rows.result_of(sweep(spec=old), [])
    assert (found.course.strength_rule, found.course.looks) == (1, 1)
    assert "measured under strength rule 1" in found.notes[0]


def test_the_class_cautions_come_with_the_verdict():
    blind = [row(i, trial)[0] for i, trial in enumerate(trials_of(spec(), "d"))]
    blind = [
        replace(trial, result=trial.result | {"confusion": [[10, 0], [10, 0]]}) for trial in blind
    ]
    plain = spec().to_json()
    verdict = rows.verdict_json(rows.judged(blind, plain, "pets"), plain)
    assert document(sweep(), blind)["notes"] == []
    (caution,) = document(sweep(verdict=verdict), blind)["notes"]
    assert caution.startswith("class 'dog' is never named at any strength")


def test_names_that_are_not_utf_8_are_spelled_with_the_byte_as_its_code():
    latin = b"caf\xe9".decode("utf-8", "surrogateescape")
    data = {**DATASET, "name": latin, "classes": [latin, "dog"], "warnings": [f"{latin} is small"]}
    found = rows.result_of(sweep(dataset=data, notes=[latin]), [])
    assert found.classes[0] == found.course.data == found.notes[0] == "caf\\xe9"
    assert found.data_warnings == ("caf\\xe9 is small",)
    json.dumps(found.to_json(), ensure_ascii=False).encode()


def test_strengths_that_agree_in_six_digits_are_arms_of_their_own():
    near = (0, 0.1234567, 0.1234568)
    planned = spec(strengths=near, seeds=1)
    trials = [row(i, trial)[0] for i, trial in enumerate(trials_of(planned, "d"))]
    arms = document(sweep(spec=planned.to_json()), trials)["arms"]
    assert [len(arm["trials"]) for arm in arms] == [1, 1, 1]
    assert len({arm["key"] for arm in arms}) == 3


def test_a_class_called_accuracy_keeps_its_row_in_the_report():
    report = classification([0, 0, 1, 1], [[0, 1, 1, 1]], ["accuracy", "macro avg"])
    assert report["accuracy"] == pytest.approx(0.75)
    assert report["accuracy (class)"]["recall"] == pytest.approx(0.5)
    assert report["macro avg (class)"]["recall"] == 1
    assert report["macro avg"]["recall"] == pytest.approx(0.75)
