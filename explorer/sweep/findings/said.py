"""The parts of a verdict in words: what is shown, and what to do next.

A page sets them apart. Joined by spaces, they are the sentence of the verdict.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

CLAIM = "claim"  # the answer, in one sentence
SHOWN = "shown"  # the figures of it, and what was shown besides
NEXT = "next"  # what to do: which strength to use, or how many more seeds to run
NOTE = "note"  # how to read the figures
KINDS = (CLAIM, SHOWN, NEXT, NOTE)

_STANDS_OUT, _PARAGRAPH = "**", "\n"


@dataclass(frozen=True)
class Said:
    """A paragraph of a verdict. `lead` are its first words, which stand out; it may be empty."""

    kind: str
    lead: str
    text: str

    @property
    def whole(self) -> str:
        """The paragraph as one text."""
        return " ".join(filter(None, (self.lead, self.text)))

    def to_json(self) -> dict[str, Any]:
        """Returns it as an entry of `verdict.said`."""
        return {"kind": self.kind, "lead": self.lead, "text": self.text}

    @classmethod
    def from_json(cls, raw: Mapping[str, Any]) -> "Said":
        """Returns what `to_json` gave."""
        return cls(raw["kind"], raw["lead"], raw["text"])


def parts(kind: str, text: str, **told: object) -> Iterator[Said]:
    """Yields the paragraphs of a text of `texts.py`, with its places filled in.

    A lead that is a paragraph of its own is a claim. Only the text of the table is taken apart,
    never what is filled in.
    """
    for paragraph in text.split(_PARAGRAPH):
        if paragraph.startswith(_STANDS_OUT):
            _, lead, rest = paragraph.split(_STANDS_OUT)
            alone = CLAIM if not rest else kind
            yield Said(alone, lead.format(**told), rest.strip().format(**told))
        else:
            yield Said(kind, "", paragraph.format(**told))


def plain(text: str) -> str:
    """Returns a text of `texts.py` as it stands in a sentence."""
    return text.replace(_STANDS_OUT, "").replace(_PARAGRAPH, " ")


def joined(found: Iterable[Said]) -> str:
    """Returns the paragraphs as one text."""
    return " ".join(each.whole for each in found)


def as_sentence(text: str) -> str:
    """Returns a line of the core (no capital, no full stop) as a sentence."""
    return f"{text[:1].upper()}{text[1:]}{'' if text.endswith(('.', '!', '?')) else '.'}"
