"""The code in a text, and how its lines are called: a script, or what code stands in."""

import textwrap
from collections.abc import Sequence
from dataclasses import dataclass


@dataclass(frozen=True)
class Code:
    """Python code that was taken out of a text; `places` has what each of its lines is called.

    Without `places`, the lines are those of the text.
    """

    text: str
    places: Sequence[str] = ()

    def place(self, line: int) -> str:
        """Returns what a line of the code is called in messages: `line 3`."""
        return self.places[line - 1] if 0 < line <= len(self.places) else f"line {line}"


def script(text: str) -> Code:
    """Returns the code of a script; a snippet may be indented as where it was copied from."""
    return Code(textwrap.dedent(text))
