"""Following a sweep to its end, and Ctrl-C.

Loads no torch.
"""

import math
import shlex
import time
from collections.abc import Callable
from pathlib import Path

from explorer import numbers
from explorer.measuring.bar import Bar
from explorer.sweep import control
from explorer.sweep.control import Progress

POLL_S = 0.2
Begin = Callable[[str, str | None], None]
Look = Callable[[Progress], None]


def run(
    sweep_id: str,
    store_url: str | None,
    begin: Begin | None = None,
    *,
    look: Look | None = None,
    shown: bool = True,
    patience_s: float = math.inf,
) -> Progress:
    """Begins a sweep, follows it and returns its end.

    Ctrl-C stops the sweep and is raised again, once its runner has stopped or `patience_s` seconds
    have passed; a second Ctrl-C leaves at once.
    """
    try:
        if begin is not None:  # in here: a Ctrl-C must not leave a runner behind
            begin(sweep_id, store_url)
        return follow(sweep_id, store_url, look=look, shown=shown)
    except KeyboardInterrupt:
        stop(sweep_id, store_url, patience_s)
        raise


def follow(
    sweep_id: str, store_url: str | None, *, look: Look | None = None, shown: bool = True
) -> Progress:
    """Returns the end of a sweep, and draws a progress bar meanwhile.

    The bar is drawn if it is to be `shown` and there is a terminal or a notebook. `look` sees every
    step.
    """
    with Bar(f"sweep {sweep_id}", shown) as bar:
        while True:
            now = control.progress(sweep_id, store_url)
            bar.draw(now.fraction, _words(now))
            if now.ended:
                return now
            if look is not None:
                look(now)
            time.sleep(POLL_S)


def stop(sweep_id: str, store_url: str | None, patience_s: float = math.inf) -> None:
    """Asks a sweep's runner to stop, and waits until it has, or for `patience_s` seconds."""
    control.stop(sweep_id, store_url)
    deadline = time.monotonic() + patience_s
    while time.monotonic() < deadline and not control.progress(sweep_id, store_url).ended:
        time.sleep(POLL_S)


def resume_line(sweep_id: str, store_url: str | None, folder: Path | None = None) -> str:
    """Returns the command that goes on with the sweep, as it can be pasted."""
    options = [
        *(() if folder is None else ("--out", str(folder))),
        *(() if store_url is None else ("--store", store_url)),
    ]
    return shlex.join(["aug-explorer", "resume", sweep_id, *options])


def how_it_failed(end: Progress, store_url: str | None, folder: Path | None = None) -> str:
    """Returns that a sweep failed, why, and the command that goes on with it, in one line."""
    sweep_id = end.sweep.sweep_id
    how = resume_line(sweep_id, store_url, folder)
    counted = end.tally.beside(end.message)
    why = "; ".join(filter(None, (end.message.rstrip("."), counted)))
    return f"sweep {sweep_id} failed: {why}; once that is mended, go on with: {how}"


def where_it_ended(end: Progress) -> str:
    """Returns where a sweep ended that was stopped or interrupted, and how many trials failed."""
    said = end.result().ended_early or "stopped"  # it may be a moment before it has
    return "; ".join(filter(None, (said, end.tally.failures)))


def _words(now: Progress) -> str:
    left = "" if now.left_s is None else f", about {numbers.duration(now.left_s)} left"
    done = f"{now.tally.done}{now.tally.aside}, {now.message or now.status}"
    return f"sweep {now.sweep.sweep_id}: {done}{left}"
