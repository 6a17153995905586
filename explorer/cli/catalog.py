"""`aug-explorer catalog`: what can be chosen, from the tables themselves.

A table of Choices is listed once it has a row in `TABLES`.
"""

import json
from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING, Any

import click

from explorer.entry import resolve

if TYPE_CHECKING:
    from explorer.choices import Choice, Param

TRANSFORMS = "transforms"
# kind -> where its table is: a mapping from names to Choices, loaded when it is asked for
TABLES: Mapping[str, str] = {
    "models": "explorer.trial.models:MODELS",
    "recipes": "explorer.trial.recipes:RECIPES",
    "measures": "explorer.trial.measures:MEASURES",
    "questions": "explorer.sweep.questions.table:QUESTIONS",
    "engines": "explorer.sweep.engines.table:ENGINES",
}


@click.command()
@click.option(
    "--kind",
    type=click.Choice((TRANSFORMS, *TABLES)),
    default=TRANSFORMS,
    show_default=True,
    help="What to list.",
)
@click.option(
    "--json",
    "as_json",
    is_flag=True,
    help="Print a JSON list with every parameter instead of a table.",
)
def catalog(kind: str, as_json: bool) -> None:
    """List what can be chosen: transforms, models, recipes and so on."""
    if as_json:
        click.echo(json.dumps(_data(kind), indent=2))
        return
    for line in _by_family() if kind == TRANSFORMS else _rows(_table(kind)):
        click.echo(line)


def _table(kind: str) -> "Mapping[str, Choice]":
    table: Mapping[str, Choice] = resolve(TABLES[kind])
    return table


def _data(kind: str) -> list[dict[str, Any]]:
    from explorer.choices.listing import row_json
    from explorer.policy.catalog import listing

    if kind == TRANSFORMS:
        return listing.as_json()
    return [row_json(row) for row in _table(kind).values()]


def _by_family() -> Iterator[str]:
    """The transforms, a line each, below the name of their family."""
    from explorer.policy.catalog import CATALOG

    width = max(map(len, CATALOG))
    family = None
    for transform in CATALOG.values():
        if transform.family != family:
            yield ("" if family is None else "\n") + transform.family
            family = transform.family
        yield f"  {transform.name:<{width}}  {transform.summary}"


def _rows(table: "Mapping[str, Choice]") -> Iterator[str]:
    """The rows of a table, a line each, with their options below them."""
    width = max(map(len, table))
    for row in table.values():
        version = f" (version {row.version})" if row.version > 1 else ""
        yield f"{row.name:<{width}}  {row.summary}{version}"
        for param in row.params:
            yield f"  {row.name}.{param.name}: {_option(param)}"


def _option(param: "Param") -> str:
    return (
        f"{param.help} {param.expected[:1].upper()}{param.expected[1:]}; usually {_usual(param)}."
    )


def _usual(param: "Param") -> str:
    from explorer.choices.listing import plain

    usual = plain(param.check(param.default))
    return param.usual or (usual if isinstance(usual, str) else json.dumps(usual))
