"""What of a session survives a reload, as one value, and that value as JSON.

The store holds JSON of this release and of older ones, and what somebody may have damaged.
"""

import logging
from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict, dataclass, field, fields
from functools import cached_property
from typing import Any

from explorer.errors import ExplorerError
from explorer.frozen import Frozen
from explorer.policy.files.content import content_of
from explorer.policy.model import Policy
from explorer.ui import link
from explorer.ui.viewing import Viewing

MAX_CHOSEN = 12
MAX_SETS = 12
MAX_NAME_CHARS = 255
MOST_UNFOLDED = 100  # cards whose settings are open
MOST_PARTS = 100  # of charts that are switched on and off
MOST_BACK = 20  # policies that Undo brings back after a reload, and as many that Redo does
MOST_BACK_CHARS = 200_000  # of either, packed: each is written with every edit
Setting = int | float | str


@dataclass(frozen=True)
class Upload:
    """An uploaded picture: the SHA-256 of its file, and the name it came with."""

    digest: str
    name: str

    @classmethod
    def from_json(cls, raw: Mapping[str, Any]) -> "Upload":
        """Returns the upload that was stored."""
        return cls(str(raw["digest"]), str(raw["name"])[:MAX_NAME_CHARS])


@dataclass(frozen=True)
class Version:
    """A policy that Undo or Redo brings back.

    It is packed once, however often it is stored, and its content is told once.
    """

    policy: Policy

    @cached_property
    def packed(self) -> str:
        """The policy as text."""
        return link.pack(self.policy)

    @cached_property
    def content(self) -> str:
        """What the policy does, whatever it is called."""
        return content_of(self.policy)


@dataclass(frozen=True, kw_only=True)
class Kept:
    """The part of a session that is stored under its token; the fields are the session's."""

    policy: Policy = field(default_factory=Policy)
    chosen: tuple[str, ...] = ()
    uploads: tuple[Upload, ...] = ()
    coco: Upload | None = None
    viewing: Viewing = field(default_factory=Viewing)
    data: str | None = None
    sets: tuple[str, ...] = ()
    sweep_id: str | None = None
    finetune: Mapping[str, Setting] = field(default_factory=Frozen)
    left: str | None = None
    unfolded: tuple[str, ...] = ()
    parts: Mapping[str, bool] = field(default_factory=Frozen)
    past: Sequence[Version] = ()
    future: Sequence[Version] = ()

    def to_json(self) -> dict[str, Any]:
        """Returns it as plain JSON data."""
        return {
            "policy": link.pack(self.policy),
            "chosen": list(self.chosen),
            "uploads": [asdict(upload) for upload in self.uploads],
            "coco": asdict(self.coco) if self.coco else None,
            _NAMES["viewing"]: asdict(self.viewing),
            "data": self.data,
            "sets": list(self.sets),
            "sweep_id": self.sweep_id,
            "finetune": dict(self.finetune),
            "left": self.left,
            "unfolded": list(self.unfolded),
            "parts": dict(self.parts),
            "past": _packed(self.past),
            "future": _packed(self.future),
        }

    @classmethod
    def from_json(cls, raw: Mapping[str, Any]) -> "Kept":
        """Returns what was stored; a part that cannot be read is left out, and logged."""
        found = {}
        for item in fields(cls):
            try:
                found[item.name] = _READERS[item.name](raw.get(_NAMES.get(item.name, item.name)))
            except (ExplorerError, TypeError, ValueError, KeyError, AttributeError) as error:
                logging.getLogger(__name__).warning(
                    "the stored session's %s was left out: %s", item.name, error
                )
        return cls(**found)


def _packed(versions: Sequence[Version]) -> list[str]:
    """Returns the newest of them, no more than may be kept."""
    texts: list[str] = []
    for version in reversed(versions[-MOST_BACK:]):
        texts.append(version.packed)
        if sum(map(len, texts)) > MOST_BACK_CHARS:
            return texts[-2::-1]
    return texts[::-1]


def _versions(value: Any) -> tuple[Version, ...]:
    return tuple(Version(link.unpack(text)) for text in (value or ())[-MOST_BACK:])


_NAMES = {"viewing": "look"}  # as release 0.1 stored it
_RENAMED = {"ft.size": "ft.image_size"}  # keys of Fine-tune's settings in release 0.1


def _finetune(value: Mapping[str, Any]) -> Frozen[Setting]:
    settings = {
        _RENAMED.get(str(key), str(key)): item
        for key, item in value.items()
        if isinstance(item, int | float | str)
    }
    return Frozen(settings)


def _parts(value: Mapping[str, Any] | None) -> Frozen[bool]:
    switches = {str(key): item for key, item in (value or {}).items() if isinstance(item, bool)}
    return Frozen(dict(sorted(switches.items())[:MOST_PARTS]))


def _text(value: object) -> str | None:
    return None if value is None else str(value)


_READERS: Mapping[str, Callable[[Any], Any]] = {
    "policy": link.unpack,
    "chosen": lambda value: tuple(str(item) for item in value)[:MAX_CHOSEN],
    "uploads": lambda value: tuple(Upload.from_json(item) for item in value),
    "coco": lambda value: Upload.from_json(value) if value else None,
    "viewing": Viewing.from_json,
    "data": _text,
    "sets": lambda value: tuple(str(item) for item in value or ())[:MAX_SETS],
    "sweep_id": _text,
    "finetune": _finetune,
    "left": _text,
    "unfolded": lambda value: tuple(str(item) for item in value or ())[-MOST_UNFOLDED:],
    "parts": _parts,
    "past": _versions,
    "future": _versions,
}
