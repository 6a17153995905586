"""Options that several commands have: the store, and one option for every field of a setting.

Loads no torch.
"""

import json
from collections.abc import Callable, Mapping, Sequence
from typing import Any, TypeVar

import click

from explorer.choices import chosen
from explorer.errors import ExplorerError, SweepError, quoted
from explorer.trial.measures import MEASURES
from explorer.trial.setting import FIELDS, Field

Command = TypeVar("Command", bound=Callable[..., Any])

store_option = click.option(
    "--store",
    "store_url",
    metavar="URL",
    help="SQLAlchemy URL of the store; by default a SQLite file in your data folder.",
)


def setting_options(command: Command) -> Command:
    """Gives a command an option for every field of a setting, called as the field."""
    for row in reversed(FIELDS):
        command = _option(row)(command)
    return command


def _option(row: Field) -> Callable[[Command], Command]:
    told = f"{row.help}  [default: {row.usual_words}]"
    if row.name == "options":
        return click.option(
            "--option", row.name, metavar="NAME.KEY=VALUE", multiple=True, help=told
        )
    flag = f"--{row.name.replace('_', '-')}"
    return click.option(flag, row.name, type=int if row.whole else str, help=told)


def read_setting(given: Mapping[str, Any]) -> dict[str, Any]:
    """Returns what was told of a setting, by field; None stands for what was not told."""
    return {**given, "options": read_options(given["options"]) or None}


def read_options(texts: Sequence[str]) -> dict[str, dict[str, Any]]:
    """Returns options written as NAME.KEY=VALUE, by name and key; raises SweepError for others.

    A value is read as JSON where it is any, and is a text otherwise.
    """
    found: dict[str, dict[str, Any]] = {}
    for text in texts:
        path, equals, value = text.partition("=")
        owner, dot, key = path.partition(".")
        if not (equals and dot and owner and key):
            raise SweepError(f"--option {quoted(text)} is not NAME.KEY=VALUE")
        if key in found.setdefault(owner, {}):
            raise SweepError(f"--option {quoted(path)} is given twice")
        found[owner][key] = _value(value)
    return found


def _value(text: str) -> Any:
    try:
        return json.loads(text)
    except (ValueError, RecursionError):
        return text


def read_measures(text: str | None) -> tuple[str, ...] | None:
    """Returns the measures that a list names, None where none was told; raises SweepError for one
    that there is not.
    """
    if text is None:
        return None
    try:
        return tuple(chosen(MEASURES, name.strip(), "measure").name for name in text.split(","))
    except ExplorerError as error:
        raise SweepError(str(error)) from None
