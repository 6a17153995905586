import json
from dataclasses import replace

import pytest

from explorer import Policy, Step
from explorer.errors import SweepError
from explorer.frozen import Frozen, frozen
from explorer.policy.files import document as files_document
from explorer.policy.files import loads
from explorer.sweep.findings.dataset import DataFacts
from explorer.sweep.findings.evidence import evidence
from explorer.sweep.findings.final import Scored, classification, final_test
from explorer.sweep.findings.result import SweepResult
from explorer.sweep.findings.values import Estimate
from explorer.sweep.planning.seeds import fresh_seeds
from explorer.sweep.planning.spec import SweepSpec
from explorer.sweep.questions.table import asked_by, read_verdict, settled
from explorer.sweep.reading import recommended, result_of
from explorer.sweep.storage.rows import StoredArm, Sweep, Trial
from explorer.sweep.storage.store import Stored
from explorer.trial.result import EpochResult, TrialResult
from explorer.trial.setting import Setting
from tests.sweep import fake_work
from tests.sweep.conftest import strength_of

POLICY = files_document.write(
    Policy(steps=(Step("a", "Rotate", {"limit": (-30, 30)}),), name="turns"), 1.0
)
DATASET = DataFacts("pets", "d", fake_work.CLASSES, 40, 20, 20)


def spec(strengths=(0, 0.5, 1, 2), **changes):
    told = {"data": "/home/someone/pets", "policy_file": POLICY, "seeds": 3}
    setting = Setting("small-cnn", shots=5, epochs=2, image_size=32)
    options = {"options": {"strengths": strengths}, "setting": setting}
    return settled(SweepSpec(**told | options | changes))


def row(position, arm, seed, split="val", status="finished", messages=()):
    """A trial as it is stored, with what `fake_work` gives for it."""
    empty = Trial(position, 0, arm, seed, split, status)
    if status != "finished":
        return empty
    result = fake_work.result(fake_work.accuracy(strength_of(empty), seed))
    epochs = tuple(EpochResult(e, 1 / e, 1 / e, 0.5) for e in (1, 2))
    found = TrialResult.from_json({**result, "predictions": [], "messages": list(messages)})
    return replace(empty, result=replace(found, epochs=epochs), epochs=epochs)


def trials_of(asked, **told):
    """The trials on the validation split, all finished."""
    planned = asked_by(asked).schedule(asked).next((), None).trials
    return [row(i, trial.arm, trial.seed, **told) for i, trial in enumerate(planned)]


def finals_of(asked, *arms):
    return [
        row(100 + i, arm, seed, "test")
        for i, (arm, seed) in enumerate((arm, seed) for arm in arms for seed in fresh_seeds(asked))
    ]


def scored(trial):
    accuracy = trial.result.scores["accuracy"]
    called = fake_work.result(accuracy)["predictions"]
    return Scored(trial.arm, trial.seed, accuracy, tuple(called))


def sweep(asked=None, **changes):
    settings = dict.fromkeys(Sweep.__dataclass_fields__) | {
        "name": "",
        "note": "",
        "sweep_id": "s1",
        "created": 1.0,
        "status": "running",
        "message": "",
        "spec": asked or spec(),
        "precision": "fp32",
        "dataset": DATASET,
        "notes": (),
        "trials": 0,
    }
    return Sweep(**(settings | changes))


def shown_arms(asked):
    """The arms of a sweep as they are stored."""
    return tuple(
        StoredArm(arm.key, arm.kind, arm.name, arm.strength, arm.setting, arm.step, None)
        for arm in asked_by(asked).arms(asked)
    )


def shown(sweep, trials):
    """What is read of rows, whose arms are as a plan writes them."""
    arms = shown_arms(sweep.spec) if trials else ()
    return result_of(Stored(sweep, arms, tuple(trials)))


def judged(asked, trials):
    """The columns that a verdict on these trials writes."""
    outcomes = [trial.outcome for trial in trials]
    found = asked_by(asked).judge(asked, "pets", asked_by(asked).arms(asked), outcomes)
    verdict = frozen(found.verdict.to_json() | {"looks": asked.looks})
    return {"verdict": verdict, "points": found.points}


