"""What the processes of a sweep share: their environment, and the module that does their work.

Light to import.
"""

import os
from pathlib import Path

WORK = "explorer.sweep.running.work"
# One thread a process: two processes of two threads each ran up to 13 times slower on two cores
# (docs/performance.md).
ONE_THREAD = dict.fromkeys(
    ("OMP_NUM_THREADS", "MKL_NUM_THREADS", "OPENBLAS_NUM_THREADS", "OPENCV_FOR_THREADS_NUM"), "1"
)
# Pretrained weights come from the cache: waiting for a network that is not there took 48 s a trial.
# Read when Albumentations is imported, so set before.
OFFLINE = {"HF_HUB_OFFLINE": "1"}


def child_environment() -> dict[str, str]:
    """Returns the environment of a process of ours.

    It has one thread, no downloads unless HF_HUB_OFFLINE says 0, and this very package on its path.
    """
    # The package is found where the starter found it, from any folder: `-m` alone looks in the
    # working directory and the installed packages.
    root = str(Path(__file__).resolve().parents[3])
    paths = [root, *filter(None, os.environ.get("PYTHONPATH", "").split(os.pathsep))]
    return {
        **OFFLINE,
        **os.environ,
        **ONE_THREAD,
        "PYTHONPATH": os.pathsep.join(dict.fromkeys(paths)),
    }
