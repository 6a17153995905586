"""What a chart of a sweep shows, in words, for those who cannot see it and those in a hurry."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from explorer.charts.tables import class_effect_table, classes_of
from explorer.names import apart

Document = Mapping[str, Any]
GAIN_WORDS = (
    "Every seed is compared with itself at strength 0 (same images, weights and batches), so what makes one seed easier than another drops out. "
    "An interval that does not hold 0 tells of a gain or a loss; the verdict also allows for looking at many strengths at once."
)
_NOTICED = 0.5  # points: smaller changes of a class are not worth a word
_NAMED = 3
NAME_CHARS = 40


def class_words(document: Document, limit: int | None = NAME_CHARS) -> list[str]:
    """Returns who gains and who is harmed at the balance point, or else the weakest strength, and
    at the strongest.

    Longer names than `limit` are cut, so that different ones stay different; None says them whole.
    """
    table = class_effect_table(document).set_index("Class").astype(float).dropna(axis=1, how="all")
    if table.empty:
        return []
    balance = (document.get("verdict") or {}).get("balance_point")
    strengths = list(
        dict.fromkeys(
            [balance if balance in table.columns else table.columns[0], table.columns[-1]]
        )
    )
    called = _called(table.index, limit)
    return [
        _at(
            table[strength].rename(called).to_dict(),
            f"At strength {strength:g}{', the balance point' if strength == balance else ''}",
        )
        for strength in strengths
    ]


def _at(gains: Mapping[str, float], where: str) -> str:
    harmed = sorted((gain, name) for name, gain in gains.items() if gain <= -_NOTICED)
    helped = sorted(
        ((gain, name) for name, gain in gains.items() if gain >= _NOTICED), reverse=True
    )
    if not harmed and not helped:
        return f"{where}, no class changes by {_NOTICED:g} points or more."
    said = f"{where}, {_count(len(helped))} of {len(gains)} gain{_named(helped)}"
    return (
        f"{said}, and {_count(len(harmed))} lose{_named(harmed)}."
        if harmed
        else f"{said}, and none is harmed."
    )


def _count(number: int) -> str:
    return str(number) if number else "none"


def _named(changes: Sequence[tuple[float, str]]) -> str:
    first = ", ".join(f"{name} {gain:+.1f}" for gain, name in changes[:_NAMED])
    return f" ({'most ' if len(changes) > _NAMED else ''}{first} points)" if changes else ""


def _called(classes: Iterable[str], limit: int | None) -> Mapping[str, str]:
    """What each class is called in a sentence."""
    everything = list(classes)
    return (
        dict(zip(everything, everything, strict=True))
        if limit is None
        else apart(everything, limit)
    )


def cut_names(document: Document, limit: int = NAME_CHARS) -> dict[str, str]:
    """Returns the whole name of each class that the sentences cut, by its short form."""
    return {
        short: name for name, short in _called(classes_of(document), limit).items() if short != name
    }


def confusion_words(
    document: Document, matrix: Sequence[Sequence[int]], limit: int | None = NAME_CHARS
) -> list[str]:
    """Returns the pairs of classes that are mistaken most, at most three, as shares of the true
    class. Names are cut as `class_words` cuts them.
    """
    classes = classes_of(document)
    called = _called(classes, limit)
    names = [called[name] for name in classes]
    mistakes = sorted(
        (
            (100 * cell / sum(row), i, j)
            for i, row in enumerate(matrix)
            for j, cell in enumerate(row)
            if i != j and cell
        ),
        reverse=True,
    )
    return [
        f"{names[i]} is taken for {names[j]} in {share:.0f}% of its images."
        for share, i, j in mistakes[:_NAMED]
        if share >= 1
    ]


def final_gap(arm: Mapping[str, Any]) -> str:
    """Returns the gap between validation and training loss at the last epoch, averaged over the
    trials; empty where nothing has finished.
    """
    last = [trial["epochs"][-1] for trial in arm["trials"] if trial["epochs"]]
    gaps = [
        epoch["val_loss"] - epoch["train_loss"]
        for epoch in last
        if epoch.get("val_loss") is not None and epoch.get("train_loss") is not None
    ]
    if not gaps:
        return ""
    gap = sum(gaps) / len(gaps)
    side = "above" if gap >= 0 else "below"
    return f"At the last epoch the validation loss is {abs(gap):.2f} nats {side} the training loss, which is taken on augmented pictures."


def final_words(final: Mapping[str, Any]) -> str:
    """Returns what the final test found, in a sentence."""
    if final["strength"] == 0:
        return f"On the test split, run again on fresh seeds and scored once: {100 * final['baseline_accuracy']:.1f}% without augmentation."
    gain = final["gain"]
    between = (
        f", 95% interval {100 * gain['ci95'][0]:+.1f} to {100 * gain['ci95'][1]:+.1f}"
        if gain.get("ci95")
        else ""
    )
    return (
        f"On the test split, run again on fresh seeds and scored once: {100 * final['accuracy']:.1f}% at strength {final['strength']:g}, "
        f"{100 * final['baseline_accuracy']:.1f}% without augmentation ({100 * gain['mean']:+.1f} points{between})."
    )
