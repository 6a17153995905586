"""What following a program may cost."""

from collections.abc import Callable

from explorer.errors import PolicyError

STEPS = 60_000
DEPTH = 60
CALLS = 24
LENGTH = 4_000  # of a list, a text or a range that is made
WAYS = 48  # of going through a program where conditions cannot be known

Place = Callable[[int], str]


class Budget:
    """The steps that are left, shared by all ways through a program."""

    def __init__(self, place: Place) -> None:
        self.left, self.place = STEPS, place

    def spend(self, count: int, line: int) -> None:
        """Takes steps away; raises PolicyError, with the place, where none is left."""
        self.left -= count
        if self.left < 0:
            raise PolicyError(f"{self.place(line)}: the program is too long to be followed")
