"""Kinds of values that the options of commands take, beside those of Click."""

import click

from explorer import typed
from explorer.errors import ExplorerError


class Number(click.ParamType[float]):
    """A number with a decimal point or a decimal comma."""

    name = "float"

    def convert(
        self, value: object, param: click.Parameter | None, ctx: click.Context | None
    ) -> float:
        """Returns the number; ends the command with one line for what is none."""
        try:
            return typed.number(str(value))
        except ExplorerError as error:
            self.fail(str(error), param, ctx)


NUMBER = Number()
