"""What a page, a command or a script does with sweeps: plan, start, look, stop, resume, list.

Every call names the store by its URL and holds nothing of it.
"""

from collections.abc import Collection, Iterator
from contextlib import contextmanager

from sqlalchemy.exc import SQLAlchemyError

from explorer.errors import SweepError, quoted
from explorer.sweep import judging
from explorer.sweep.findings.dataset import DataFacts
from explorer.sweep.findings.release import JUDGING, judging_release
from explorer.sweep.findings.result import SweepResult
from explorer.sweep.findings.tally import ENDED
from explorer.sweep.judging import OpenData, as_told
from explorer.sweep.planning import chain
from explorer.sweep.planning.budget import AROUND_S, Cost, Plan, plan
from explorer.sweep.planning.chain import seconds_for_more
from explorer.sweep.planning.cost import remembered
from explorer.sweep.planning.promise import Known, Promise, promised
from explorer.sweep.planning.spec import SweepSpec
from explorer.sweep.planning.versions import out_of_date
from explorer.sweep.progress import Progress, progress_in
from explorer.sweep.questions.table import processes, total_trials
from explorer.sweep.running.children import WORK
from explorer.sweep.running.launch import STANDBY, start_runner
from explorer.sweep.storage import keeping
from explorer.sweep.storage.damage import readable
from explorer.sweep.storage.database import first_line, without_password
from explorer.sweep.storage.measured import Measured, measured_in
from explorer.sweep.storage.overview import Line, overview_in, short_id, told_apart
from explorer.sweep.storage.rows import RESUMABLE, UNDER_WAY, Sweep, has_test
from explorer.sweep.storage.store import Store

__all__ = [
    "ENDED",
    "UNDER_WAY",
    "Line",
    "Measured",
    "Progress",
    "Promise",
    "called",
    "can_show",
    "create",
    "delete",
    "describe",
    "estimate",
    "is_deleted",
    "judge_again",
    "judged_before",
    "make_ready",
    "measured",
    "more_seeds",
    "opened",
    "out_of_date",
    "overview",
    "processes",
    "progress",
    "read_result",
    "remembered",
    "restore",
    "resume",
    "seconds_for_more",
    "short_id",
    "start",
    "start_again",
    "statuses",
    "stop",
    "told_apart",
    "total_trials",
    "under_way",
]


@contextmanager
def opened(store_url: str | None) -> Iterator[Store]:
    """Opens a store; raises SweepError for what goes wrong with it meanwhile."""
    store = Store(store_url)
    try:
        yield store
    except SQLAlchemyError as error:
        raise SweepError(
            f"the store {quoted(without_password(store.url), 200)} cannot be used: "
            f"{first_line(error)}"
        ) from None


def estimate(spec: SweepSpec, digest: str) -> Plan:
    """Returns the plan of `spec` on the data set with that digest.

    The plan says how long the sweep takes from Start to the end, and what a time budget drops.
    Where nothing is remembered, the runner that waits for the sweep measures, which takes some
    seconds. Raises ExplorerError for what the sweep itself would fail with.
    """
    probe = remembered(spec, digest) or STANDBY.measure(spec)
    return plan(spec, Cost(probe.epoch_s, probe.fixed_s, AROUND_S), spec.time_budget_s)


def can_show(
    spec: SweepSpec, digest: str, images: int, store_url: str | None = None
) -> Promise | None:
    """Returns what a sweep on the data set with that digest can show; None where nobody can tell.

    `images` is the number of validation images. The spread is that of the latest finished run of
    the same setting on the same data set, where there is one, and else assumed.
    """
    with opened(store_url) as store:
        latest = store.latest_spread(digest, spec.setting)
    return promised(spec, images, None if latest is None else Known(*latest))


def create(
    spec: SweepSpec,
    *,
    dataset: DataFacts | None = None,
    store_url: str | None = None,
    work: str = WORK,
    start: bool = True,
) -> str:
    """Writes a new sweep, starts its runner, and returns its id.

    `dataset` is what is known of the data already.
    """
    trials = total_trials(spec, has_test(dataset))
    with opened(store_url) as store:
        sweep_id = store.add_sweep(spec, trials=trials, dataset=dataset)
        if start:
            start_runner(sweep_id, store.url, work)
    return sweep_id


def make_ready(workers: int, store_url: str | None = None, work: str = WORK) -> None:
    """Has a runner wait for the next sweep, which then starts at once.

    Not while a sweep is under way: the runner would take its processors.
    """
    if not under_way(store_url):
        STANDBY.prepare(workers, work)


def under_way(store_url: str | None = None) -> tuple[str, ...]:
    """Returns what the sweeps are called that run, or wait to, told apart, the oldest first."""
    found = {key for key, status in statuses(store_url).items() if status in UNDER_WAY}
    lines = overview(store_url, found) if found else []
    return tuple(told_apart(line, lines) for line in reversed(lines))


