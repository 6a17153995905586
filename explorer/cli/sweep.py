"""`aug-explorer sweep`, `resume`, `sweeps`: start a sweep's runner, follow it, write what it found.

Loads no torch; imports inside the commands.
"""

import json
import shlex
import sys
import threading
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from explorer.errors import ExitCode

if TYPE_CHECKING:
    from explorer.report import Picture
    from explorer.sweep.control import Progress
    from explorer.sweep.findings.result import SweepResult
    from explorer.sweep.store import Sweep

POLL_S = 0.2
STOP_WITHIN_S = 5.0
COLUMNS = 100

_store = click.option(
    "--store",
    "store_url",
    metavar="URL",
    help="SQLAlchemy URL of the store; by default a SQLite file in your data folder.",
)


@click.command()
@click.argument("policy_file", metavar="POLICY")
@click.option(
    "--data",
    "source",
    metavar="PATH|NAME",
    required=True,
    help="Folder, zip, CSV file, or built-in data set.",
)
@click.option(
    "--out",
    metavar="DIR",
    required=True,
    help="Folder for sweep.json, report.html and policy.json.",
)
@click.option(
    "--strengths",
    metavar="LIST",
    help="Such as 0,0.5,1; strength 0 always runs.  [default: 0 to 2 in steps of 0.25]",
)
@click.option("--seeds", type=int, default=5, show_default=True, help="Repeats of each strength.")
@click.option(
    "--shots",
    type=int,
    help="Training images a class.  [default: 50, or what the smallest class has]",
)
@click.option(
    "--model",
    help="small-cnn, efficientnet-lite0, efficientnet-lite0-head, timm:NAME or package.module:function.  [default: by image size]",
)
@click.option("--epochs", type=int, help="Passes over the training images.  [default: by model]")
@click.option(
    "--image-size",
    type=int,
    help="Side to train at, in pixels.  [default: that of the images, at most 96]",
)
@click.option(
    "--time-budget",
    metavar="TIME",
    help="Such as 90s, 2m, 1h: drops seeds, then strengths, then epochs to fit.",
)
@click.option(
    "--workers", type=int, help="Worker processes, one thread each.  [default: one a core]"
)
@click.option(
    "--engine",
    type=click.Choice(["local"]),
    default="local",
    show_default=True,
    help="Where the trials run.",
)
@_store
@click.option("--seed", type=int, default=0, show_default=True, help="Seed of the whole sweep.")
@click.option(
    "--device", type=click.Choice(["auto", "cpu", "cuda"]), default="auto", show_default=True
)
def sweep(
    policy_file: str,
    source: str,
    out: str,
    store_url: str | None,
    strengths: str | None,
    time_budget: str | None,
    **settings: Any,
) -> None:
    """Measure how strong POLICY should be: train at every strength, and plot validation accuracy
    against it.
    """
    from explorer.data.image_set import open_image_set
    from explorer.policy.files import load
    from explorer.sweep import control
    from explorer.sweep.draft import draft, filled_in
    from explorer.sweep.plan import STRENGTHS, parse_duration, parse_strengths, total_trials

    read_strengths = STRENGTHS if strengths is None else parse_strengths(strengths)
    budget_s = None if time_budget is None else parse_duration(time_budget)
    policy = load(policy_file).policy
    image_set = open_image_set(source)
    spec = draft(
        policy, image_set, source, strengths=read_strengths, time_budget_s=budget_s, **settings
    )
    known = {
        "name": image_set.name,
        "digest": image_set.digest,
        "test": len(image_set.split("test")),
    }
    with control.opened(store_url):
        folder = _out_folder(out)  # once all else is right: a mistake leaves no folder behind
    total, fewest = (total_trials(spec, bool(known["test"]), winner) for winner in (None, 0.0))
    final = (
        f", and the final test: {total} trials, {fewest} where strength 0 turns out best"
        if known["test"]
        else f": {total} trials"
    )
    _note(
        f"{len(spec.strengths)} strengths x {spec.seeds} seed{'' if spec.seeds == 1 else 's'}{final}"
    )
    chosen = list(filled_in(spec, image_set, strengths=strengths, **settings))
    for line in chosen:
        _note(line)
    sweep_id = control.create(spec, dataset=known, store_url=store_url, start=False)
    _follow_and_write(sweep_id, store_url, folder, begin=control.start, said=chosen)


