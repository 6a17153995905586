"""What survives a reload: one small folder a session, found again by an unguessable token. Bounded in size and time; knows no Streamlit.

A folder holds `state.json` and the uploaded files, named by their SHA-256. It is named by the hash of the token, so that a listing of the
data folder opens no session. Whatever is read back is parsed as if a stranger had written it.
"""

import hashlib
import json
import os
import re
import secrets
import shutil
import tempfile
import time
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from explorer.errors import ImageError, quoted

MAX_FILES = 24
MAX_SESSION_BYTES = 150_000_000
MAX_STORE_BYTES = 1_000_000_000
MAX_STATE_BYTES = 2_000_000
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
        self._write(self._folder(token) / "state.json", json.dumps(state).encode())

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
        """Keeps an uploaded file and returns its SHA-256; raises ImageError when the session holds too much already."""
        digest = hashlib.sha256(data).hexdigest()
        folder = self._folder(token)
        path = folder / digest
        kept = [file.stat().st_size for file in folder.glob("*") if _DIGEST.fullmatch(file.name)] if folder.is_dir() else []
        if path.is_file():
            return digest
        if len(kept) >= MAX_FILES or sum(kept) + len(data) > MAX_SESSION_BYTES:
            raise ImageError(f"a session keeps at most {MAX_FILES} uploads of {MAX_SESSION_BYTES // 1_000_000} MB together; remove one first")
        self._write(path, data)
        return digest

    def get_file(self, token: str, digest: str) -> bytes:
        """Returns an uploaded file; raises ImageError when it is no longer there."""
        try:
            return self._file(token, digest).read_bytes()
        except OSError:
            raise ImageError(f"the upload {quoted(digest[:12])} is no longer kept; upload it again") from None

    def drop_file(self, token: str, digest: str) -> None:
        """Forgets an uploaded file."""
        self._file(token, digest).unlink(missing_ok=True)

    def purge(self, now: float | None = None) -> None:
        """Removes sessions unused for 14 days, and then the oldest until all together keep within 1 GB."""
        now = time.time() if now is None else now
        total = 0
        for age_s, folder in sorted((now - folder.stat().st_mtime, folder) for folder in self._root.glob("*") if folder.is_dir()):
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
        # mkdtemp's and mkstemp's modes keep the files to this user; the rename makes every write whole.
        path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        handle, name = tempfile.mkstemp(dir=path.parent, prefix=".")
        with os.fdopen(handle, "wb") as file:
            file.write(data)
        Path(name).replace(path)
