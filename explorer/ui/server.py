"""Streamlit as `aug-explorer app` starts it: `python -m explorer.ui.server run SCRIPT --flags`.

It ends with its starter, however that ends.
"""

import os
import signal
import sys
import threading
import time

from streamlit.web import cli

END_WITHIN_S = 5.0


def main() -> None:
    """Serves until told to stop, or until standard input closes.

    A starter that was killed says nothing else.
    """
    threading.Thread(target=_end_with_starter, daemon=True).start()
    cli.main(prog_name="streamlit")


def _end_with_starter() -> None:
    # Read below sys.stdin, whose lock a thread would still hold when the interpreter ends.
    while os.read(sys.__stdin__.fileno() if sys.__stdin__ else 0, 4096):
        pass
    os.kill(os.getpid(), signal.SIGTERM)
    time.sleep(END_WITHIN_S)
    # Threads of work under way (a measurement, a search for leaks) would hold the process for
    # minutes.
    os._exit(1)


if __name__ == "__main__":
    main()
