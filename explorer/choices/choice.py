"""One row of a table, and how a row is found by its name."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, TypeVar

from explorer.choices.param import Param
from explorer.errors import PolicyError, quoted
from explorer.frozen import Frozen


@dataclass(frozen=True, kw_only=True)
class Choice:
    """One row of a table: what it is called, what it does in a sentence, and its options.

    `version` is raised by every change that moves a number that it takes part in; it is part of
    every spec and key.
    """

    name: str
    summary: str
    params: tuple[Param, ...] = ()
    version: int = 1

    def param(self, name: str) -> Param | None:
        """Returns the option called `name`, or None."""
        return next((param for param in self.params if param.name == name), None)

    @property
    def defaults(self) -> dict[str, Any]:
        """The usual value of every option."""
        return {param.name: param.default for param in self.params}

    def options(self, given: Mapping[str, Any]) -> Frozen[Any]:
        """Returns all options in their canonical form, the usual value for what is not given.

        Raises PolicyError for an option that there is not, and for a value out of bounds; its path
        is `name.option`.
        """
        for key in given:
            if self.param(key) is None:
                known = ", ".join(param.name for param in self.params) or "none"
                raise PolicyError(
                    f"is not an option of {self.name} (options: {known})", f"{self.name}.{key}"
                )
        checked = {}
        for param in self.params:
            try:
                checked[param.name] = param.check(given.get(param.name, param.default))
            except PolicyError as error:
                raise error.under(f"{self.name}.{param.name}") from None
        return Frozen(checked)


Row = TypeVar("Row", bound=Choice)


def chosen(table: Mapping[str, Row], name: object, what: str) -> Row:
    """Returns the row called `name`; raises PolicyError, which names the rows, where there is none.

    `what` is the kind of row, in words.
    """
    if isinstance(name, str) and name in table:
        return table[name]
    raise PolicyError(f"{what} {quoted(name)} is not one of {', '.join(table)}")
