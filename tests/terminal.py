"""A child process as a terminal would start it, for the tests that press Ctrl-C."""

import signal
import subprocess
import sys


def started(*arguments: str, **options) -> subprocess.Popen:
    """Starts Python with SIGINT at its default.

    A shell that runs the tests in the background has it ignored, and children inherit that.
    """
    return subprocess.Popen(
        [sys.executable, *arguments],
        preexec_fn=lambda: signal.signal(signal.SIGINT, signal.SIG_DFL),
        **options,
    )
