"""The files of a data set, wherever they lie: read-only and distrusted.

Knows nothing of classes and splits.
"""

from collections.abc import Mapping
from contextlib import AbstractContextManager
from types import MappingProxyType
from typing import NamedTuple, Protocol

from explorer.images import MAX_BYTES

MAX_FILES = 300_000
MAX_DEPTH = 8
# What macOS, Windows, Linux, Synology and QNAP leave in folders, in small letters: thumbnails,
# waste baskets, settings of a view.
_LEFT_BEHIND = frozenset(
    (
        "__macosx",
        "thumbs.db",
        "ehthumbs.db",
        "desktop.ini",
        "$recycle.bin",
        "system volume information",
        "lost+found",
        "@eadir",
        "#recycle",
        "@recycle",
        "@recently-snapshot",
        "@__thumb",
        "__pycache__",
    )
)
_HIDDEN = frozenset((".DS_Store", ".Trashes", ".ipynb_checkpoints", ".Spotlight-V100", ".git"))


class Reader(Protocol):
    """Reads single files of a source; threads may share it."""

    def read(self, path: str, limit: int = MAX_BYTES) -> bytes:
        """Returns the content of a file.

        Raises ImageError when it is over `limit` bytes, OSError when it cannot be read.
        """


class Listing(NamedTuple):
    """What a source holds, sorted: every file, and every folder with a slash at its end.

    `unread` says which folders could not be entered, and why; `passed` how many files and folders
    of each name were passed over. `encoding` is that of names which do not say that they are UTF-8,
    and `note` what is said where it was guessed.
    """

    paths: list[str]
    unread: tuple[str, ...] = ()
    passed: Mapping[str, int] = MappingProxyType({})
    encoding: str | None = None
    note: str = ""


class Source(Protocol):
    """The files of a data set, by paths with forward slashes."""

    @property
    def name(self) -> str:
        """What to call the source in a message and on the screen."""

    def listing(self) -> Listing:
        """Returns every file and folder, except those that `passed_over` names."""

    def size(self, path: str) -> int | None:
        """Returns the size of a file in bytes, or None where there is none of that path."""

    def fingerprint(self, paths: list[str]) -> str:
        """Returns a digest that changes whenever one of these files does."""

    def reader(self) -> AbstractContextManager[Reader]:
        """Opens the source for reading."""


def passed_over(name: str) -> bool:
    """Tells whether a file or folder is hidden, or left behind by an operating system."""
    return name.startswith(".") or name.lower() in _LEFT_BEHIND


def passed_name(name: str) -> str:
    """Returns what is said of a name that is passed over: many hidden ones are one kind."""
    return name if name.lower() in _LEFT_BEHIND or name in _HIDDEN else ".*"
