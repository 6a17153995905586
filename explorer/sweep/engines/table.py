"""The table of engines: where trials can run.

A row names its class as `module:Class`, which is made with the number of its worker processes.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType

from explorer.choices import Choice
from explorer.entry import resolve
from explorer.sweep.engines import Engine


@dataclass(frozen=True, kw_only=True)
class EngineChoice(Choice):
    """A row of the table.

    `here` tells that its workers are processes of this machine. A runner that waits for the next
    sweep can then have them ready.
    """

    maker: str
    here: bool

    def make(self, workers: int) -> Engine:
        """Returns an engine with that many workers, none of which runs yet."""
        engine: Engine = resolve(self.maker)(workers)
        return engine


_ROWS = (
    EngineChoice(
        name="local",
        summary="Processes of this machine.",
        maker="explorer.sweep.engines.local:LocalEngine",
        here=True,
    ),
)
ENGINES: Mapping[str, EngineChoice] = MappingProxyType({row.name: row for row in _ROWS})
