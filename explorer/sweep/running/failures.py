"""When a sweep gives up: where every trial would fail, for the same reason.

A trial that fails is counted, and the others run. docs/decisions/0010-failed-trials.md says why.
"""

from collections.abc import Sequence

from explorer.errors import SweepError
from explorer.names import shown
from explorer.sweep.engines import Failed
from explorer.sweep.storage.rows import Trial
from explorer.trial.spec import Split

# Trials of so many arms and of so many seeds must fail for one reason. Those of one seed may fail
# because of its images, those of one arm because of its policy; then the others can still run. What
# is broken for a moment may mend: so many trials are tried.
ARMS, SEEDS, TRIALS = 2, 2, 10


class Failures:
    """Counts the failed trials of a round, which are among `trials`.

    `done` counts the finished ones of the sweep.
    """

    def __init__(self, trials: Sequence[Trial], done: int) -> None:
        self._trials = {trial.position: trial for trial in trials}
        self._failed: list[Trial] = []
        self._reasons: set[str] = set()
        self.done = done

    def add(self, event: Failed) -> None:
        """Takes a failed trial; raises SweepError where the sweep gives up."""
        self._failed.append(self._trials[event.key])
        self._reasons.add(event.message)
        if self.done or len(self._reasons) > 1:
            return
        arms = {trial.arm for trial in self._failed}
        seeds = {trial.seed for trial in self._failed}
        if len(arms) >= ARMS and len(seeds) >= SEEDS and len(self._failed) >= TRIALS:
            raise SweepError(f"no trial finished: {event.message}")


def none_finished(trials: Sequence[Trial]) -> str:
    """Returns why no trial of a sweep has finished; "" where one has."""
    reasons = dict.fromkeys(trial.message for trial in trials if trial.status == "failed")
    if not reasons or any(trial.status == "finished" for trial in trials):
        return ""
    first = "" if len(reasons) == 1 else " for several reasons; the first"
    return f"no trial finished{first}: {next(iter(reasons))}"


def one_line(error: BaseException) -> str:
    """Returns the error's type and the first line of its text."""
    return shown(f"{type(error).__name__}: {str(error).strip() or 'no message'}".splitlines()[0])


def first_failure(trials: Sequence[Trial], split: Split) -> str:
    """Returns what the first failed trial on that split said."""
    failed = (trial.message for trial in trials if (trial.status, trial.split) == ("failed", split))
    return next(failed, "none was run")
