"""`sweep`: what it runs, says and refuses. tests/cli/test_files.py is about its files."""

import json

import PIL.Image
import pytest

from explorer.cli import main
from explorer.cli.resume import resume
from explorer.cli.sweeps import sweeps
from explorer.data.image_set import open_image_set
from explorer.errors import ExplorerError
from explorer.policy.files import load
from explorer.sweep import control
from explorer.sweep.planning.draft import draft, filled_in
from tests.cli.calls import invoke, named
from tests.sweep.pictures import write_bars


def test_a_sweep_runs_every_trial_that_it_was_told_to(swept):
    document = swept.document
    told = {"strengths": [0, 1], "seeds": 2, "shots": 4, "epochs": 2, "image_size": 16}
    assert document["status"] == "finished"
    assert document["config"] | told | {"workers": 2} == document["config"]
    assert [[trial["status"] for trial in arm["trials"]] for arm in document["arms"]] == [
        ["finished"] * 2
    ] * 2
    assert [len(trial["epochs"]) for arm in document["arms"] for trial in arm["trials"]] == [2] * 4


def test_a_sweep_says_how_many_trials_it_has_and_its_verdict(swept):
    assert swept.document["verdict"]["sentence"] in swept.done.stdout
    assert (
        "note: 2 strengths x 2 seeds, and the final test: 8 trials, "
        "6 where strength 0 turns out best" in swept.done.stderr
    )


def test_a_sweep_says_before_the_start_what_it_can_show(swept):
    for told in (
        "note: With 2 seeds and ",
        "note: No run of these settings has finished yet: how much results vary is assumed",
        "note: The smallest gain that matters is ",
    ):
        assert swept.done.stderr.count(told) == 1
    assert swept.done.stderr.index("note: With 2 seeds") < swept.done.stderr.index("chosen")


@pytest.mark.parametrize(
    ("options", "offender"),
    [
        (("--strengths", "0,zwei"), "'zwei' is not a number"),
        (("--strengths", "0 3"), "3 is not a number between 0 and 2"),
        (
            ("--strengths", "0,3"),
            "3 is not between 0 and 2; if you mean 0.3, write it with a point",
        ),
        (("--strengths", "0"), "at least one strength above 0"),
        (("--matters", "little"), "smallest gain that matters: 'little' is not a number"),
        (
            ("--matters", "0"),
            "smallest gain that matters: 0 is not a number of points above 0, at most 100",
        ),
        (
            ("--matters", "101"),
            "smallest gain that matters: 101 is not a number of points above 0, at most 100",
        ),
        (("--seeds", "0"), "seeds 0"),
        (("--shots", "9"), "9 images a class are more than the 8 that the class 'lying' has"),
        (("--shots", "0"), "shots 0"),
        (("--epochs", "0"), "epochs 0"),
        (("--image-size", "4"), "image size 4"),
        (("--workers", "0"), "workers 0"),
        (("--seed", "-1"), "seed -1"),
        (("--time-budget", "soon"), "time budget 'soon'"),
        (("--model", "resnet"), "model 'resnet'"),
        (("--model", "package.mod:nope"), "there is no module 'package.mod'"),
        (("--recipe", "magic"), "recipe 'magic' is not one of plain"),
        (("--measure", "accuracy,luck"), "measure 'luck' is not one of accuracy"),
        (("--option", "plain"), "--option 'plain' is not NAME.KEY=VALUE"),
        (("--option", "plain.heat=2"), "is not an option of plain"),
        (("--option", "magic.heat=2"), "'magic' is not one of plain"),
        (("--store", "nonsense"), "'nonsense' cannot be opened"),
        (("--store", ""), "the store '' cannot be opened"),
        (("--store", "sqlite://"), "is in memory"),
        (("--out", ""), "--out '' names no folder"),
        (("--engine", "ray"), "'ray'"),
        (("--seeds", "many"), "'many'"),
    ],
)
def test_a_mistake_is_named_before_anything_starts(
    policy, bars, tmp_path, capsys, options, offender
):
    with pytest.raises(SystemExit) as ended:
        main(["sweep", policy, "--data", bars, "--out", str(tmp_path / "out"), *options])
    said = capsys.readouterr()
    assert (ended.value.code, said.out) == (2, "")
    assert said.err.startswith("error: ")
    assert said.err.count("\n") == 1
    assert offender in said.err
    assert control.overview() == []
    assert not (tmp_path / "out").exists()


