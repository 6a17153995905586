"""Which previews run here, in threads, and which in a process that can be killed.

One service serves all sessions of an app.
"""

import atexit
from collections.abc import Sequence
from functools import lru_cache
from typing import Any

from explorer.images import Image, UInt8
from explorer.policy.model import Policy
from explorer.preview.comparison import Comparison
from explorer.preview.cost import may_be_slow
from explorer.preview.draws import PrefixCache
from explorer.preview.extremes import Extremes
from explorer.preview.look import Look
from explorer.preview.pool import Pool
from explorer.preview.tiles import Sheet
from explorer.preview.views import views

LIMIT_S = 2.0
WORKERS = 2
STRIP_JOBS = 13  # of a strip: eight draws to find one that changes something, and five strengths


class PreviewService:
    """The views, safe for many sessions at once.

    Policies that are surely fast run in threads of this process. All others run in one of `workers`
    processes and are cut after `limit_s` of work; the wait for a free process does not count.
    Processes start when they are first needed, and end with `close` or with this process.
    """

    def __init__(self, limit_s: float = LIMIT_S, workers: int = WORKERS) -> None:
        self._limit_s = limit_s
        self._here = views(PrefixCache())
        self._pool = Pool(workers)

    def contact_sheet(
        self, policy: Policy, images: Sequence[Image], look: Look, draws: int = 8
    ) -> Sheet:
        """Returns each picture followed by its draws; see `sheets.contact_sheet`.

        Raises TooSlowError where it takes more than the limit.
        """
        sheet: Sheet = self._run(
            "contact_sheet", policy, list(images), look, draws, jobs=draws * len(images)
        )
        return sheet

    def pairs_sheet(self, policy: Policy, images: Sequence[Image], look: Look) -> Sheet:
        """Returns each picture beside a draw of its own; see `sheets.pairs_sheet`."""
        sheet: Sheet = self._run("pairs_sheet", policy, list(images), look, jobs=len(images))
        return sheet

    def steps_sheet(self, policy: Policy, image: Image, look: Look, draw: int = 0) -> Sheet:
        """Returns the picture after each step of one draw; see `sheets.steps_sheet`."""
        sheet: Sheet = self._run("steps_sheet", policy, image, look, draw, jobs=1)
        return sheet

    def strengths_sheet(
        self, policy: Policy, image: Image, look: Look, strengths: Sequence[float]
    ) -> Sheet:
        """Returns one draw at each of the strengths; see `sheets.strengths_sheet`."""
        arguments = (image, look, tuple(strengths))
        strongest = max(strengths)
        sheet: Sheet = self._run(
            "strengths_sheet", policy, *arguments, jobs=STRIP_JOBS, strength=strongest
        )
        return sheet

    def compare(self, policy: Policy, image: Image, look: Look, draw: int = 0) -> Comparison:
        """Returns one draw beside its original; see `comparison.compare`."""
        comparison: Comparison = self._run("compare", policy, image, look, draw, jobs=1)
        return comparison

    def extremes(
        self, policy: Policy, image: Image, look: Look, draws: int = 200, each: int = 3
    ) -> Extremes:
        """Returns the mildest and harshest of up to `draws` draws; see `extremes.extremes`."""
        found: Extremes = self._run("extremes", policy, image, look, draws, each, jobs=1)
        return found

    def single(
        self,
        policy: Policy,
        image: Image,
        look: Look,
        draw: int | None,
        steps: int | None = None,
    ) -> Sheet:
        """Returns one tile of a sheet by itself; see `single.single`."""
        sheet: Sheet = self._run("single", policy, image, look, draw, steps, jobs=1)
        return sheet

    def alone(self, policy: Policy, image: Image, look: Look, draw: int = 0) -> UInt8:
        """Returns a small square of what all that is on does; see `alone.alone`."""
        square: UInt8 = self._run("alone", policy, image, look, draw, jobs=1)
        return square

    def warm(self) -> None:
        """Starts a worker process, so that the first slow preview does not wait for it."""
        self._pool.warm()

    def close(self) -> None:
        """Ends the worker processes."""
        self._pool.close()

    def _run(
        self, view: str, policy: Policy, *arguments: Any, jobs: int, strength: float | None = None
    ) -> Any:
        look = next(argument for argument in arguments if isinstance(argument, Look))
        at = look.strength if strength is None else strength
        if not may_be_slow(policy, at, look.work_px, jobs):
            return self._here[view](policy, *arguments)
        return self._pool.run(view, (policy, *arguments), self._limit_s)


@lru_cache(maxsize=1)
def shared_service() -> PreviewService:
    """Returns the service of this process; it ends its workers at exit."""
    service = PreviewService()
    atexit.register(service.close)
    return service