def start(sweep_id: str, store_url: str | None = None, work: str = WORK) -> None:
    """Starts the runner of a sweep that was created without one.

    Raises SweepError where it has a runner or is finished.
    """
    with opened(store_url) as store:
        start_runner(sweep_id, store.url, work)


def progress(sweep_id: str, store_url: str | None = None) -> Progress:
    """Returns how far the sweep is.

    Raises SweepError for an unknown id, and where its rows cannot be read.
    """
    with opened(store_url) as store, readable(sweep_id):
        return progress_in(store, sweep_id)


def stop(sweep_id: str, store_url: str | None = None) -> None:
    """Asks the sweep's runner to stop; returns at once."""
    with opened(store_url) as store:
        store.request_stop(sweep_id)


def resume(sweep_id: str, store_url: str | None = None, work: str = WORK) -> None:
    """Starts a runner for what is missing of a stopped, interrupted or failed sweep.

    Raises SweepError where there is nothing to resume, and for a sweep that is `out_of_date`, of
    which `start_again` makes a new one.
    """
    with opened(store_url) as store:
        sweep = store.sweep(sweep_id)
        if sweep.status not in RESUMABLE:
            raise SweepError(
                f"sweep {sweep_id} is {sweep.status}; "
                "only a sweep that was stopped, interrupted or failed can be resumed"
            )
        start_runner(sweep_id, store.url, work)


def more_seeds(
    sweep_id: str, seeds: int, store_url: str | None = None, work: str = WORK, *, start: bool = True
) -> str:
    """Starts a new run with `seeds` more seeds than an earlier one, and returns its id.

    It takes over the trials of the run that ended. It judges anew and allows for the looks there
    were before. It confirms on test seeds that no run of the chain has used. Raises SweepError
    where the sweep is under way or `out_of_date`, has no finished trial, or would have too many
    seeds.
    """
    with opened(store_url) as store:
        added = chain.add_continuation(store, sweep_id, seeds)
        if start:
            start_runner(added, store.url, work)
    return added


def start_again(
    sweep_id: str, store_url: str | None = None, work: str = WORK, *, start: bool = True
) -> str:
    """Starts a new run of a sweep's settings under today's strength rule, and returns its id.

    Nothing is taken over.
    """
    with opened(store_url) as store:
        added = chain.add_again(store, sweep_id)
        if start:
            start_runner(added, store.url, work)
    return added


def statuses(store_url: str | None = None) -> dict[str, str]:
    """Returns the status of every sweep by its id: what a poll may ask, for it reads no plan."""
    with opened(store_url) as store:
        return store.statuses()


def describe(sweep_id: str, name: str, note: str, store_url: str | None = None) -> None:
    """Gives a sweep a name and a note, each of which may be empty.

    Raises SweepError for one that is too long, or that holds what would disguise it.
    """
    with opened(store_url) as store:
        keeping.describe(store, sweep_id, name, note)


def delete(sweep_id: str, store_url: str | None = None) -> None:
    """Deletes a sweep, which `restore` brings back for a day; raises SweepError for one under way.

    It is removed when the store is opened after that day.
    """
    with opened(store_url) as store:
        keeping.delete(store, sweep_id)


def restore(sweep_id: str, store_url: str | None = None) -> None:
    """Brings a deleted sweep back; raises SweepError where it is removed already."""
    with opened(store_url) as store:
        keeping.restore(store, sweep_id)


def is_deleted(sweep_id: str, store_url: str | None = None) -> bool:
    """Tells whether a sweep was deleted and can still be brought back."""
    with opened(store_url) as store:
        return keeping.is_deleted(store, sweep_id)


def called(sweep_id: str, store_url: str | None = None) -> str:
    """Returns what people call a sweep, also one that was deleted; its id where it is removed."""
    with opened(store_url) as store:
        return keeping.called(store, sweep_id)


def judged_before(sweep: Sweep) -> bool:
    """Tells whether a sweep has the verdict of a release that judged in another way."""
    return sweep.verdict is not None and judging_release(sweep.verdict) != JUDGING


def judge_again(sweep_id: str, store_url: str | None = None, open_data: OpenData = as_told) -> bool:
    """Judges a sweep again as this release does, from its stored predictions, without training.

    `open_data` opens a data set whose true classes were not stored yet. Returns whether the verdict
    is another one now; the one before is kept. Raises SweepError for a sweep that is under way, and
    for one without a verdict.
    """
    with opened(store_url) as store:
        return judging.judge_again(store, sweep_id, open_data)


def overview(store_url: str | None = None, only: Collection[str] | None = None) -> list[Line]:
    """Returns a line for every sweep, or only for those ids, newest first."""
    with opened(store_url) as store:
        return overview_in(store, only)


def measured(store_url: str | None = None) -> tuple[Measured, ...]:
    """Returns which policies have a curve, by the finished runs over strengths, newest first."""
    with opened(store_url) as store:
        return measured_in(store)


def read_result(sweep_id: str, store_url: str | None = None) -> SweepResult:
    """Returns a sweep as it stands and what it found so far."""
    return progress(sweep_id, store_url).result()
