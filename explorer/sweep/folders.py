"""Where sweeps, their logs and decoded data sets are kept: AUG_EXPLORER_HOME, or the user's own data and cache folders."""

import os
from pathlib import Path

import platformdirs

HOME_VARIABLE = "AUG_EXPLORER_HOME"
_APP = "augmentation-explorer"


def data_folder() -> Path:
    """Returns the folder of the store and the logs, made where it is missing."""
    return _made(Path(home) if (home := os.environ.get(HOME_VARIABLE)) else platformdirs.user_data_path(_APP))


def cache_folder() -> Path:
    """Returns the folder of what can be computed again (decoded data sets), made where it is missing."""
    return _made(Path(home) / "cache" if (home := os.environ.get(HOME_VARIABLE)) else platformdirs.user_cache_path(_APP))


def default_store_url() -> str:
    """Returns the URL of the SQLite file in the data folder."""
    return f"sqlite:///{data_folder() / 'sweeps.sqlite3'}"


def log_file(sweep_id: str) -> Path:
    """Returns where the runner of `sweep_id` writes what goes wrong."""
    return _made(data_folder() / "logs") / f"{sweep_id}.log"


def _made(folder: Path) -> Path:
    folder.mkdir(parents=True, exist_ok=True)
    return folder
