"""What a reader says of a file, line by line."""


class Notes(list[str]):
    """Lines on what was filled in, moved or is said otherwise; `near` are real differences.

    What is read nearly does not mean the same as the file does, and `--strict` refuses it.
    """

    def __init__(self) -> None:
        super().__init__()
        self.near: list[str] = []

    def nearly(self, line: str) -> None:
        """Adds a line on a difference."""
        self.near.append(line)


def nearly(notes: list[str], line: str) -> None:
    """Adds a line on a difference, to the notes where they do not tell differences apart."""
    if isinstance(notes, Notes):
        notes.nearly(line)
    else:
        notes.append(line)
