"""Where sweeps and their logs are kept: under AUG_EXPLORER_HOME, or in the user's data folder."""

import tempfile
from pathlib import Path

import platformdirs

from explorer import variables
from explorer.errors import SweepError, quoted

_APP = "augmentation-explorer"


def data_folder() -> Path:
    """Returns the folder of the store and the logs, made where it is missing.

    Raises SweepError where it cannot be made.
    """
    home = variables.HOME.value
    return _made(Path(home) if home else platformdirs.user_data_path(_APP))


def default_store_url() -> str:
    """Returns the URL of the SQLite file in the data folder."""
    return f"sqlite:///{data_folder() / 'sweeps.sqlite3'}"


def log_file(sweep_id: str) -> Path:
    """Returns where the runner of `sweep_id` writes what goes wrong."""
    return _made(data_folder() / "logs") / f"{sweep_id}.log"


def check_data_folder() -> None:
    """Raises SweepError where nothing can be written to the data folder."""
    folder = data_folder()
    try:
        tempfile.TemporaryFile(dir=folder).close()
    except OSError as error:
        raise _unusable(folder, error) from None


def _made(folder: Path) -> Path:
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise _unusable(folder, error) from None
    return folder


def _unusable(folder: Path, error: OSError) -> SweepError:
    why = error.strerror or error
    another = f"{variables.HOME.name} may name another one"
    return SweepError(
        f"the data folder {quoted(str(folder), 300)} cannot be used: {why}; {another}"
    )
