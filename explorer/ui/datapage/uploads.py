"""Uploaded zips, kept as files below one folder for the sweeps that read them later.

Bounded in number and size; knows no Streamlit.
"""

import hashlib
import os
import re
import shutil
import tempfile
import time
from pathlib import Path
from typing import IO

from explorer import names, numbers
from explorer.errors import DataError, quoted

MAX_ZIP_MB = 500
MAX_SETS = 40
MAX_STORE_BYTES = 8_000_000_000
KEPT_FOR_S = (
    24 * 3600
)  # what was uploaded or used within a day is never thrown out for something new
MAX_NAMES = 20
MAX_NAME_CHARS = 255  # what a file's name may have
_CHUNK = 1 << 20
_FORBIDDEN = re.compile(r"""[<>:"/\\|?*\x00-\x1f\x7f]+""")


def keep(root: Path, name: str, file: IO[bytes]) -> tuple[Path, bool]:
    """Returns where the zip is kept, `<root>/<digest>/<name>.zip`, and whether it is new there.

    It appears whole or not at all. The same zip under another name is kept once, and named twice:
    each session sees the name that it gave. Makes room by throwing out what was not used for
    longest, past a day. Raises DataError for what is no zip, is too large, finds no room, or has a
    name that could be disguised.
    """
    if trouble := names.refusal(name, MAX_NAME_CHARS):
        raise DataError(f"{quoted(name)} {trouble}; rename the file")
    size = file.seek(0, os.SEEK_END)
    if size > MAX_ZIP_MB * 1 << 20:
        raise DataError(
            f"{quoted(name)} has {numbers.megabytes(size)}, more than {MAX_ZIP_MB} MB; "
            "name it as a folder below a data root instead"
        )
    file.seek(0)
    digest = _digest(file)[:16]
    folder = root / digest
    path = folder / f"{safe_name(name)}.zip"
    try:
        new = not any(folder.glob("*.zip"))
        if new:
            _put(root, folder, path.name, file, size)
        _name(folder, path)
        os.utime(folder)
    except OSError as error:
        raise DataError(f"{quoted(name)} cannot be kept: {error.strerror or error}") from None
    return path, new


def _put(root: Path, folder: Path, name: str, file: IO[bytes], size: int) -> None:
    root.mkdir(parents=True, exist_ok=True, mode=0o700)
    _make_room(root, size)
    part = Path(tempfile.mkdtemp(prefix=".part-", dir=root))
    try:
        file.seek(0)
        with (part / name).open("wb") as target:
            shutil.copyfileobj(file, target, _CHUNK)
        try:
            part.rename(folder)
        except OSError:  # the same file, uploaded twice at once
            if not folder.is_dir():
                raise
    finally:
        shutil.rmtree(part, ignore_errors=True)


def _name(folder: Path, path: Path) -> None:
    """Has `path` name the zip that lies in the folder under other names.

    Sweeps and sessions that know those still find it.
    """
    if path.exists():
        return
    known = sorted(folder.glob("*.zip"))
    if len(known) >= MAX_NAMES:
        raise DataError(
            f"this zip is kept under {MAX_NAMES} names already, such as {quoted(known[0].stem)}"
        )
    try:
        path.hardlink_to(known[0])
    except FileExistsError:
        return
    except OSError:  # a disk that knows no links
        part = folder / f".{path.name}.part"
        shutil.copyfile(known[0], part)
        part.replace(path)


def _digest(file: IO[bytes]) -> str:
    digest = hashlib.sha256()
    while chunk := file.read(_CHUNK):
        digest.update(chunk)
    return digest.hexdigest()


def drop(path: Path) -> None:
    """Forgets a kept zip that turned out to be of no use."""
    shutil.rmtree(path.parent, ignore_errors=True)


def safe_name(name: str) -> str:
    """Returns the name without its suffix and without what some system forbids in a path.

    A long one is cut in the middle.
    """
    stem = re.sub(r"\.zip$", "", name.replace("\\", "/").rsplit("/", 1)[-1], flags=re.IGNORECASE)
    # 60 characters take at most 240 bytes: with the suffix they fit into the 255 that a file's name
    # may have.
    return (
        names.shortened(re.sub(_FORBIDDEN, "_", names.encodable(stem)).strip(" ."), 60).strip(" .")
        or "upload"
    )


def _make_room(root: Path, wanted: int) -> None:
    now = time.time()
    kept, total = 1, wanted
    for age_s, folder in sorted(
        (now - folder.stat().st_mtime, folder) for folder in root.iterdir() if folder.is_dir()
    ):
        size = sum(
            {
                found.st_ino: found.st_size for file in folder.iterdir() if (found := file.stat())
            }.values()
        )  # names of one file count once
        if age_s > KEPT_FOR_S and (
            folder.name.startswith(".part-")
            or kept + 1 > MAX_SETS
            or total + size > MAX_STORE_BYTES
        ):
            shutil.rmtree(folder, ignore_errors=True)
        else:
            kept, total = kept + 1, total + size
    if kept > MAX_SETS or total > MAX_STORE_BYTES:
        limit = f"{MAX_SETS} uploaded data sets and {numbers.gigabytes(MAX_STORE_BYTES)}"
        raise DataError(
            f"this server keeps at most {limit}, and all of them were used within a day; "
            "try again tomorrow"
        )
    if wanted > shutil.disk_usage(root).free:
        raise DataError(
            f"the zip takes {numbers.megabytes(wanted)}, and the server's disk has less free"
        )
