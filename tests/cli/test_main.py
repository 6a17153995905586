"""How the command line ends: 0, 2 with one line, 130; and that help is quick."""

import os
import subprocess
import sys
from pathlib import Path

import cv2
import numpy as np
import pytest

import explorer
from explorer import cli


def run(*arguments, capsys=None):
    with pytest.raises(SystemExit) as ended:
        cli.main(list(arguments))
    return ended.value.code


@pytest.mark.parametrize(
    ("arguments", "problem"),
    [
        (["nope"], "nope"),
        (["--nope"], "--nope"),
        (["check"], "POLICY"),
        (["check", "a", "b"], "b"),
        (["check", "missing.json"], "missing.json"),
        (["convert", "missing.json", "--to", "xml"], "xml"),
        (["apply", "missing.json", "--out", "x", "a.png", "--draws", "many"], "many"),
        (["app", "--port", "0"], "0"),
    ],
)
def test_a_mistake_ends_with_2_and_one_line_that_names_it(arguments, problem, capsys):
    assert run(*arguments) == 2
    out, err = capsys.readouterr()
    assert out == ""
    assert err.startswith("error: ")
    assert err.count("\n") == 1
    assert problem in err


@pytest.mark.parametrize(
    "arguments",
    [
        [],
        ["--help"],
        ["-h"],
        *([name, "--help"] for name in ("app", "catalog", "check", "apply", "convert")),
    ],
)
def test_help_goes_to_standard_output(arguments, capsys):
    assert run(*arguments) == 0
    out, err = capsys.readouterr()
    assert out.startswith("Usage: aug-explorer")
    assert err == ""


def test_the_version_is_told(capsys):
    assert run("--version") == 0
    assert capsys.readouterr().out == f"aug-explorer, version {explorer.__version__}\n"


def test_every_command_of_the_table_exists_and_says_what_it_does():
    assert {"sweep", "ablate", *cli.COMMANDS} == {*cli.cli.list_commands(None)}
    for name in cli.cli.list_commands(None):
        command = cli.cli.get_command(None, name)
        assert command is not None
        assert command.name == name
        assert command.help


def test_ctrl_c_ends_with_130(monkeypatch, capsys):
    def interrupted(*args, **kwargs):
        raise KeyboardInterrupt

    monkeypatch.setattr("explorer.policy.files.load", interrupted)
    assert run("check", "p.json") == 130
    assert "Traceback" not in capsys.readouterr().err


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="this system has no /dev/full")
def test_output_that_goes_nowhere_ends_without_a_traceback():
    shell = f"'{sys.executable}' -m explorer.cli"
    closed = subprocess.run(
        f"{shell} catalog >&-", shell=True, capture_output=True, text=True, timeout=60
    )
    full = subprocess.run(
        f"{shell} catalog >/dev/full", shell=True, capture_output=True, text=True, timeout=60
    )
    assert (closed.returncode, closed.stderr) == (0, "")
    assert (full.returncode, full.stderr) == (2, "error: No space left on device\n")


def test_a_closed_standard_error_stops_nothing(tmp_path):
    (tmp_path / "p.json").write_text('{"explorer": {"steps": []}}')
    cv2.imwrite(str(tmp_path / "a.png"), np.zeros((9, 9, 3), np.uint8))
    command = f"'{sys.executable}' -m explorer.cli apply p.json a.png --out out 2>&-"
    done = subprocess.run(
        command, shell=True, capture_output=True, text=True, timeout=60, cwd=tmp_path
    )
    assert (done.returncode, done.stdout) == (0, "1 picture written to out\n")


@pytest.mark.parametrize("encoding", ["latin-1", "utf-8:strict"])
def test_what_the_terminal_cannot_show_is_escaped(tmp_path, encoding):
    file = os.fsencode(tmp_path / "p") + b"\xff.json"
    Path(os.fsdecode(file)).write_text(
        '{"explorer": {"steps": [], "name": "\u65e5\u672c"}}', encoding="utf-8"
    )
    command = [sys.executable, "-m", "explorer.cli", "check", file]
    done = subprocess.run(
        command, capture_output=True, timeout=60, env=os.environ | {"PYTHONIOENCODING": encoding}
    )
    assert (done.returncode, done.stderr) == (0, b"")
    assert b"p\\udcff.json: " in done.stdout


def test_the_help_loads_nothing_heavy():
    heavy = ("torch", "streamlit", "albumentations", "cv2", "numpy", "pandas", "sqlalchemy")
    code = (
        "import sys, explorer.cli as c\ntry: c.main(['--help'])\n"
        f"except SystemExit: print([m for m in {heavy} if m in sys.modules])"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, timeout=30)
    assert done.stdout.splitlines()[-1] == "[]", done.stderr


def test_a_reader_that_leaves_early_causes_no_traceback():
    process = subprocess.Popen(
        [sys.executable, "-m", "explorer.cli", "catalog", "--json"],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
    )
    process.stdout.read(10)
    process.stdout.close()
    assert process.stderr.read() == b""
    process.wait(30)