@pytest.fixture(scope="module")
def finished():
    trials = trials_of(spec())
    verdict = judged(spec(), trials)
    finals = finals_of(spec(), "strength-0", "strength-0.5")
    final = final_test(
        [scored(trial) for trial in finals],
        fake_work.LABELS,
        fake_work.CLASSES,
        arm="strength-0.5",
        strength=0.5,
        compared_with="strength-0",
    )
    done = sweep(
        status="finished",
        final_test=final,
        environment=Frozen({"python": "3"}),
        started=10.0,
        finished=12.5,
        **verdict,
    )
    return shown(done, [*trials, *finals])


@pytest.fixture(scope="module")
def written(finished):
    """The finished sweep as sweep.json."""
    return finished.to_json()


def document(sweep, trials):
    return shown(sweep, trials).to_json()


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
    said = trials_of(spec(), messages=["it starts from random weights"])
    assert document(sweep(notes=("dropped 2 seeds",)), said)["notes"] == [
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
    final = final_test(
        [scored(trial) for trial in finals_of(spec(), "strength-0")],
        fake_work.LABELS,
        fake_work.CLASSES,
        arm="strength-0",
        strength=0.0,
        compared_with="strength-0",
    )
    assert final.gain == Estimate(0.0, (0.0, 0.0))
    assert final.accuracy == final.baseline_accuracy


def test_a_sweep_without_results_has_empty_arms():
    found = document(sweep(status="queued", dataset=None), [])
    assert found["verdict"] is None
    assert found["arms"][1]["val_accuracy"] is None
    assert found["arms"][1]["trials"] == []


def test_a_sweep_under_way_shows_what_is_there():
    trials = [
        trial if i < 3 else row(i, trial.arm, trial.seed, status="planned")
        for i, trial in enumerate(trials_of(spec()))
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
    away = (EpochResult(1, float("nan"), float("inf"), 0.1),)
    trial = replace(trials_of(spec())[0], epochs=away)
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
        evidence(shown(sweep(), []))


def test_evidence_names_the_whole_setting_and_how_the_sweep_was_run(finished):
    told = evidence(finished)
    assert told.items() >= finished.setting.to_json().items()
    assert (told["strengths"], told["seeds"], told["seed"]) == ([0, 0.5, 1, 2], 3, 0)
    assert "more_seeds" not in told


def test_what_was_found_can_be_read_back_and_hashed(finished, written):
    again = SweepResult.from_json(written, read_verdict)
    assert again == finished
    assert hash(again) == hash(finished)


def test_a_sweep_whose_values_today_refuses_is_shown_as_it_was():
    old = {"model": "long-gone", "image_size": 4096, "epochs": 10**6, "shots": 0}
    raw = spec().to_json() | {"setting": old, "workers": 0}
    found = result_of(Stored(sweep(SweepSpec.stored(raw)), (), ()))
    assert found.to_json()["config"].items() >= {**old, "workers": 0}.items()
    assert (found.setting.model, found.setting.recipe) == ("long-gone", "plain")


def test_a_sweep_that_another_release_planned_has_the_strength_rule_that_it_did_not_name():
    old = spec().to_json()
    del old["strength_rule"], old["looks"], old["continues"]
    found = shown(sweep(SweepSpec.stored(old)), [])
    assert (found.course.strength_rule, found.course.looks) == (1, 1)
    assert "measured under strength rule 1" in found.notes[0]


def test_a_sweep_whose_policy_todays_release_refuses_is_shown_with_its_numbers():
    raw = spec().to_json()
    raw["policy"] = {"explorer": {"name": "old", "steps": [{"id": "a", "transform": "Gone"}]}}
    gone = SweepSpec.stored(raw)
    trials = trials_of(spec())
    arms = tuple(
        StoredArm(arm.key, arm.kind, arm.name, arm.strength, arm.setting, arm.step, None)
        for arm in asked_by(spec()).arms(spec())
    )
    found = result_of(Stored(sweep(gone, **judged(spec(), trials)), arms, tuple(trials)))
    assert found.policy_name == "old"
    assert found.arms[1].accuracy == shown(sweep(), trials).arms[1].accuracy
    assert result_of(Stored(sweep(gone), (), ())).arms == ()


def test_the_class_cautions_come_with_the_verdict():
    blind = [
        replace(trial, result=replace(trial.result, confusion=((10, 0), (10, 0))))
        for trial in trials_of(spec())
    ]
    assert document(sweep(), blind)["notes"] == []
    (caution,) = document(sweep(**judged(spec(), blind)), blind)["notes"]
    assert caution.startswith("class 'dog' is never named at any strength")


def test_names_that_are_not_utf_8_are_spelled_with_the_byte_as_its_code():
    latin = b"caf\xe9".decode("utf-8", "surrogateescape")
    told = {"name": latin, "classes": (latin, "dog"), "warnings": (f"{latin} is small",)}
    found = shown(sweep(dataset=replace(DATASET, **told), notes=(latin,)), [])
    assert found.classes[0] == found.course.data == found.notes[0] == "caf\\xe9"
    assert found.data_warnings == ("caf\\xe9 is small",)
    json.dumps(found.to_json(), ensure_ascii=False).encode()


def test_strengths_that_agree_in_six_digits_are_arms_of_their_own():
    near = (0, 0.1234567, 0.1234568)
    planned = spec(strengths=near, seeds=1)
    arms = document(sweep(planned), trials_of(planned))["arms"]
    assert [len(arm["trials"]) for arm in arms] == [1, 1, 1]
    assert len({arm["key"] for arm in arms}) == 3


def test_a_class_called_accuracy_keeps_its_row_in_the_report():
    report = classification([0, 0, 1, 1], [[0, 1, 1, 1]], ["accuracy", "macro avg"])
    assert report["accuracy"] == pytest.approx(0.75)
    assert report["accuracy (class)"]["recall"] == pytest.approx(0.5)
    assert report["macro avg (class)"]["recall"] == 1
    assert report["macro avg"]["recall"] == pytest.approx(0.75)


def scored_twice(trial, score):
    """The trial, with the score of a further measure."""
    scores = Frozen({**trial.result.scores, "worst-class": score})
    return replace(trial, result=replace(trial.result, scores=scores))


def twice(**changes):
    """A spec with a measure more than this release has."""
    stored = {**spec(**changes).to_json(), "measures": ["accuracy", "worst-class"]}
    return SweepSpec.stored(stored)


def test_a_further_measure_has_its_mean_over_the_seeds_of_every_arm():
    trials = [
        scored_twice(trial, 0.5 + trial.seed / 10) if trial.arm == "strength-1" else trial
        for trial in trials_of(spec())
    ]
    found = shown(sweep(twice()), trials)
    assert found.course.measures == ("accuracy", "worst-class")
    arm = found.arm("strength-1")
    assert [trial.scores["worst-class"] for trial in arm.trials] == [0.5, 0.6, 0.7]
    estimate = arm.metrics["worst-class"]
    half = 4.302653 * 0.1 / 3**0.5  # Student's t with two degrees of freedom
    assert estimate.mean == pytest.approx(0.6)
    assert estimate.ci95 == pytest.approx((0.6 - half, 0.6 + half), abs=1e-6)
    assert not found.arm("strength-0.5").metrics
    assert arm.accuracy == shown(sweep(spec()), trials_of(spec())).arm("strength-1").accuracy


def test_a_further_score_of_one_seed_has_no_interval_and_ends_are_cut_to_what_a_score_can_be():
    scores = {("strength-0", 0): 0.7, ("strength-1", 0): 1.0, ("strength-1", 1): 0.9}
    trials = [
        scored_twice(trial, scores[key])
        for trial in trials_of(spec())
        if (key := (trial.arm, trial.seed)) in scores
    ]
    found = shown(sweep(twice()), trials)
    assert found.arm("strength-0").metrics["worst-class"] == Estimate(0.7, None)
    assert found.arm("strength-1").metrics["worst-class"].ci95[1] == 1.0


def test_a_further_score_that_is_no_number_is_left_out():
    trials = [scored_twice(trial, float("nan")) for trial in trials_of(spec())]
    found = shown(sweep(twice()), trials)
    assert not any(arm.metrics or arm.trials[0].scores for arm in found.arms)
    assert SweepResult.from_json(found.to_json(), read_verdict) == found
