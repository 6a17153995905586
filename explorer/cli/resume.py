"""`aug-explorer resume`: goes on with a sweep, adds seeds, or writes its files again.

It can also measure the same settings anew, and judge again without training. Loads no torch;
imports stand inside the functions.
"""

from functools import partial
from typing import TYPE_CHECKING

import click

from explorer.cli.following import follow_and_write, tell_and_write
from explorer.cli.notes import note
from explorer.cli.options import store_option
from explorer.errors import SweepError
from explorer.measuring.files import out_folder
from explorer.measuring.following import follow

if TYPE_CHECKING:
    from pathlib import Path

    from explorer.sweep.storage.rows import Sweep


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
@click.option(
    "--judge",
    is_flag=True,
    help="Judge a sweep again as this release does, from what its networks predicted: no training.",
)
@click.option("--out", metavar="DIR", help="Folder for sweep.json, report.html and policy.json.")
@store_option
def resume(
    sweep_id: str,
    seeds: int | None,
    again: bool,
    judge: bool,
    out: str | None,
    store_url: str | None,
) -> None:
    """Run what is missing of a sweep that was stopped or interrupted; follow one that runs.

    Of a finished one, write the files again.
    """
    from explorer.sweep import control

    _check_one(seeds, again=again, judge=judge)
    # Before the folder is made: an unknown sweep leaves none behind.
    before = control.progress(sweep_id, store_url).sweep
    if seeds is not None:
        _check_data(before)
    folder = None if out is None else out_folder(out, "--out")
    if judge:
        _judge(sweep_id, store_url, folder)
        return
    begin = _go_on
    if seeds is not None or again:
        begin = control.start
        renew = control.start_again if seeds is None else partial(control.more_seeds, seeds=seeds)
        sweep_id = renew(sweep_id, store_url=store_url, start=False)
        note(f"the new run is sweep {sweep_id}")
    follow_and_write(sweep_id, store_url, folder, begin)


def _check_one(seeds: int | None, *, again: bool, judge: bool) -> None:
    told = {
        f"--seeds {seeds} adds to what was measured": seeds is not None,
        "--again begins anew": again,
        "--judge trains nothing": judge,
    }
    if sum(told.values()) > 1:
        given = ", ".join(does for does, is_given in told.items() if is_given)
        raise SweepError(f"{given}: give one of them")


def _judge(sweep_id: str, store_url: str | None, folder: "Path | None") -> None:
    """Judges a sweep again, says what it says now, and writes its files."""
    from explorer.sweep import control

    if not control.judge_again(sweep_id, store_url):
        note(f"sweep {sweep_id} says the same as before: it was judged in this way already")
    tell_and_write(control.progress(sweep_id, store_url), folder)


def _check_data(sweep: "Sweep") -> None:
    """Refuses a data set that is no longer the one that was measured on.

    This comes before a run is made for it.
    """
    known = sweep.dataset
    if known and known.digest and _digest(sweep) != known.digest:
        changed = f"has changed since sweep {sweep.sweep_id} was planned"
        raise SweepError(
            f"the data set {known.name} {changed}: seeds can be added on the same images only"
        )


def _digest(sweep: "Sweep") -> str:
    from explorer.data.image_set import open_image_set

    return open_image_set(sweep.spec.data, reading=sweep.spec.reading).digest


def _go_on(sweep_id: str, store_url: str | None) -> None:
    """Starts what is missing of a sweep.

    One that is under way is followed instead, for as long as it has a runner.
    """
    from explorer.sweep import control

    now = control.progress(sweep_id, store_url)
    if not now.ended:
        note(f"sweep {sweep_id} is {now.status} already; following it")
        now = follow(sweep_id, store_url)
        if now.status != "interrupted":
            return
    if now.status == "finished":
        return
    try:
        control.resume(sweep_id, store_url)
    except SweepError:  # unless its runner was only late, and is back
        if control.progress(sweep_id, store_url).ended:
            raise
