"""What can be taken along of a run: its trials, its numbers, and its report, made at the click."""

import json
from collections.abc import Callable, Sequence

from explorer import numbers, report
from explorer.charts import trials
from explorer.data.reading import Reading
from explorer.errors import ExplorerError
from explorer.sweep import control
from explorer.sweep.findings.result import SweepResult
from explorer.ui import datasets, downloads, sweeps

Now = Callable[[], SweepResult]


def show(now: Now, source: str, name: str) -> None:
    """Shows the buttons; they stand in the caller's row.

    `now` gives what is known at the click, `source` is the data set that the run was made on, and
    the files begin with `name`.
    """
    _button("Trials as CSV", lambda: _csv(now()), f"{name}.csv", "text/csv", "table")
    _button("JSON", lambda: _json(now()), f"{name}.json", "application/json", "data_object")
    _button("HTML report", lambda: _html(now(), source), f"{name}.html", "text/html", "description")


def of_all(results: Sequence[SweepResult]) -> None:
    """Shows the button for one report of several runs."""
    many = "both" if len(results) == 2 else f"all {numbers.whole(len(results))}"
    _button(
        f"Report of {many}",
        lambda: report.html_of_several([_with_pictures(each) for each in results]),
        f"sweeps-{'-'.join(each.sweep_id[-4:] for each in results)}.html",
        "text/html",
        "file_copy",
    )


def pictures(source: str, result: SweepResult) -> tuple[report.Picture, ...]:
    """Returns the pictures of a report; none where the data set is gone: the numbers are not."""
    if result.dataset is None:
        return ()
    try:
        return report.pictures_of(
            result, datasets.opened_off_page(source, Reading.from_json(result.course.reading))
        )
    except ExplorerError:
        return ()


def _with_pictures(drawn: SweepResult) -> tuple[SweepResult, tuple[report.Picture, ...]]:
    """A run as it stands at the click, with its pictures; as drawn where it is gone meanwhile."""
    try:
        progress = control.progress(drawn.sweep_id, sweeps.store_url())
        result = progress.result()
    except ExplorerError:
        return drawn, ()
    return result, pictures(progress.sweep.spec.data, result)


def _html(result: SweepResult, source: str) -> str:
    return report.html(result, pictures(source, result))


def _csv(result: SweepResult) -> str:
    return str(trials.table(result).to_csv(index=False))


def _json(result: SweepResult) -> str:
    return json.dumps(result.to_json(), indent=2)


def _button(label: str, make: Callable[[], str], name: str, mime: str, icon: str) -> None:
    # Made when asked for: the report alone takes a second.
    downloads.button(label, make, name, mime, key=f"results.{icon}", icon=f":material/{icon}:")
