"""`aug-explorer`: the group, its commands by name, and how errors end.

Commands are imported when they are called, so that help is quick.
"""

import importlib
import io
import os
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import click

from explorer.errors import ExitCode, ExplorerError
from explorer.version import __version__

# name -> where it is, and the line that `--help` shows without importing it. Before the first of
# `_AFTER` stand the commands that ask a question, which come from the table of questions.
_AFTER = ("resume", "sweeps")
COMMANDS = {
    "app": ("explorer.cli.app:app", "Start the app in the browser."),
    "catalog": (
        "explorer.cli.catalog:catalog",
        "List transforms, models, recipes and whatever else can be chosen.",
    ),
    "check": (
        "explorer.cli.policy:check",
        "Say whether a policy file is valid, and what was filled in.",
    ),
    "apply": ("explorer.cli.policy:apply", "Augment images with a policy."),
    "convert": ("explorer.cli.policy:convert", "Write a policy as JSON, YAML or Python."),
    "data": ("explorer.cli.data:data", "Show classes, splits and leaks of a data set."),
    "resume": ("explorer.cli.resume:resume", "Run what is missing of a sweep."),
    "sweeps": ("explorer.cli.sweeps:sweeps", "List all sweeps."),
}


class LazyGroup(click.Group):
    """A group that knows its commands by name and imports one when it is called."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        """Returns the names of the commands, in the order of `--help`."""
        return list(_lines())

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """Returns the command called `cmd_name`, or None."""
        if cmd_name not in COMMANDS:
            from explorer.cli.sweep import asking

            return asking(cmd_name)
        module, _, attribute = COMMANDS[cmd_name][0].partition(":")
        command: click.Command = getattr(importlib.import_module(module), attribute)
        return command

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """Writes the list of commands from the table alone."""
        with formatter.section("Commands"):
            formatter.write_dl(list(_lines().items()))


def _lines() -> dict[str, str]:
    """What every command does, by its name."""
    from explorer.sweep.questions.table import QUESTIONS  # light, and needed for the list alone

    asking = {row.command: row.lists for row in QUESTIONS.values()}
    known = {name: words for name, (_, words) in COMMANDS.items()}
    after = {name: known.pop(name) for name in _AFTER}
    return known | asking | after


@click.group(
    cls=LazyGroup,
    invoke_without_command=True,
    context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 120},
)
@click.version_option(__version__, prog_name="aug-explorer")
@click.pass_context
def cli(ctx: click.Context) -> None:
    """Tune an augmentation policy, measure how strong it should be, export it."""
    if ctx.invoked_subcommand is None:
        click.echo(ctx.get_help())


def main(arguments: Sequence[str] | None = None) -> None:
    """Runs the command line and exits.

    The exit code is 0, or 2 with one line for a mistake of the user's, or 130 after Ctrl-C.
    """
    sys.exit(_run(arguments))


def _run(arguments: Sequence[str] | None) -> int:
    _ready_streams()
    try:
        status: Any = cli.main(
            args=None if arguments is None else list(arguments),
            prog_name="aug-explorer",
            standalone_mode=False,
        )
        sys.stdout.flush()
        return status if isinstance(status, int) else ExitCode.DONE
    except ExplorerError as error:
        return _refuse(str(error))
    except click.ClickException as error:
        return _refuse(error.format_message())
    except (KeyboardInterrupt, click.Abort):
        return ExitCode.INTERRUPTED
    except BrokenPipeError:
        # Whoever read our output has left (`| head`). The interpreter flushes once more at its end:
        # into nothing.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return ExitCode.INCOMPLETE
    except OSError as error:
        return _refuse(
            ": ".join(str(part) for part in (error.filename, error.strerror or error) if part)
        )


def _ready_streams() -> None:
    for name in ("stdout", "stderr"):
        if getattr(sys, name) is None:  # closed by whoever called (`>&-`): nobody is listening
            nowhere = Path(os.devnull).open("w", encoding="utf-8")  # noqa: SIM115 - for the process
            setattr(sys, name, nowhere)
    if isinstance(sys.stdout, io.TextIOWrapper) and sys.stdout.errors == "strict":
        # For a name that the terminal's encoding does not have, or a file's that is no text.
        sys.stdout.reconfigure(errors="backslashreplace")


def _refuse(message: str) -> int:
    click.echo(f"error: {' '.join(message.split())}", err=True)
    return ExitCode.MISTAKE
