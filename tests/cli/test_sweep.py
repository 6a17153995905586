import contextlib
import json
import os
import shlex
import signal
import subprocess
import sys
import time
from functools import partial
from pathlib import Path

import PIL.Image
import pytest
from click.testing import CliRunner

from explorer import Policy, Step
from explorer.cli import main
from explorer.cli.resume import resume
from explorer.cli.sweep import sweep
from explorer.cli.sweeps import sweeps
from explorer.data.image_set import open_image_set
from explorer.errors import ExplorerError
from explorer.policy.files import document, load
from explorer.sweep import control
from explorer.sweep.planning.draft import draft, filled_in
from explorer.sweep.running.process import Watch, start_mark
from tests.sweep.conftest import WORK, fake_spec, tamper, wait_until
from tests.sweep.pictures import write_bars
from tests.terminal import started

KEYS = {
    "schema_version",
    "sweep_id",
    "status",
    "config",
    "environment",
    "dataset",
    "policy",
    "arms",
    "verdict",
    "final_test",
}


@pytest.fixture(autouse=True)
def home(tmp_path, monkeypatch):
    monkeypatch.setenv("AUG_EXPLORER_HOME", str(tmp_path / "home"))


@pytest.fixture
def policy(tmp_path):
    path = tmp_path / "turns.json"
    Policy(steps=(Step("a", "Rotate", {"limit": (-45, 45)}, p=0.8),)).save(path)
    return str(path)


@pytest.fixture
def bars(tmp_path):
    return str(write_bars(tmp_path / "bars"))


def run(command, *arguments):
    return CliRunner().invoke(command, [str(argument) for argument in arguments])


def test_a_sweep_writes_document_report_and_policy_and_can_be_listed_and_written_again(
    policy, bars, tmp_path
):
    out = tmp_path / "out"
    options = (
        "--strengths",
        "0,1",
        "--seeds",
        2,
        "--shots",
        4,
        "--epochs",
        2,
        "--image-size",
        16,
        "--workers",
        2,
    )
    done = run(sweep, policy, "--data", bars, "--out", out, *options)
    assert done.exception is None, done.output
    document = json.loads((out / "sweep.json").read_text())
    assert set(document) >= KEYS
    assert document["status"] == "finished"
    assert (
        document["config"]
        | {"strengths": [0, 1], "seeds": 2, "shots": 4, "epochs": 2, "image_size": 16, "workers": 2}
        == document["config"]
    )
    assert (
        document["dataset"]
        | {"name": "bars", "classes": ["lying", "upright"], "train": 16, "val": 40, "test": 20}
        == document["dataset"]
    )
    assert all(
        document["environment"][name]
        for name in ("python", "torch", "albumentations", "opencv", "numpy", "cpu")
    )
    assert [[trial["status"] for trial in arm["trials"]] for arm in document["arms"]] == [
        ["finished"] * 2
    ] * 2
    assert [len(trial["epochs"]) for arm in document["arms"] for trial in arm["trials"]] == [2] * 4
    assert document["final_test"]["report"]["lying"]["support"] == 10
    assert document["verdict"]["sentence"] in done.stdout
    assert document["verdict"]["sentence"] in (out / "report.html").read_text()
    recommended = load(out / "policy.json").policy
    assert recommended.strength == document["verdict"]["balance_point"]
    assert recommended.evidence["sentence"] == document["verdict"]["sentence"]

    assert (
        "note: 2 strengths x 2 seeds, and the final test: 8 trials, "
        "6 where strength 0 turns out best" in done.stderr
    )
    count = 4 + (2 if document["verdict"]["balance_point"] == 0 else 4)  # and the final test
    (entry,) = json.loads(run(sweeps, "--json").stdout)
    assert (
        entry["sweep_id"],
        entry["status"],
        entry["data"],
        entry["trials_done"],
        entry["trials"],
    ) == (
        document["sweep_id"],
        "finished",
        "bars",
        count,
        count,
    )
    assert document["sweep_id"] in run(sweeps).stdout
    again = run(resume, document["sweep_id"], "--out", tmp_path / "again")
    assert again.exception is None
    assert json.loads((tmp_path / "again" / "sweep.json").read_text()) == document

    more = run(resume, document["sweep_id"], "--seeds", 1, "--out", tmp_path / "more")
    assert more.exception is None, more.output
    longer = json.loads((tmp_path / "more" / "sweep.json").read_text())
    assert (
        longer["config"]["seeds"],
        longer["config"]["looks"],
        longer["config"]["continues"],
    ) == (3, 2, document["sweep_id"])
    assert [[trial["val_accuracy"] for trial in arm["trials"]][:2] for arm in longer["arms"]] == [
        [trial["val_accuracy"] for trial in arm["trials"]] for arm in document["arms"]
    ]
    assert not {*longer["final_test"]["seeds"]} & {*document["final_test"]["seeds"]}
    assert load(tmp_path / "more" / "policy.json").policy.evidence["looks"] == 2
    next(Path(bars).rglob("*.png")).unlink()
    changed = run(resume, document["sweep_id"], "--seeds", 1)
    assert "has changed since sweep" in str(changed.exception)
    assert len(control.list_sweeps()) == 2


