"""`aug-explorer sweep`, and the command of every other question.

It starts a sweep's runner, follows it, and writes what it found. Loads no torch; imports stand
inside the functions.
"""

from typing import Any

import click

from explorer.cli.following import follow_and_write
from explorer.cli.notes import note
from explorer.cli.options import asked_options, store_option
from explorer.data.kinds import list_kinds
from explorer.sweep.questions.table import QUESTIONS, Question


def command_of(question: Question) -> click.Command:
    """Returns the command that asks a question, with its options made from the tables."""
    kinds = list_kinds("a built-in data set")

    @click.command(question.command, help=question.does)
    @click.argument("policy", metavar="POLICY")
    @click.option(
        "--data",
        "source",
        metavar="PATH|NAME",
        required=True,
        help=f"{kinds[:1].upper()}{kinds[1:]}.",
    )
    @click.option(
        "--out",
        metavar="DIR",
        required=True,
        help="Folder for sweep.json, report.html and policy.json.",
    )
    @asked_options(question)
    @store_option
    def command(policy: str, source: str, out: str, store_url: str | None, **told: Any) -> None:
        from explorer.measuring.asking import request
        from explorer.measuring.files import out_folder
        from explorer.sweep import control

        asked = request(policy, source, question.name, **told)
        with control.opened(store_url):
            # Once all else is right: a mistake leaves no folder behind.
            folder = out_folder(out, "--out")
        said = tuple(asked.lines(store_url))
        for line in said:
            note(line)
        sweep_id = asked.create(store_url)
        follow_and_write(sweep_id, store_url, folder, begin=control.start, said=said)

    return command


def asking(command: str) -> click.Command | None:
    """Returns the command of that name that asks a question, or None."""
    row = next((row for row in QUESTIONS.values() if row.command == command), None)
    return None if row is None else command_of(row)
