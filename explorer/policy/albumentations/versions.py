"""The versions that decide what a policy does to a picture, told without loading Albumentations."""

from importlib.metadata import version

import cv2
import numpy as np

from explorer.version import __version__


def versions() -> dict[str, str]:
    """Returns the versions that decide what a policy does to a picture."""
    return {
        "albumentations": version("albumentations"),
        "opencv": cv2.__version__,
        "numpy": np.__version__,
        "explorer": __version__,
    }
