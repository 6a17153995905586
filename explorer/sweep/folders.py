"""Where sweeps and their logs are kept: under AUG_EXPLORER_HOME, or in the user's own data folder."""

import os
from pathlib import Path

import platformdirs

from explorer.data.cache import HOME_VARIABLE

_APP = "augmentation-explorer"


def data_folder() -> Path:
    """Returns the folder of the store and the logs, made where it is missing."""
    return _made(Path(home) if (home := os.environ.get(HOME_VARIABLE)) else platformdirs.user_data_path(_APP))


def default_store_url() -> str:
    """Returns the URL of the SQLite file in the data folder."""
    return f"sqlite:///{data_folder() / 'sweeps.sqlite3'}"


def log_file(sweep_id: str) -> Path:
    """Returns where the runner of `sweep_id` writes what goes wrong."""
    return _made(data_folder() / "logs") / f"{sweep_id}.log"


def _made(folder: Path) -> Path:
    folder.mkdir(parents=True, exist_ok=True)
    return folder