@click.command()
@click.argument("sweep_id", metavar="SWEEP_ID")
@click.option(
    "--seeds",
    type=int,
    metavar="N",
    help="Add N seeds to a sweep that has ended: a new run, which takes over its trials.",
)
@click.option(
    "--again",
    is_flag=True,
    help="Measure the same settings anew, as a new run: for a sweep of an earlier release.",
)
@click.option("--out", metavar="DIR", help="Folder for sweep.json, report.html and policy.json.")
@_store
def resume(
    sweep_id: str, seeds: int | None, again: bool, out: str | None, store_url: str | None
) -> None:
    """Run what is missing of a sweep that was stopped or interrupted; follow one that runs.

    Of a finished one, write the files again.
    """
    from explorer.errors import SweepError
    from explorer.sweep import control

    if again and seeds is not None:
        raise SweepError(
            f"--seeds {seeds} adds to what was measured, --again begins anew: give one of them"
        )
    before = control.progress(
        sweep_id, store_url
    ).sweep  # before the folder is made: an unknown sweep leaves none behind
    if seeds is not None:
        _check_data(before)
    folder = None if out is None else _out_folder(out)
    begin = _go_on
    if seeds is not None or again:
        begin = control.start
        renew = control.start_again if seeds is None else partial(control.more_seeds, seeds=seeds)
        sweep_id = renew(sweep_id, store_url=store_url, start=False)
        _note(f"the new run is sweep {sweep_id}")
    _follow_and_write(sweep_id, store_url, folder, begin)


@click.command()
@click.option("--json", "as_json", is_flag=True, help="Print a JSON list instead of a table.")
@_store
def sweeps(as_json: bool, store_url: str | None) -> None:
    """List all sweeps, newest first."""
    from explorer.sweep import control

    entries = control.list_sweeps(store_url)
    if as_json:
        click.echo(json.dumps(entries, indent=2))
        return
    waiting = sum(entry["status"] == "queued" for entry in entries)
    ahead = {
        "queued": "  waiting for its turn",
        "running": f"  {waiting} waiting" if waiting else "",
    }
    if not entries:
        click.echo("no sweeps yet; `aug-explorer sweep POLICY --data digits --out DIR` runs one")
    for entry in entries:
        done = f"{entry['trials_done']:>4} of {entry['trials']:<4} trials"
        click.echo(
            f"{entry['sweep_id']}  {entry['status']:<11}  {done}  {entry['created']}  {entry['data']}{ahead.get(entry['status'], '')}"
        )


def _check_data(sweep: "Sweep") -> None:
    """Refuses a data set that is no longer the one that was measured on, before a run is made for
    it.
    """
    from explorer.data.image_set import open_image_set
    from explorer.errors import SweepError

    known = sweep.dataset or {}
    if "digest" in known and open_image_set(sweep.spec["data"]).digest != known["digest"]:
        raise SweepError(
            f"the data set {known['name']} has changed since sweep {sweep.sweep_id} was planned: seeds can be added on the same images only"
        )


def _go_on(sweep_id: str, store_url: str | None) -> None:
    """Starts what is missing of a sweep.

    One that is under way is followed instead, for as long as it has a runner.
    """
    from explorer.errors import SweepError
    from explorer.sweep import control

    now = control.progress(sweep_id, store_url)
    if not now.ended:
        _note(f"sweep {sweep_id} is {now.status} already; following it")
        now = _follow(sweep_id, store_url)
        if now.status != "interrupted":
            return
    if now.status == "finished":
        return
    try:
        control.resume(sweep_id, store_url)
    except SweepError:  # unless its runner was only late, and is back
        if control.progress(sweep_id, store_url).ended:
            raise


def _note(line: str) -> None:
    click.echo(f"note: {line}", err=True)


