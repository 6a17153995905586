"""The heartbeat of a runner: a thread that beats and hears a stop.

It sees to it that stopping takes no longer than promised.
"""

import os
import signal
import threading
import time
from collections.abc import Callable
from contextlib import suppress

from sqlalchemy.exc import SQLAlchemyError

from explorer.sweep.storage.claim import Claim, TakenError

BEAT_S = 0.5
# A stop must be over within 3 s of the request: half a second until it is heard, this long for the
# runner to end by itself.
PATIENCE_S = 1.5


class Heart(threading.Thread):
    """Beats every 0.5 s.

    On a stop it says so in the store and calls `cancel`. It ends a runner that is stuck.
    """

    def __init__(self, claim: Claim, cancel: Callable[[], None]) -> None:
        super().__init__(daemon=True)
        self._claim, self._cancel = claim, cancel
        self._over = threading.Event()
        self.stopping = threading.Event()

    def run(self) -> None:
        """Beats until `finish`."""
        stopped_at = None
        while not self._over.wait(BEAT_S):
            try:
                asked = self._claim.beat()
                if asked is None:
                    end_group()  # another runner has the sweep: nothing more may be written
                if asked and not self.stopping.is_set():
                    self._claim.update(status="stopping", message="")
            except TakenError:
                end_group()
            except SQLAlchemyError:
                continue  # a store that is busy or away for a moment; the next beat tries again
            if asked and stopped_at is None:
                stopped_at = time.monotonic()
                self.stopping.set()
                self._cancel()
            if stopped_at is not None and time.monotonic() - stopped_at > PATIENCE_S:
                with suppress(TakenError):
                    self._claim.update(status="stopped", finished=time.time())
                end_group()

    def finish(self) -> None:
        """Stops beating; waits for a beat under way."""
        self._over.set()
        self.join()


def end_group() -> None:
    """Ends this process and every process it started, at once."""
    if os.name == "posix" and os.getpgrp() == os.getpid():
        os.killpg(0, signal.SIGKILL)
    os._exit(1)
