"""The data roots: the only folders that a server reads data sets from."""

import os
from pathlib import Path

from explorer.errors import DataError, quoted_path

Roots = tuple[Path, ...] | None  # None stands for no restriction


def check_under(path: Path, roots: tuple[Path, ...]) -> None:
    """Raises DataError when `path`, with links resolved, lies under none of the data roots."""
    real = Path(os.path.realpath(path))
    if not any(real.is_relative_to(os.path.realpath(root)) for root in roots):
        allowed = "no data roots were given at the start"
        if roots:
            named = ", ".join(quoted_path(str(root)) for root in roots)
            allowed = f"the data roots are {named}"
        raise DataError(f"{quoted_path(str(path))} is not under a data root ({allowed})")
