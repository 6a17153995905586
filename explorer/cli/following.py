"""What `sweep` and `resume` have in common.

A sweep is followed to its end, and what it found is said and written. Loads no torch.
"""

import sys
import threading
from collections.abc import Callable, Sequence
from pathlib import Path

import click

from explorer.cli.notes import note
from explorer.errors import ExitCode, SweepError
from explorer.measuring import files, following
from explorer.sweep import control
from explorer.sweep.control import Progress

STOP_WITHIN_S = 5.0


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
        end = following.run(sweep_id, store_url, begin, look=_Ahead(), patience_s=STOP_WITHIN_S)
    except KeyboardInterrupt:
        how = following.resume_line(sweep_id, store_url, folder)
        end = control.progress(sweep_id, store_url)
        click.echo(f"{following.where_it_ended(end)}; go on with: {how}", err=True)
        sys.exit(ExitCode.INTERRUPTED)
    if end.status == "failed":
        raise SweepError(following.how_it_failed(end, store_url, folder))
    if end.status != "finished":
        how = following.resume_line(sweep_id, store_url, folder)
        click.echo(
            f"sweep {sweep_id} was {following.where_it_ended(end)}; go on with: {how}", err=True
        )
        sys.exit(ExitCode.INCOMPLETE)
    tell_and_write(end, folder, said)
    if not end.has_verdict:  # why stands in its notes
        click.echo(f"sweep {sweep_id} has no verdict, and recommends no policy", err=True)
        sys.exit(ExitCode.INCOMPLETE)


def tell_and_write(end: Progress, folder: Path | None, said: Sequence[str] = ()) -> None:
    """Says what a sweep has found, and writes its files into `folder`.

    Notes that were `said` before are not said again.
    """
    result = end.result()
    if result.verdict is not None:
        click.echo(result.sentence)
    for line in (*result.notes, *result.data_warnings):
        if line not in said:
            note(line)
    if folder is not None:
        for path in files.write(result, end.sweep.spec.data, folder, note):
            click.echo(f"wrote {path}")


class _Ahead:
    """Loads the report's libraries, which takes a second that the final test leaves free."""

    def __init__(self) -> None:
        self._begun = False

    def __call__(self, now: Progress) -> None:
        if not self._begun and now.has_verdict:
            self._begun = True
            threading.Thread(target=files.load_report, daemon=True).start()
