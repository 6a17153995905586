"""What `sweep` and `resume` have in common: following a sweep to its end, and Ctrl-C.

Loads no torch; imports inside the functions.
"""

import shlex
import sys
import threading
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from explorer.cli import outputs
from explorer.cli.outputs import note
from explorer.errors import ExitCode, SweepError

if TYPE_CHECKING:
    from explorer.sweep.control import Progress

POLL_S = 0.2
STOP_WITHIN_S = 5.0
COLUMNS = 100


def follow_and_write(
    sweep_id: str,
    store_url: str | None,
    folder: Path | None,
    begin: Callable[[str, str | None], None] | None = None,
    said: Sequence[str] = (),
) -> None:
    """Follows a sweep to its end, says what it has found, and writes its files into `folder`.

    `begin` starts it. Notes that were `said` before are not said again. Ctrl-C stops the sweep.
    """
    try:
        if begin is not None:  # in here: a Ctrl-C must not leave a runner behind
            begin(sweep_id, store_url)
        end = follow(sweep_id, store_url)
    except KeyboardInterrupt:
        _stop(sweep_id, store_url)
        click.echo(f"stopped; go on with: {resume_line(sweep_id, store_url, folder)}", err=True)
        sys.exit(ExitCode.INTERRUPTED)
    if end.status == "failed":
        raise SweepError(f"sweep {sweep_id} failed: {end.message}")
    if end.status != "finished":
        how = resume_line(sweep_id, store_url, folder)
        click.echo(f"sweep {sweep_id} was {end.status}; go on with: {how}", err=True)
        sys.exit(ExitCode.INCOMPLETE)
    result = end.result()
    if result.verdict is not None:
        click.echo(result.verdict.sentence)
    for line in (*result.notes, *result.data_warnings):
        if line not in said:
            note(line)
    if folder is not None:
        for path in outputs.write(result, end.sweep.spec.data, folder):
            click.echo(f"wrote {path}")


def follow(sweep_id: str, store_url: str | None) -> "Progress":
    """Returns the end of the sweep; draws a progress bar meanwhile, unless standard error is no
    terminal.
    """
    from explorer.sweep import control

    ahead: threading.Thread | None = None
    with _bar(sweep_id) as bar:
        while True:
            now = control.progress(sweep_id, store_url)
            _draw(bar, now)
            if now.ended:
                break
            if ahead is None and now.has_verdict:
                # The report's libraries take a second, which the final test leaves free.
                ahead = threading.Thread(target=outputs.load_report, daemon=True)
                ahead.start()
            time.sleep(POLL_S)
    return now


@contextmanager
def _bar(sweep_id: str) -> Iterator[Any]:
    from tqdm import tqdm

    shape = "{percentage:3.0f}%|{bar}| {desc}"
    with tqdm(
        total=1.0,
        desc=f"sweep {sweep_id}",
        bar_format=shape,
        file=sys.stderr,
        disable=None,
        leave=False,
    ) as bar:
        # On a terminal that does not say its size, as under `script`, tqdm would draw nothing.
        if not bar.disable and (bar.ncols or 0) < 1:
            bar.ncols, bar.nrows = COLUMNS, None
        yield bar


def _draw(bar: Any, now: "Progress") -> None:
    left = "" if now.left_s is None else f", about {now.left_s:.0f} s left"
    done = f"{now.done} of {now.total} trials, {now.message or now.status}"
    bar.set_description_str(f"sweep {now.sweep.sweep_id}: {done}{left}", refresh=False)
    bar.n = now.fraction
    bar.refresh()


def _stop(sweep_id: str, store_url: str | None) -> None:
    from explorer.sweep import control

    control.stop(sweep_id, store_url)
    deadline = time.monotonic() + STOP_WITHIN_S
    while time.monotonic() < deadline and not control.progress(sweep_id, store_url).ended:
        time.sleep(POLL_S)


def resume_line(sweep_id: str, store_url: str | None, folder: Path | None) -> str:
    """Returns the command that goes on with the sweep, as it can be pasted."""
    options = [
        *(() if folder is None else ("--out", str(folder))),
        *(() if store_url is None else ("--store", store_url)),
    ]
    return shlex.join(["aug-explorer", "resume", sweep_id, *options])
