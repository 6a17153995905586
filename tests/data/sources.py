"""Data sets as files, for the tests of what opens them."""

import tarfile
import zipfile

import pytest

from explorer.data.image_set import open_image_set
from explorer.errors import DataError


def zipped(folder, target, *, wrap="", extra=()):
    with zipfile.ZipFile(target, "w") as archive:
        for path in sorted(folder.rglob("*")):
            archive.write(path, f"{wrap}{path.relative_to(folder).as_posix()}")
        for name, data in extra:
            archive.writestr(name, data)
    return target


def tarred(folder, target, *, wrap=""):
    """Packs a folder as a tar, compressed as the name of the target says."""
    mode = {".gz": "w:gz", ".tgz": "w:gz"}.get(target.suffix, "w")
    with tarfile.open(target, mode) as archive:
        archive.add(folder, wrap or folder.name)
    return target


def sizes(image_set):
    return {name: len(items) for name, items in image_set.splits.items()}


def refusal(source, **options):
    with pytest.raises(DataError) as error:
        open_image_set(source, **options)
    assert "\n" not in str(error.value)
    return str(error.value)
