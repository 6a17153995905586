"""What survives a reload: one small folder a session, found again by an unguessable token.

Bounded in size and time; knows no Streamlit.

A folder holds `state.json` and the uploaded files, named by their SHA-256. It is named by the hash
of the token, so that a listing of the data folder opens no session. Whatever is read back is parsed
as if a stranger had written it.
"""

import hashlib
import json
import os
import re
import secrets
import shutil
import tempfile
import time
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

from filelock import FileLock, Timeout

from explorer.errors import ExplorerError, ImageError, quoted

MAX_FILES = 24
MAX_SESSION_BYTES = 150_000_000
MAX_STORE_BYTES = 1_000_000_000
MAX_STATE_BYTES = 2_000_000
LOCK_TIMEOUT_S = 10.0  # a write takes a millisecond
MAX_AGE_S = 14 * 24 * 3600
_TOKEN = re.compile(r"[A-Za-z0-9_-]{24}")
_DIGEST = re.compile(r"[0-9a-f]{64}")


def new_token() -> str:
    """Returns a token of 144 random bits."""
    return secrets.token_urlsafe(18)


class SessionStore:
    """The sessions kept below one folder."""

    def __init__(self, root: Path) -> None:
        self._root = root

    def save(self, token: str, state: Mapping[str, Any]) -> None:
        """Writes a session's state (plain JSON data), whole or not at all."""
        self.change(token, lambda stored: state)

    def change(
        self, token: str, change: Callable[[dict[str, Any] | None], Mapping[str, Any]]
    ) -> None:
        """Replaces a session's state by what `change` makes of it.

        No other thread or process writes it in between. Where `change` raises, all stays as it is.
        Raises ExplorerError where another one holds the state for too long.
        """
        folder = self._folder(token)
        folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        try:
            with FileLock(folder / ".lock", timeout=LOCK_TIMEOUT_S):
                self._write(folder / "state.json", json.dumps(change(self.load(token))).encode())
        except Timeout:
            raise ExplorerError("this session is being written by another tab; try again") from None

    def stamp(self, token: str) -> tuple[int, int, int] | None:
        """Returns what changes with every write of a session's state.

        It costs one look at the file's entry.
        """
        try:
            entry = (self._folder(token) / "state.json").stat()
        except OSError:
            return None
        return entry.st_ino, entry.st_mtime_ns, entry.st_size

    def load(self, token: object) -> dict[str, Any] | None:
        """Returns the state that `token` opens, or None where there is none."""
        if not isinstance(token, str) or not _TOKEN.fullmatch(token):
            return None
        path = self._folder(token) / "state.json"
        try:
            if path.stat().st_size > MAX_STATE_BYTES:
                return None
            state = json.loads(path.read_bytes())
        except (OSError, ValueError, RecursionError):
            return None
        return state if isinstance(state, dict) else None

    def put_file(self, token: str, data: bytes) -> str:
        """Keeps an uploaded file and returns its SHA-256.

        Raises ImageError when the session holds too much already.
        """
        digest = hashlib.sha256(data).hexdigest()
        folder = self._folder(token)
        path = folder / digest
        kept = (
            [file.stat().st_size for file in folder.glob("*") if _DIGEST.fullmatch(file.name)]
            if folder.is_dir()
            else []
        )
        if path.is_file():
            return digest
        if len(kept) >= MAX_FILES or sum(kept) + len(data) > MAX_SESSION_BYTES:
            raise ImageError(
                f"a session keeps at most {MAX_FILES} uploads of "
                f"{MAX_SESSION_BYTES // 1_000_000} MB together; remove one first"
            )
        self._write(path, data)
        return digest

    def get_file(self, token: str, digest: str) -> bytes:
        """Returns an uploaded file; raises ImageError when it is no longer there."""
        try:
            return self._file(token, digest).read_bytes()
        except OSError:
            raise ImageError(
                f"the upload {quoted(digest[:12])} is no longer kept; upload it again"
            ) from None

    def share_files(self, token: str, other: str) -> None:
        """Makes the uploads of one session those of another too; they take room once."""
        folder = self._folder(other)
        folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        for file in self._folder(token).glob("*"):
            target = folder / file.name
            if not _DIGEST.fullmatch(file.name) or target.exists():
                continue
            try:
                target.hardlink_to(file)
            except OSError:  # a disk without links
                self._write(target, file.read_bytes())

    def drop_file(self, token: str, digest: str) -> None:
        """Forgets an uploaded file."""
        self._file(token, digest).unlink(missing_ok=True)

    def purge(self, now: float | None = None) -> None:
        """Removes sessions unused for 14 days.

        Then the oldest go, until all together keep within 1 GB.
        """
        now = time.time() if now is None else now
        total = 0
        for age_s, folder in sorted(
            (now - folder.stat().st_mtime, folder)
            for folder in self._root.glob("*")
            if folder.is_dir()
        ):
            total += sum(file.stat().st_size for file in folder.glob("*"))
            if age_s > MAX_AGE_S or total > MAX_STORE_BYTES:
                shutil.rmtree(folder, ignore_errors=True)

    def _folder(self, token: str) -> Path:
        return self._root / hashlib.sha256(token.encode()).hexdigest()[:32]

    def _file(self, token: str, digest: str) -> Path:
        if not _DIGEST.fullmatch(digest):
            raise ImageError(f"{quoted(digest)} is not the name of an upload")
        return self._folder(token) / digest

    def _write(self, path: Path, data: bytes) -> None:
        # mkdtemp's and mkstemp's modes keep the files to this user; the rename makes every write
        # whole.
        path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        handle, name = tempfile.mkstemp(dir=path.parent, prefix=".")
        with os.fdopen(handle, "wb") as file:
            file.write(data)
        Path(name).replace(path)
