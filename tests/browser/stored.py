"""A finished run as a person finds it: the one behind the example of the product, in their store.

Nothing is trained: accuracies, confusion, verdict and final test are those of the example.
"""

import zipfile

import numpy as np

from explorer.frozen import thawed
from explorer.images import encode, read_rgb
from explorer.sweep.planning.schedule import Planned, Round
from explorer.sweep.planning.spec import SweepSpec
from explorer.sweep.questions.table import asked_by, settled
from explorer.sweep.storage.store import Store
from explorer.trial.result import TrialResult
from explorer.ui import example
from explorer.ui.kept import Kept
from explorer.ui.store import SessionStore, new_token

EPOCHS = 3  # the example keeps none: a few are made up, so that there are learning curves


def keep_example(home):
    """Writes the run into the store of the app whose folder is `home`; returns its id."""
    found = example.finding()
    course = found.course
    spec = settled(
        SweepSpec(
            data=course.data,
            policy_file=found.policy_file,
            setting=found.setting,
            options=thawed(course.options),
            seeds=course.seeds,
            workers=1,
            device="cpu",
        )
    )
    trials = [(arm, trial) for arm in found.arms for trial in arm.trials]
    store = Store(f"sqlite:///{home / 'sweeps.sqlite3'}")
    sweep_id = store.add_sweep(spec, trials=len(trials), dataset=found.dataset)
    claim, asked = store.claim(sweep_id, "t"), asked_by(spec)
    arms = asked.arms(spec)
    planned = tuple(Planned(arm.key, trial.seed) for arm, trial in trials)
    claim.plan(spec, arms, Round(planned, last=True), None)
    for position, (arm, trial) in enumerate(trials):
        claim.write_result(position, _result(found, arm, trial))
    outcomes = [trial.outcome for trial in store.look(sweep_id).trials]
    points = asked.points(spec, arms, outcomes)
    claim.write_verdict(found.verdict.to_json() | {"looks": 1}, points, len(trials))
    claim.update(
        final_test=found.final_test.to_json(),
        environment=thawed(found.environment),
        status="finished",
        started=100.0,
        finished=2500.0,
    )
    return sweep_id


def keep_session(home, **parts):
    """Keeps a session with these parts of a `Kept`; returns the query that opens it."""
    token = new_token()
    SessionStore(home / "sessions").save(token, Kept(**parts).to_json())
    return f"?session={token}"


def keep_leaks(home):
    """Writes an uploaded set of ten classes in which all that can be is wrong; returns its path."""
    path = home / "data-sets" / "0" / "leaky.zip"
    path.parent.mkdir(parents=True, exist_ok=True)
    random = np.random.default_rng(0)
    with zipfile.ZipFile(path, "w") as archive:
        for label in range(10):
            many = {"train": 20 if label < 8 else 1, "val": 3, "test": 3}
            for split, number in [
                (split, i) for split, count in many.items() for i in range(count)
            ]:
                rgb = random.integers(0, 256, (32, 32, 3), dtype=np.uint8)
                archive.writestr(f"{split}/{label}/{number}.png", encode(rgb))
            archive.writestr(f"val/{label}/copy.png", archive.read(f"train/{label}/0.png"))
            rgb = read_rgb(archive.read(f"train/{label}/0.png"), "0.png")
            archive.writestr(f"test/{label}/alike.jpg", encode(rgb, "jpeg", quality=90))
        archive.writestr("test/1/torn.png", archive.read("train/0/0.png"))
        archive.writestr("train/0/bad.png", b"no picture")
    return str(path)


def _result(found, arm, trial):
    """What one trial gave; the confusion of the arm is dealt out to its trials."""
    place, many = arm.trials.index(trial), len(arm.trials)
    confusion = [
        [cell * (place + 1) // many - cell * place // many for cell in row] for row in arm.confusion
    ]
    per_class = {
        name: {
            "train": found.setting.shots,
            "scored": sum(row),
            "correct": row[number],
        }
        for number, (name, row) in enumerate(zip(found.classes, confusion, strict=True))
    }
    return TrialResult.from_json(
        {
            "scores": {"accuracy": trial.accuracy},
            "train_scores": {"accuracy": trial.train_accuracy},
            "epochs": [
                {
                    "epoch": epoch,
                    "train_loss": 2 / epoch,
                    "val_loss": 2.2 / epoch,
                    "val_accuracy": trial.accuracy * epoch / EPOCHS,
                }
                for epoch in range(1, EPOCHS + 1)
            ],
            "per_class": per_class,
            "confusion": confusion,
            "predictions": [],
            "epoch_images": 100,
            "seconds": trial.seconds,
            "images_per_second": trial.images_per_second,
            "messages": [],
        }
    )
