"""When a sweep gives up.

A mistake of the user's ends it at once, and so do first trials that all fail.
"""

from collections.abc import Sequence

from explorer.errors import SweepError
from explorer.names import shown
from explorer.sweep.engines import Failed
from explorer.sweep.storage.rows import Trial
from explorer.trial.spec import Split

# Where the first 3 trials all fail, the others would fail too.
HOPELESS = 3


class Failures:
    """Counts the failed trials of a round; `done` counts the finished ones of the sweep.

    Where it gives up, the first one says why: what fails later may fail because of it.
    """

    def __init__(self, trials: int, done: int) -> None:
        self._few = min(HOPELESS, trials)
        self._failed, self.done = 0, done
        self._why = ""

    def add(self, event: Failed) -> None:
        """Takes a failed trial; raises SweepError where the sweep gives up."""
        self._failed += 1
        self._why = self._why or event.message
        if event.user_error:
            raise SweepError(event.message)
        if self.done or self._failed < self._few:
            return
        if self._failed > 1:
            raise SweepError(f"the first {self._failed} trials failed: {self._why}")
        raise SweepError(f"the trial failed: {self._why}")


def one_line(error: BaseException) -> str:
    """Returns the error's type and the first line of its text."""
    return shown(f"{type(error).__name__}: {str(error).strip() or 'no message'}".splitlines()[0])


def first_failure(trials: Sequence[Trial], split: Split) -> str:
    """Returns what the first failed trial on that split said."""
    failed = (trial.message for trial in trials if (trial.status, trial.split) == ("failed", split))
    return next(failed, "none was run")
