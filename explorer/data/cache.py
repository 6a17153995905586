"""The cache folder: what can be computed again.

Files appear whole or not at all, and a damaged one counts as absent.
"""

import json
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import platformdirs

from explorer import variables
from explorer.errors import DataError, quoted_path


def cache_folder() -> Path:
    """Returns the folder `cache` in the home of the app, or else the user's cache folder.

    The home is the folder that AUG_EXPLORER_HOME names. The folder need not exist yet.
    """
    home = variables.HOME.value
    return Path(home) / "cache" if home else platformdirs.user_cache_path("augmentation-explorer")


def read_json(path: Path) -> Any:
    """Returns the content of a cached JSON file, or None where it is missing or damaged."""
    try:
        return json.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return None


def write_json(path: Path, content: Any) -> None:
    """Writes a cached JSON file in one step; readers see the old one or the new one.

    Raises DataError where the folder cannot be written to.
    """
    with writing(path.parent):
        path.parent.mkdir(parents=True, exist_ok=True)
        with tempfile.NamedTemporaryFile(
            "w", dir=path.parent, suffix=".part", delete=False, encoding="utf-8"
        ) as file:
            json.dump(content, file)
        Path(file.name).replace(path)


@contextmanager
def writing(folder: Path) -> Iterator[None]:
    """Turns an OSError about a file in the cache folder into a DataError that names the folder."""
    try:
        yield
    except OSError as error:
        raise DataError(
            f"the cache folder {quoted_path(str(folder))} cannot be written to: "
            f"{error.strerror or error}"
        ) from None
