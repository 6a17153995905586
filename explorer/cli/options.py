"""The options that commands have in common: the store, and all that can be asked of a sweep.

Loads no torch.
"""

from collections.abc import Callable, Iterator
from typing import Any, TypeVar

import click

from explorer.measuring.options import READING, RUN, Option
from explorer.sweep.questions.option import Option as OwnOption
from explorer.sweep.questions.table import Question
from explorer.trial.setting import FIELDS, Field

Command = TypeVar("Command", bound=Callable[..., Any])

store_option = click.option(
    "--store",
    "store_url",
    metavar="URL",
    help="SQLAlchemy URL of the store; by default a SQLite file in your data folder.",
)


def reading_options(command: Command) -> Command:
    """Gives a command the options that say how a data set is read."""
    for row in reversed(READING):
        command = _reading_option(row)(command)
    return command


def _reading_option(row: Option) -> Callable[[Command], Command]:
    return click.option(
        _flag(row.name),
        row.name,
        type=int if row.whole else str,
        metavar=row.metavar,
        help=row.help,
    )


def asked_options(question: Question) -> Callable[[Command], Command]:
    """Gives a command an option for all that can be asked of a sweep with a question.

    The options are called as in the tables: those of the question, the fields of a setting, and
    those of a run.
    """

    def give(command: Command) -> Command:
        for option in reversed(tuple(_options(question))):
            command = option(command)
        return command

    return give


def _options(question: Question) -> Iterator[Callable[[Command], Command]]:
    first, *rest = (_run_option(row, question) for row in RUN)
    yield from map(_own_option, question.params)
    yield first
    yield from map(_field_option, FIELDS)
    yield from rest
    yield from map(_reading_option, READING)


def _flag(name: str) -> str:
    return f"--{name.replace('_', '-')}"


def _own_option(row: OwnOption) -> Callable[[Command], Command]:
    return click.option(
        _flag(row.name),
        row.name,
        type=click.Choice([*map(str, row.choices)]) if row.choices else str,
        metavar=row.metavar,
        help=f"{row.help}  [default: {row.usual}]",
    )


def _field_option(row: Field) -> Callable[[Command], Command]:
    told = f"{row.help}  [default: {row.usual_words}]"
    if row.name == "options":
        return click.option(
            "--option", row.name, metavar="NAME.KEY=VALUE", multiple=True, help=told
        )
    return click.option(_flag(row.name), row.name, type=int if row.whole else str, help=told)


def _run_option(row: Option, question: Question) -> Callable[[Command], Command]:
    kind: Any = int if row.whole else str
    return click.option(
        _flag(row.name),
        row.name,
        type=click.Choice(row.choices) if row.choices else kind,
        default=row.usual,
        metavar=row.metavar or None,
        help=row.words(question),
    )