@pytest.mark.parametrize(
    ("options", "offender"),
    [
        (("--strengths", "0,zwei"), "'zwei' is not a number"),
        (("--strengths", "0,3"), "3.0 is not a number between 0 and 2"),
        (("--strengths", "0"), "at least one strength above 0"),
        (("--seeds", "0"), "seeds 0"),
        (("--shots", "9"), "9 images a class are more than the 8 that the class 'lying' has"),
        (("--shots", "0"), "shots 0"),
        (("--epochs", "0"), "epochs 0"),
        (("--image-size", "4"), "image size 4"),
        (("--workers", "0"), "workers 0"),
        (("--seed", "-1"), "seed -1"),
        (("--time-budget", "soon"), "time budget 'soon'"),
        (("--model", "resnet"), "model 'resnet'"),
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
    assert control.list_sweeps() == []
    assert not (tmp_path / "out").exists()


def test_a_missing_data_set_policy_or_folder_is_named(policy, bars, tmp_path):
    (tmp_path / "file").touch()
    for arguments, offender in (
        ((policy, "--data", tmp_path / "nowhere", "--out", tmp_path / "out"), "nowhere"),
        ((tmp_path / "no.json", "--data", bars, "--out", tmp_path / "out"), "no.json"),
        ((policy, "--data", bars, "--out", tmp_path / "file"), "cannot be written to"),
    ):
        done = run(sweep, *arguments)
        assert isinstance(done.exception, ExplorerError)
        assert offender in str(done.exception)


def test_an_unknown_sweep_is_not_resumed():
    done = run(resume, "nope")
    assert isinstance(done.exception, ExplorerError)
    assert "'nope' is not a sweep" in str(done.exception)


def test_what_is_chosen_or_changed_without_being_told_is_said(policy, bars, tmp_path):
    image_set = open_image_set(bars)
    spec = draft(load(policy).policy, image_set, bars, strengths=(1.0,), workers=64, seeds=1)
    lines = list(filled_in(spec, image_set, strengths="1", workers=64, seeds=1))
    assert lines[0] == (
        "chosen, since not told: model small-cnn,"
        f" image size {spec.setting.image_size} px, 8 images a class"
        f" (all that the class 'lying' has to train on), {spec.setting.epochs} epochs"
    )
    assert lines[1:3] == [
        "strength 0 was added: every gain is a difference to it",
        "4 of 64 workers are started: there are never more trials to run at once",
    ]
    told = {
        "model": "small-cnn",
        "image_size": 16,
        "shots": 4,
        "epochs": 2,
        "workers": 2,
        "strengths": "0,1",
    }
    asked = draft(load(policy).policy, image_set, bars, **{**told, "strengths": (0.0, 1.0)})
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


def test_seeds_and_again_are_not_told_together(tmp_path):
    sweep_id = control.create(fake_spec(), start=False)
    done = run(resume, sweep_id, "--seeds", 2, "--again", "--out", tmp_path / "out")
    assert "give one of them" in str(done.exception)
    assert not (tmp_path / "out").exists()


@pytest.fixture
def fake(monkeypatch):
    """A store, and commands that run the trials of milliseconds."""
    for name in ("start", "resume"):
        monkeypatch.setattr(control, name, partial(getattr(control, name), work=WORK))
    return control.create(
        fake_spec(
            data="fake", switches=";sleep=0.1", policy_file=document.write(Policy(steps=()), 1.0)
        ),
        work=WORK,
    )


def test_resume_of_a_sweep_that_runs_follows_it_and_writes_its_files(fake, tmp_path):
    wait_until(fake, None, lambda progress: progress.status == "running")
    done = run(resume, fake, "--out", tmp_path / "out")
    assert done.exception is None, done.output
    assert f"note: sweep {fake} is running already; following it" in done.stderr
    assert json.loads((tmp_path / "out" / "sweep.json").read_text())["status"] == "finished"


def test_resume_begins_a_sweep_of_another_strength_rule_anew_only_where_it_is_told_to(fake):
    control.stop(fake)
    wait_until(fake, None, lambda progress: progress.ended)
    with control.opened(None) as store:
        spec = store.sweep(fake).spec.to_json()
        del spec["strength_rule"]
        tamper(store, fake, spec=spec)
    assert f"`aug-explorer resume {fake} --again`" in str(run(resume, fake).exception)
    done = run(resume, fake, "--again")
    assert done.exception is None, done.output
    newest, before = control.list_sweeps()
    assert (newest["status"], before["sweep_id"], before["status"]) == ("finished", fake, "stopped")
    assert f"note: the new run is sweep {newest['sweep_id']}" in done.stderr


@pytest.mark.skipif(not hasattr(signal, "SIGSTOP"), reason="needs signals that stop a process")
def test_a_machine_that_sleeps_interrupts_neither_the_sweep_nor_who_follows_it(
    tmp_path, monkeypatch
):
    monkeypatch.setattr("explorer.sweep.running.process.STALE_AFTER_S", 5.0)
    url = f"sqlite:///{tmp_path / 'sweeps.sqlite3'}"
    sweep_id = control.create(
        fake_spec(switches=";sleep=0.1", epochs=40, seeds=1), store_url=url, work=WORK
    )
    code = (
        "from explorer.sweep.running import process; process.STALE_AFTER_S = 5.0; "
        "from explorer.cli.following import follow_and_write; "
        f"follow_and_write({sweep_id!r}, {url!r}, None)"
    )
    process = started("-c", code, stderr=subprocess.PIPE, text=True)
    runner = wait_until(sweep_id, url, lambda progress: progress.fraction > 0).sweep.runner
    _wait(lambda: _follows(process.pid))
    os.kill(process.pid, signal.SIGSTOP)
    os.killpg(runner.pid, signal.SIGSTOP)
    time.sleep(6)
    os.kill(process.pid, signal.SIGCONT)
    monkeypatch.setattr(
        "explorer.sweep.running.process.WATCH", Watch()
    )  # somebody who looks for the first time before the runner has beaten again
    try:
        assert control.progress(sweep_id, url).status == "running"
        with pytest.raises(ExplorerError, match="is running"):
            control.resume(sweep_id, url, WORK)
    finally:
        os.killpg(runner.pid, signal.SIGCONT)
    _, said = process.communicate(timeout=60)
    assert (process.returncode, "interrupted" in said) == (0, False)
    assert control.progress(sweep_id, url).status == "finished"
    assert control.progress(sweep_id, url).sweep.runner == runner


@pytest.mark.skipif(not hasattr(signal, "SIGSTOP"), reason="needs signals that stop a process")
def test_resume_takes_over_from_a_runner_that_stays_silent(fake, monkeypatch):
    monkeypatch.setattr("explorer.sweep.running.process.STALE_AFTER_S", 6.0)
    runner = wait_until(fake, None, lambda progress: progress.fraction > 0).sweep.runner
    os.killpg(runner.pid, signal.SIGSTOP)
    try:
        done = run(resume, fake)
        assert done.exception is None, done.output
        assert control.progress(fake).sweep.runner != runner
    finally:
        os.killpg(runner.pid, signal.SIGCONT)
    _wait(lambda: start_mark(runner.pid) is None)  # the sweep is no longer its own


def test_an_empty_store_says_how_to_begin():
    assert "no sweeps yet" in run(sweeps).stdout
    assert json.loads(run(sweeps, "--json").stdout) == []


def test_the_list_says_which_sweep_waits_and_which_is_waited_for():
    first, _ = (control.create(fake_spec(), start=False) for _ in range(2))
    with control.opened(None) as store:
        tamper(store, first, status="running")
    said = run(sweeps).stdout.splitlines()
    assert said[0].endswith("fake;test=0  waiting for its turn")
    assert said[1].startswith(f"{first}  running")
    assert said[1].endswith("  1 waiting")


def test_the_line_to_resume_with_can_be_pasted(tmp_path):
    from explorer.cli.following import resume_line

    words = shlex.split(resume_line("s1", "sqlite:///my file.db", tmp_path / "a b"))
    assert words == [
        "aug-explorer",
        "resume",
        "s1",
        "--out",
        str(tmp_path / "a b"),
        "--store",
        "sqlite:///my file.db",
    ]


@pytest.mark.skipif(
    not Path("/proc/self/fd").exists(), reason="needs /proc to see how far the command is"
)
def test_control_c_stops_the_sweep_and_says_how_to_go_on(tmp_path):
    url = f"sqlite:///{tmp_path / 'sweeps.sqlite3'}"
    sweep_id = control.create(
        fake_spec(switches=";sleep=0.5", epochs=100), store_url=url, work="tests.sweep.fake_work"
    )
    code = (
        "from explorer.cli.following import follow_and_write; "
        f"follow_and_write({sweep_id!r}, {url!r}, None)"
    )
    process = started("-c", code, stderr=subprocess.PIPE, text=True)
    _wait(lambda: control.progress(sweep_id, url).fraction > 0)
    _wait(lambda: _follows(process.pid))
    process.send_signal(signal.SIGINT)
    _, said = process.communicate(timeout=30)
    assert process.returncode == 130
    assert f"aug-explorer resume {sweep_id} --store {url}" in said
    assert "Traceback" not in said
    assert control.progress(sweep_id, url).status == "stopped"


@pytest.mark.skipif(sys.platform == "win32", reason="needs a pseudo-terminal")
def test_progress_is_drawn_on_a_terminal_even_on_one_that_does_not_say_its_width(tmp_path):
    import pty

    url = f"sqlite:///{tmp_path / 'sweeps.sqlite3'}"
    sweep_id = control.create(
        fake_spec(switches=";sleep=0.1", epochs=5), store_url=url, work="tests.sweep.fake_work"
    )
    code = f"from explorer.cli.following import follow; follow({sweep_id!r}, {url!r})"
    ours, theirs = pty.openpty()
    process = started("-c", code, stderr=theirs)
    os.close(theirs)
    said = b""
    with contextlib.suppress(OSError):  # what Linux says where a terminal ends
        while some := os.read(ours, 4096):
            said += some
    os.close(ours)
    assert process.wait(timeout=30) == 0
    assert f"sweep {sweep_id}: ".encode() in said
    assert b" trials, running" in said
    assert "█".encode() in said


def test_the_commands_are_followed_without_torch(policy, tmp_path):
    modules = (
        "explorer.cli.sweep, explorer.cli.resume, explorer.cli.sweeps, explorer.sweep.control,"
        " explorer.sweep.planning.draft, explorer.data.image_set, explorer.policy.files,"
        " explorer.report"
    )
    code = f"import sys; import {modules}; sys.exit('torch' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0


def _follows(pid):
    """Whether the process has come as far as looking at the store."""
    with contextlib.suppress(FileNotFoundError):  # one that it has closed meanwhile
        return any(
            "sqlite3" in str(entry.readlink()) for entry in Path(f"/proc/{pid}/fd").iterdir()
        )
    return False


def _wait(condition, timeout_s=60.0):
    deadline = time.monotonic() + timeout_s
    while not condition():
        assert time.monotonic() < deadline
        time.sleep(0.05)


def test_a_folder_whose_name_is_not_utf_8_is_swept_from_start_to_files(policy, tmp_path):
    """Its pictures were decoded before under another name, which the result does not speak of."""
    from explorer.data import decode, open_image_set

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
    done = run(sweep, policy, "--data", latin, "--out", tmp_path / "out", *options)
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
    again = run(
        resume, document["sweep_id"], "--out", tmp_path / "again"
    )  # the folder is found again by its own name
    assert again.exception is None
    assert "the report has no pictures" not in again.output
    assert "caf\\xe9" in run(sweeps).stdout
