"""What `sweep` and `resume` leave: notes on standard error, and the files of a sweep.

Loads no torch; imports inside the functions.
"""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import click

from explorer.errors import DataError, SweepError, quoted

if TYPE_CHECKING:
    from explorer.report import Picture
    from explorer.sweep.findings.result import SweepResult


def note(line: str) -> None:
    """Says a line on standard error."""
    click.echo(f"note: {line}", err=True)


def out_folder(out: str) -> Path:
    """Returns the folder for the files, made where it is missing.

    Raises SweepError where it cannot be written to.
    """
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


def load_report() -> None:
    """Imports what a report is made with."""
    import explorer.report  # noqa: F401 - kept loaded


def write(result: "SweepResult", source: str, folder: Path) -> Iterator[Path]:
    """Writes sweep.json, report.html and policy.json, and yields the path of each."""
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
    from explorer.report import pictures_of

    try:
        return pictures_of(result, open_image_set(source))
    except DataError as error:
        note(f"the report has no pictures: {error}")
        return ()
