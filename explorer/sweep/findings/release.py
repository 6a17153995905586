"""Which release judged a sweep, and how that is said beside its verdict."""

from collections.abc import Mapping
from typing import Any

# The first release that judges as this one does. Whoever changes what a verdict says of the same
# trials raises it.
JUDGING = "0.2"
# It named itself nowhere.
_FIRST = "0.1"


def judging_release(verdict: Mapping[str, Any]) -> str:
    """Returns which release gave a verdict, from its stored block."""
    return str(verdict.get("release") or _FIRST)


def mark(release: str) -> str:
    """Returns what stands behind a verdict of another release than this one; "" for this one."""
    return "" if release == JUDGING else f"(As of release {release}.)"


def marked(sentence: str, release: str) -> str:
    """Returns the sentence of a verdict as it is shown: one of another release says so."""
    return " ".join(filter(None, (sentence, mark(release))))


def marked_short(few: str, release: str) -> str:
    """Returns the same of a verdict in a few words, for a list."""
    return few if release == JUDGING or not few else f"{few} (release {release})"
