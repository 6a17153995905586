"""What a preview process and its parent say to each other, and the errors that may pass."""

import pickle
import struct
from typing import IO, Any

from explorer.errors import ExplorerError

_LENGTH = struct.Struct("<Q")


class TooSlowError(ExplorerError):
    """A preview that was cut; the text names the step that took the time."""


class WorkerDiedError(ExplorerError):
    """A preview whose process ended by itself, for example because there was no memory left."""


class WorkerGoneError(WorkerDiedError):
    """A preview of which no step was begun: its process had ended while it waited for work."""


def write(stream: IO[bytes], message: object) -> None:
    """Sends one message; raises OSError when nobody listens any more."""
    data = pickle.dumps(message, protocol=5)
    stream.write(_LENGTH.pack(len(data)) + data)
    stream.flush()


def read(stream: IO[bytes]) -> Any:
    """Returns the next message, or None when the other end has closed the pipe."""
    head = stream.read(_LENGTH.size)
    if len(head) < _LENGTH.size:
        return None
    (length,) = _LENGTH.unpack(head)
    data = stream.read(length)
    # Both ends of the pipe are this program; nothing from outside passes through it.
    return pickle.loads(data) if len(data) == length else None  # noqa: S301
