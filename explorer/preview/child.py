"""The preview process: requests on its standard input, answers on its standard output.

Loads no torch, forks nothing.
"""

import os
import queue
import sys
import threading
from collections.abc import Callable
from typing import IO, Any

from explorer.errors import ExplorerError
from explorer.preview.draws import PrefixCache
from explorer.preview.pipe import WorkerDiedError, read, write
from explorer.preview.views import views

_NO_MEMORY = "the preview takes more memory than there is: choose a smaller size or fewer draws"


def main() -> None:
    """Runs the process; what libraries print goes to standard error."""
    stdout = os.fdopen(os.dup(1), "wb")
    os.dup2(2, 1)
    serve(sys.stdin.buffer, stdout, views(PrefixCache()))


def serve(stdin: IO[bytes], stdout: IO[bytes], views: dict[str, Callable[..., Any]]) -> None:
    """Answers requests until the parent closes the pipe, or is gone.

    Then the process ends at once, whatever it is doing.
    """
    requests: queue.SimpleQueue[Any] = queue.SimpleQueue()
    threading.Thread(target=_receive, args=(stdin, requests), daemon=True).start()
    lock = threading.Lock()

    def send(kind: str, content: Any) -> None:
        with lock:
            write(stdout, (kind, content))

    def watch(transform: str, began: bool) -> None:
        send("step", (threading.get_ident(), transform, began))

    send("ready", None)
    while True:
        view, arguments, keywords = requests.get()
        try:
            send("result", views[view](*arguments, **keywords, watch=watch))
        except ExplorerError as error:
            send("error", error)
        except MemoryError:
            send("error", WorkerDiedError(_NO_MEMORY))


def _receive(stdin: IO[bytes], requests: "queue.SimpleQueue[Any]") -> None:
    try:
        while (request := read(stdin)) is not None:
            requests.put(request)
    finally:
        os._exit(0)