def _follow_and_write(
    sweep_id: str,
    store_url: str | None,
    folder: Path | None,
    begin: Callable[[str, str | None], None] | None = None,
    said: Sequence[str] = (),
) -> None:
    try:
        if begin is not None:  # in here: a Ctrl-C must not leave a runner behind
            begin(sweep_id, store_url)
        end = _follow(sweep_id, store_url)
    except KeyboardInterrupt:
        _stop(sweep_id, store_url)
        click.echo(f"stopped; go on with: {_resume_line(sweep_id, store_url, folder)}", err=True)
        sys.exit(ExitCode.INTERRUPTED)
    if end.status == "failed":
        from explorer.errors import SweepError

        raise SweepError(f"sweep {sweep_id} failed: {end.message}")
    if end.status != "finished":
        click.echo(
            f"sweep {sweep_id} was {end.status}; go on with: {_resume_line(sweep_id, store_url, folder)}",
            err=True,
        )
        sys.exit(ExitCode.INCOMPLETE)
    result = end.result()
    if result.verdict is not None:
        click.echo(result.verdict.sentence)
    for note in (*result.notes, *result.data_warnings):
        if note not in said:
            _note(note)
    if folder is not None:
        for path in _write(result, end.sweep.spec["data"], folder):
            click.echo(f"wrote {path}")


def _follow(sweep_id: str, store_url: str | None) -> "Progress":
    """Returns the end of the sweep; draws a progress bar meanwhile, unless standard error is no
    terminal.
    """
    from explorer.sweep.control import opened, progress_in

    ahead: threading.Thread | None = None
    with opened(store_url) as store, _bar(sweep_id) as bar:
        while True:
            now = progress_in(store, sweep_id)
            _draw(bar, now)
            if now.ended:
                break
            if (
                ahead is None and now.sweep.verdict is not None
            ):  # the report's libraries take a second, which the final test leaves free
                ahead = threading.Thread(target=_load_report, daemon=True)
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
        if (
            not bar.disable and (bar.ncols or 0) < 1
        ):  # a terminal that does not say its size, as under `script`: tqdm would draw nothing
            bar.ncols, bar.nrows = COLUMNS, None
        yield bar


def _draw(bar: Any, now: "Progress") -> None:
    left = "" if now.left_s is None else f", about {now.left_s:.0f} s left"
    bar.set_description_str(
        f"sweep {now.sweep.sweep_id}: {now.done} of {now.total} trials, {now.message or now.status}{left}",
        refresh=False,
    )
    bar.n = now.fraction
    bar.refresh()


def _stop(sweep_id: str, store_url: str | None) -> None:
    from explorer.sweep import control

    control.stop(sweep_id, store_url)
    deadline = time.monotonic() + STOP_WITHIN_S
    while time.monotonic() < deadline and not control.progress(sweep_id, store_url).ended:
        time.sleep(POLL_S)


def _resume_line(sweep_id: str, store_url: str | None, folder: Path | None) -> str:
    options = [
        *(() if folder is None else ("--out", str(folder))),
        *(() if store_url is None else ("--store", store_url)),
    ]
    return shlex.join(["aug-explorer", "resume", sweep_id, *options])


def _out_folder(out: str) -> Path:
    from explorer.errors import SweepError, quoted

    if not out.strip():
        raise SweepError(f"--out {quoted(out)} names no folder")
    folder = Path(out)
    try:
        folder.mkdir(parents=True, exist_ok=True)
        probe = folder / ".write-test"
        probe.touch()
        probe.unlink()
    except OSError as error:
        raise SweepError(
            f"--out {quoted(out, 200)} cannot be written to: {error.strerror}"
        ) from None
    return folder


def _load_report() -> None:
    import explorer.report  # noqa: F401


def _write(result: "SweepResult", source: str, folder: Path) -> Iterator[Path]:
    from explorer.policy.files import dumps
    from explorer.report import html
    from explorer.sweep.findings.evidence import recommended

    texts = {
        "sweep.json": json.dumps(result.to_json(), indent=2, allow_nan=False) + "\n",
        "report.html": html(result, _pictures(result, source)),
        "policy.json": dumps(recommended(result)),
    }
    for name, text in texts.items():
        (folder / name).write_text(text, encoding="utf-8")
        yield folder / name


def _pictures(result: "SweepResult", source: str) -> "tuple[Picture, ...]":
    from explorer.data.image_set import open_image_set
    from explorer.errors import DataError
    from explorer.report import pictures_of

    try:
        return pictures_of(result, open_image_set(source))
    except DataError as error:
        _note(f"the report has no pictures: {error}")
        return ()
