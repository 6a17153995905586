"""The progress bar: on a terminal, under IPython and in a notebook, never in a file; and notes.

Imports nothing of the project.
"""

import sys
import warnings
from types import TracebackType
from typing import Any

COLUMNS = 100
SHAPE = "{percentage:3.0f}%|{bar}| {desc}"


class Bar:
    """A bar from 0 to 1 with words beside it, which goes when it is closed.

    It is drawn on standard error where that is a terminal, and as an output of its own in a
    notebook; nowhere where it is not to be `shown`.
    """

    def __init__(self, words: str, shown: bool = True) -> None:
        tqdm = _tqdm()
        told: dict[str, Any] = {"file": sys.stderr, "disable": None if shown else True}
        if shown and in_notebook():
            # Its streams say that they are no terminal. tqdm draws a widget where it can.
            told = {} if _draws_widgets(tqdm) else {"file": _Output(), "ncols": COLUMNS}
        self._bar = tqdm(total=1.0, desc=words, bar_format=SHAPE, leave=False, **told)
        # On a terminal that does not say its size, as under `script`, tqdm would draw nothing.
        if not self._bar.disable and (self._bar.ncols or 0) < 1:
            self._bar.ncols, self._bar.nrows = COLUMNS, None

    def draw(self, fraction: float, words: str) -> None:
        """Draws the bar anew."""
        self._bar.set_description_str(words, refresh=False)
        self._bar.n = fraction
        self._bar.refresh()

    def __enter__(self) -> "Bar":
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._bar.close()


class _Output:
    """An output of a notebook that holds the line that was written last.

    It stands for a stream: a saved notebook would keep every line of that.
    """

    def __init__(self) -> None:
        from IPython.display import display

        self._shown = display({"text/plain": ""}, raw=True, display_id=True)

    def write(self, text: str) -> None:
        """Shows a line; carriage returns are of no use here."""
        if text.strip("\r\n"):
            self._shown.update({"text/plain": text.strip()}, raw=True)

    def flush(self) -> None:
        """Does nothing: a line is shown at once."""


def in_notebook() -> bool:
    """Returns whether this is the kernel of a notebook; does not load IPython."""
    shell = getattr(sys.modules.get("IPython"), "get_ipython", lambda: None)()
    return hasattr(shell, "kernel")


def note(line: str) -> None:
    """Says a line beside the results: on standard error, in a notebook in its output."""
    stream = sys.stdout if in_notebook() else sys.stderr
    stream.write(f"note: {line}\n")
    stream.flush()


def _tqdm() -> Any:
    with warnings.catch_warnings():
        # A notebook without ipywidgets gets a bar of text: nothing to be warned of.
        warnings.filterwarnings("ignore", message="IProgress not found")
        from tqdm.auto import tqdm
    return tqdm


def _draws_widgets(tqdm: Any) -> bool:
    return any(base.__module__ == "tqdm.notebook" for base in tqdm.__mro__)
