"""Makes the fixtures of this folder: what a release said of sweeps and trials.

Run it on the release that is to be remembered, never on a later one.

    python -m tests.golden.make

`store.sqlite3` holds sweeps that finished (with and without test split), were stopped, were
interrupted, and go on with another one; `documents.json` their sweep.json; `reports.json` what
their reports show; `trials.json` a few trials of every built-in network, with the instruction set
that they ran on.
"""

import json
import os
import shutil
import signal
import sqlite3
import tempfile
import time
from pathlib import Path

from explorer import report
from explorer.data.image_set import open_image_set
from explorer.sweep import control
from explorer.sweep.findings.dataset import DataFacts
from explorer.sweep.planning.draft import draft
from tests.golden.trials import POLICY, SPECS, first_loss, instruction_set, told
from tests.sweep.pictures import write_bars

HERE = Path(__file__).parent
STORE = HERE / "store.sqlite3"
# Where the fixture's sweeps were made is of no use to a reader, and no path of any machine belongs
# into the repository.
PLACES = {
    "host": "elsewhere",
    "pid": 1,
    "pid_started": "0",
}  # and no heartbeat: nobody runs them any more


def main() -> None:
    """Writes every fixture."""
    with tempfile.TemporaryDirectory() as scratch:
        os.environ["AUG_EXPLORER_HOME"] = scratch
        trials = [told(spec, first_loss(spec)) for spec in SPECS]
        (HERE / "trials.json").write_text(
            json.dumps({"instruction_set": instruction_set(), "trials": trials}, indent=1) + "\n"
        )
        store = Path(scratch) / "store.sqlite3"
        url = f"sqlite:///{store}"
        sweeps = _sweeps(Path(scratch), url)
        _settle(store)
        shutil.copy(store, STORE)
    results = {
        name: control.read_result(sweep_id, f"sqlite:///{STORE}")
        for name, sweep_id in sweeps.items()
    }
    documents = {name: result.to_json() for name, result in results.items()}
    (HERE / "documents.json").write_text(json.dumps(documents, indent=1) + "\n")
    (HERE / "reports.json").write_text(
        json.dumps({name: report_data(result) for name, result in results.items()}, indent=1) + "\n"
    )


def report_data(result):
    """Returns what a report shows beside its pictures.

    That is the title, and the table and the words of every section.
    """
    return [
        [section.title, str(section.table), section.text] for section in report.sections(result)
    ]


def _sweeps(scratch: Path, url: str) -> dict[str, str]:
    bars = str(write_bars(scratch / "bars", test=0))
    finished = _ended(_start(url, "digits"), url)
    return {
        "finished": finished,
        "finished, without a test split": _ended(_start(url, bars, image_size=16), url),
        "goes on with the first": _ended(control.more_seeds(finished, 1, url), url),
        "stopped": _stopped(_start(url, "digits", seeds=4), url),
        "interrupted": _interrupted(_start(url, "digits", seeds=4), url),
    }


def _start(url: str, source: str, *, seeds: int = 2, image_size: int = 32) -> str:
    images = open_image_set(source)
    spec = draft(
        POLICY,
        images,
        source,
        shots=5,
        epochs=3,
        image_size=image_size,
        strengths=(0, 0.5, 1),
        seeds=seeds,
        workers=2,
    )
    return control.create(spec, dataset=DataFacts(images.name, images.digest), store_url=url)


def _ended(sweep_id: str, url: str) -> str:
    while not control.progress(sweep_id, url).ended:
        time.sleep(0.1)
    return sweep_id


def _after(sweep_id: str, url: str, done: int) -> control.Progress:
    while (now := control.progress(sweep_id, url)).done < done:
        time.sleep(0.02)
    return now


def _stopped(sweep_id: str, url: str) -> str:
    _after(sweep_id, url, 4)
    control.stop(sweep_id, url)
    return _ended(sweep_id, url)


def _interrupted(sweep_id: str, url: str) -> str:
    os.kill(_after(sweep_id, url, 4).sweep.runner.pid, signal.SIGKILL)
    return _ended(sweep_id, url)


def _settle(store: Path) -> None:
    """Takes this machine's marks out, and folds the log of writes into the file."""
    with sqlite3.connect(store) as connection:
        connection.execute(
            "UPDATE sweeps SET host = :host, pid = :pid, pid_started = :pid_started, heartbeat = 0",
            PLACES,
        )
        connection.execute(
            "UPDATE sweeps SET spec = json_set(spec, '$.data', 'bars')"
            " WHERE json_extract(spec, '$.data') LIKE '%bars'"
        )
    connection.close()
    connection = sqlite3.connect(store)
    connection.execute("PRAGMA journal_mode=DELETE")
    connection.execute("VACUUM")
    connection.close()


if __name__ == "__main__":
    main()