def test_a_missing_data_set_policy_or_folder_is_named(policy, bars, tmp_path):
    (tmp_path / "file").touch()
    for arguments, offender in (
        ((policy, "--data", tmp_path / "nowhere", "--out", tmp_path / "out"), "nowhere"),
        ((tmp_path / "no.json", "--data", bars, "--out", tmp_path / "out"), "no.json"),
        ((policy, "--data", bars, "--out", tmp_path / "file"), "cannot be written to"),
    ):
        done = invoke(named("sweep"), *arguments)
        assert isinstance(done.exception, ExplorerError)
        assert offender in str(done.exception)


def test_what_is_chosen_or_changed_without_being_told_is_said(policy, bars, tmp_path):
    image_set = open_image_set(bars)
    spec = draft(load(policy).policy, image_set, bars, strengths=(1.0,), workers=64, seeds=1)
    lines = list(filled_in(spec, image_set, strengths=(1.0,), workers=64, seeds=1))
    assert lines[0] == (
        "you have not set these, so they were chosen for you: model small-cnn,"
        f" image size {spec.setting.image_size} px, 8 images a class"
        f" (all that the class 'lying' has to train on), {spec.setting.epochs} epochs"
    )
    assert lines[1:3] == [
        "strength 0 was added: every gain is a difference to it",
        "only 4 of 64 workers are started, because there are never more trials to run at once",
    ]
    told = {
        "model": "small-cnn",
        "image_size": 16,
        "shots": 4,
        "epochs": 2,
        "workers": 2,
        "strengths": (0.0, 1.0),
    }
    asked = draft(load(policy).policy, image_set, bars, **told)
    assert list(filled_in(asked, image_set, **told)) == []


def test_what_a_square_cuts_off_pictures_is_said(policy, tmp_path):
    for split in ("train", "val"):
        for name in ("a", "b"):
            (tmp_path / "plates" / split / name).mkdir(parents=True)
            for number in range(3):
                shade = 40 * number + 20 * (name == "a") + (split == "val")
                PIL.Image.new("RGB", (400, 40), (shade, shade, shade)).save(
                    tmp_path / "plates" / split / name / f"{number}.png"
                )
    image_set = open_image_set(str(tmp_path / "plates"))
    spec = draft(load(policy).policy, image_set, str(tmp_path / "plates"))
    said = list(filled_in(spec, image_set))[-1]
    assert said.startswith(
        "12 of 12 pictures are not square: each is cut to its middle square and "
        "loses 90% of its area"
    )


def test_a_folder_whose_name_is_not_utf_8_is_swept_from_start_to_files(policy, tmp_path):
    """Its pictures were decoded before under another name, which the result does not speak of."""
    from explorer.data.decoding import decode
    from explorer.data.image_set import open_image_set

    write_bars(tmp_path / "bars")
    decode(open_image_set(tmp_path / "bars"), 16)
    latin = tmp_path / b"caf\xe9".decode("utf-8", "surrogateescape")
    (tmp_path / "bars").rename(latin)
    options = (
        "--strengths",
        "0,1",
        "--seeds",
        2,
        "--shots",
        4,
        "--epochs",
        1,
        "--image-size",
        16,
        "--workers",
        2,
    )
    done = invoke(named("sweep"), policy, "--data", latin, "--out", tmp_path / "out", *options)
    assert done.exception is None, done.output
    for name in ("sweep.json", "report.html", "policy.json"):
        text = (tmp_path / "out" / name).read_text(encoding="utf-8")
        assert "caf\\xe9" in text.replace("\\\\", "\\")
        assert "/bars" not in text
        assert "on bars" not in text.lower()
    document = json.loads((tmp_path / "out" / "sweep.json").read_text())
    assert document["config"]["data"] == document["dataset"]["name"] == "caf\\xe9"
    assert document["verdict"]["sentence"].startswith("On caf\\xe9 ")
    assert load(tmp_path / "out" / "policy.json").policy.evidence["data"] == "caf\\xe9"
    again = invoke(
        resume, document["sweep_id"], "--out", tmp_path / "again"
    )  # the folder is found again by its own name
    assert again.exception is None
    assert "the report has no pictures" not in again.output
    assert "caf\\xe9" in invoke(sweeps).stdout
