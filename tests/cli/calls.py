"""How tests call a command, and wait for what it does in a process of its own."""

import contextlib
import os
import signal
import sqlite3
import time
from pathlib import Path

from click.testing import CliRunner

from explorer import cli


def named(name):
    """Returns the command that is called so."""
    return cli.cli.get_command(None, name)


def invoke(command, *arguments):
    """Calls a command in this process; its error is in the answer."""
    return CliRunner().invoke(command, [str(argument) for argument in arguments])


def follows(pid):
    """Whether the process has come as far as looking at the store."""
    with contextlib.suppress(FileNotFoundError):  # one that it has closed meanwhile
        return any(
            "sqlite3" in str(entry.readlink()) for entry in Path(f"/proc/{pid}/fd").iterdir()
        )
    return False


def wait(condition, timeout_s=60.0):
    deadline = time.monotonic() + timeout_s
    while not condition():
        assert time.monotonic() < deadline
        time.sleep(0.05)


def freeze(pid, database):
    """Stops the processes of a runner between two of its writes.

    One that is stopped within a write holds the lock of the file, and nobody else can write.
    """
    while True:
        os.killpg(pid, signal.SIGSTOP)
        with contextlib.closing(sqlite3.connect(database, timeout=0.2)) as connection:
            try:
                connection.execute("BEGIN IMMEDIATE")
                connection.rollback()
                return
            except sqlite3.OperationalError:
                os.killpg(pid, signal.SIGCONT)
