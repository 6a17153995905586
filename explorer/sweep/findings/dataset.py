"""What is known of the data set of a sweep."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True)
class DataFacts:
    """What a sweep knows of its data set.

    Name, digest (SHA-256), classes, images in each split, and warnings for people. Before the data
    set was read, most of it is not known: `classes` is empty, the rest None.
    """

    name: str
    digest: str | None = None
    classes: tuple[str, ...] = ()
    train: int | None = None
    val: int | None = None
    test: int | None = None
    warnings: tuple[str, ...] | None = None

    def to_json(self) -> dict[str, Any]:
        """Returns the block `dataset` of sweep.json; what is not known is left out."""
        told: dict[str, Any] = {
            "name": self.name,
            "digest": self.digest,
            "classes": list(self.classes) if self.classes or self.train is not None else None,
            "train": self.train,
            "val": self.val,
            "test": self.test,
            "warnings": None if self.warnings is None else list(self.warnings),
        }
        return {name: value for name, value in told.items() if value is not None}

    @classmethod
    def from_json(cls, raw: Mapping[str, Any]) -> "DataFacts":
        """Returns the facts that `to_json` gave, of any release."""
        warnings = raw.get("warnings")
        return cls(
            name=raw["name"],
            digest=raw.get("digest"),
            classes=tuple(str(name) for name in raw.get("classes") or ()),
            train=raw.get("train"),
            val=raw.get("val"),
            test=raw.get("test"),
            warnings=None if warnings is None else tuple(warnings),
        )
