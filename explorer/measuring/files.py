"""The three files that a sweep leaves: sweep.json, report.html and policy.json.

Imports what makes a report inside the functions: it takes a second.
"""

import json
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING

from explorer.data.image_set import open_image_set
from explorer.data.reading import Reading
from explorer.errors import DataError, SweepError, quoted
from explorer.policy.files import dumps
from explorer.sweep.findings.result import SweepResult
from explorer.sweep.reading import recommended

if TYPE_CHECKING:
    from explorer.report import Picture


def out_folder(out: str | Path, told_by: str) -> Path:
    """Returns the folder for the files, made where it is missing.

    Raises SweepError, which names what it was `told_by`, where it cannot be written to.
    """
    if not str(out).strip():
        raise SweepError(f"{told_by} {quoted(str(out))} names no folder")
    folder = Path(out)
    try:
        folder.mkdir(parents=True, exist_ok=True)
        probe = folder / ".write-test"
        probe.touch()
        probe.unlink()
    except OSError as error:
        raise SweepError(
            f"{told_by} {quoted(str(out), 200)} cannot be written to: {error.strerror}"
        ) from None
    return folder


def load_report() -> None:
    """Imports what a report is made with."""
    import explorer.report  # noqa: F401 - imported for later


def write(
    result: SweepResult, source: str, folder: Path, note: Callable[[str], None]
) -> Iterator[Path]:
    """Writes the three files and yields the path of each; without a verdict, the first two.

    `source` is where the data set is, for the pictures of the report; `note` is told why there are
    none. Raises ExplorerError where this release refuses the policy.
    """
    from explorer.report import html

    texts = {
        "sweep.json": json.dumps(result.to_json(), indent=2, allow_nan=False) + "\n",
        "report.html": html(result, _pictures(result, source, note)),
    }
    if result.verdict is not None:
        texts["policy.json"] = dumps(recommended(result))
    for name, text in texts.items():
        (folder / name).write_text(text, encoding="utf-8")
        yield folder / name


def _pictures(
    result: SweepResult, source: str, note: Callable[[str], None]
) -> "tuple[Picture, ...]":
    from explorer.report import pictures_of

    try:
        images = open_image_set(source, reading=Reading.from_json(result.course.reading))
        if result.dataset and result.dataset.digest not in (None, images.digest):
            raise DataError(f"the data set {quoted(source, 200)} has changed since it was measured")
        return pictures_of(result, images)
    except DataError as error:
        note(f"the report has no pictures: {error}")
        return ()
