"""One parameter of a transform, or one option of a row, and when a value of it is legal."""

from dataclasses import dataclass
from typing import Any

from explorer.choices.described import Described
from explorer.choices.forms import check_form, looks_like
from explorer.choices.kinds import KINDS
from explorer.errors import PolicyError


@dataclass(frozen=True, kw_only=True)
class Param(Described):
    """One parameter; `Described` says what each of its fields means."""

    def check(self, value: object) -> Any:
        """Returns `value` in its canonical, immutable form.

        Raises PolicyError, with the path below this parameter, where it is not legal.
        """
        if value is None:
            if self.nullable:
                return None
            raise PolicyError(f"may not be null ({self.expected})")
        for form in self.forms:
            if looks_like(form, value):
                return check_form(self, form, value)
        return KINDS[self.kind](self, value)
