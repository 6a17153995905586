"""Policy files in and out: JSON, YAML, Python, and older releases.

Everything read is hostile until parsed; nothing read is ever run.
"""

import os
import secrets
from collections.abc import Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from explorer.errors import PolicyError, quoted
from explorer.frozen import thawed
from explorer.policy.files import document, json_file, python_text, yaml_file
from explorer.policy.files.notes import Notes
from explorer.policy.files.source import (
    FORMATS,
    MAX_BYTES,
    checked_format,
    decode,
    format_of,
    most_bytes,
)
from explorer.policy.model import Policy, checked_strength

__all__ = [
    "FORMATS",
    "MAX_BYTES",
    "Loaded",
    "dumps",
    "from_data",
    "load",
    "loads",
    "save",
    "to_data",
]


@dataclass(frozen=True)
class Loaded:
    """A policy that was read.

    `notes` says line by line what was filled in or upgraded, `near` what does not mean quite the
    same as in the file; `format` is json, yaml or python; `source` says in words what the file is.
    `picked` is the name of the pipeline that was read where the file names several, and `others`
    are those of the rest.
    """

    policy: Policy
    notes: tuple[str, ...]
    format: str
    source: str
    near: tuple[str, ...] = ()
    picked: str = ""
    others: tuple[str, ...] = ()


def loads(
    data: bytes | str,
    format: str | None = None,
    *,
    name: str | None = None,
    pick: str | None = None,
    strict: bool = False,
) -> Loaded:
    """Returns the policy in a text or in the bytes of a file.

    `format` is json, yaml or python; left out, the extension of `name` says it, or else the text
    itself. `pick` names one of several pipelines of a file; without it the training one is read.
    Raises PolicyError, one line with the path of the value, for whatever is not a valid policy
    file, and, where `strict`, for what is read only nearly.
    """
    text = decode(data, most_bytes(name))
    chosen = format_of(text, name) if format is None else checked_format(format)
    notes = Notes()
    try:
        policy, source, names = _read(text, chosen, notes, pick)
    except (
        RecursionError
    ):  # the readers bound their depth; this is for a caller that is deep in a stack of its own
        raise PolicyError("the file is not read: it is nested too deep") from None
    if strict and notes.near:
        more = f" (and {len(notes.near) - 1} more differences)" if len(notes.near) > 1 else ""
        raise PolicyError(f"not the same as in the file: {notes.near[0]}{more}")
    near = tuple(notes.near)
    return Loaded(policy, tuple(notes), chosen, source, near, "".join(names[:1]), names[1:])


def _read(
    text: str, format: str, notes: list[str], pick: str | None
) -> tuple[Policy, str, tuple[str, ...]]:
    if format == "python":
        from explorer.policy.files import python_file  # loads Albumentations

        policy, names = python_file.read(python_text.code_of(text), notes, pick)
        source = "an Albumentations pipeline in Python, read without running it"
        return policy, source, names if len(names) > 1 else ()
    content = yaml_file.parse(text) if format == "yaml" else json_file.parse(text)
    policy = document.read(content, notes)
    if pick is not None:
        raise PolicyError(f"there is no pipeline {quoted(pick)}; the file holds one without a name")
    return policy, f"{document.described(content)} in {format.upper()}", ()


def to_data(policy: Policy) -> dict[str, Any]:
    """Returns the policy as plain JSON data: the part `explorer` of its file, without a text."""
    return document.explorer_part(policy, policy.strength)


def from_data(data: Mapping[str, Any]) -> Policy:
    """Returns the policy that `to_data` gave; raises PolicyError, with the path of the value."""
    return document.read({"explorer": thawed(data)}, [])


def load(path: str | os.PathLike[str], *, pick: str | None = None, strict: bool = False) -> Loaded:
    """Returns the policy in a file; `pick` and `strict` are those of `loads`.

    Raises PolicyError, also for a file that is missing, not readable, or over 1 MB.
    """
    place = Path(path)
    try:
        with place.open("rb") as file:
            data = file.read(most_bytes(place.name) + 1)
    except (OSError, ValueError) as error:
        reason = error.strerror if isinstance(error, OSError) and error.strerror else str(error)
        raise PolicyError(f"{quoted(str(path), 200)} cannot be read: {reason}") from None
    if len(data) > (most := most_bytes(place.name)):
        raise PolicyError(f"{quoted(str(path), 200)} is larger than {most // 1_000_000} MB")
    try:
        return loads(data, name=place.name, pick=pick, strict=strict)
    except PolicyError as error:
        if error.path:
            raise
        raise PolicyError(f"{quoted(str(path), 200)}: {error}") from None


def dumps(policy: Policy, strength: float | None = None, format: str = "json") -> str:
    """Returns the text of a policy file, as json, yaml or python.

    It is exported at `strength`, by default the policy's own.
    """
    checked_format(format)
    at = policy.strength if strength is None else checked_strength(strength)
    if format == "python":
        from explorer.policy.files import python_file

        return python_file.write(replace(policy, strength=at))
    content = document.write(policy, at)
    text = yaml_file.write(content) if format == "yaml" else json_file.write(content)
    if len(text.encode()) > MAX_BYTES:
        text = json_file.write_compact(content)  # compact JSON is YAML too
        if len(text.encode()) > MAX_BYTES:
            raise PolicyError(
                f"the policy takes {len(text.encode()):,} bytes as a file, more than 1 MB"
            )
    return text


def save(
    policy: Policy,
    path: str | os.PathLike[str],
    strength: float | None = None,
    format: str | None = None,
) -> None:
    """Writes a policy file, in the format that the extension says (JSON where it says none).

    A file is replaced in one move, also behind a link; what is no file, such as /dev/stdout or a
    pipe, is written to as it is.
    """
    place = Path(path)
    if not place.name:  # '', '.' and '/'
        raise PolicyError(f"{quoted(str(path), 200)} is not the name of a file")
    text = dumps(policy, strength, format or format_of("{", place.name))
    try:
        if place.exists() and not place.is_file() and not place.is_dir():
            place.write_text(text, encoding="utf-8", newline="\n")
        else:
            _replace(Path(os.path.realpath(place)), text)
    except (OSError, ValueError) as error:
        reason = error.strerror if isinstance(error, OSError) and error.strerror else str(error)
        raise PolicyError(f"{quoted(str(path), 200)} cannot be written: {reason}") from None


def _replace(place: Path, text: str) -> None:
    partial = place.with_name(f".{place.name[:50]}.{secrets.token_hex(8)}")
    try:
        partial.write_text(text, encoding="utf-8", newline="\n")
        partial.replace(place)
    except OSError:
        partial.unlink(missing_ok=True)
        raise
