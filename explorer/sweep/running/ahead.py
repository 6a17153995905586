"""What a trial costs, measured by a runner that waits: its imports are behind it then."""

import importlib

from explorer.sweep.engines import Engine
from explorer.sweep.planning.cost import Measured, measured
from explorer.sweep.planning.spec import SweepSpec

TICK_S = 0.25


def measured_ahead(spec: SweepSpec, work_name: str, engine: Engine) -> Measured:
    """Returns what `measured` does for a sweep yet to come.

    It runs on an engine with a worker for each of the sweep's processes. Raises ExplorerError as
    the sweep would.
    """
    data = importlib.import_module(work_name).prepare(spec)
    return measured(
        spec, data.digest, work_name, lambda tasks: engine.run(tasks, data.place, TICK_S)
    )
