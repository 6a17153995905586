"""Judging a sweep again from the predictions that are stored, without training.

It is no further look at the data: the trials are the same ones.
"""

import json
import secrets
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from explorer.data.reading import Reading
from explorer.errors import DataError, SweepError
from explorer.frozen import thawed
from explorer.sweep.findings.final import FinalTest
from explorer.sweep.findings.release import JUDGING, judging_release
from explorer.sweep.findings.values import Judged
from explorer.sweep.questions.table import asked_by, total_trials
from explorer.sweep.running.tasks import tested
from explorer.sweep.storage.columns import point_json
from explorer.sweep.storage.damage import readable
from explorer.sweep.storage.rows import UNDER_WAY, Sweep
from explorer.sweep.storage.store import Store, Stored

if TYPE_CHECKING:
    from explorer.data.image_set import ImageSet

OpenData = Callable[[str, Reading], "ImageSet"]


def as_told(source: str, reading: Reading) -> "ImageSet":
    """Returns the data set that a sweep was made on, as `open_image_set` opens it."""
    from explorer.data.image_set import open_image_set

    return open_image_set(source, reading=reading)


# How the note begins that says that a sweep was judged again; the next such note takes its place.
_NOTED = "judged again by release "


def judge_again(store: Store, sweep_id: str, open_data: OpenData) -> bool:
    """Judges a sweep that has ended and has a verdict from its stored predictions.

    The verdict before is kept beside the new one. Where true classes were not stored yet, they are
    taken from the data set if `open_data` still gives the one that was measured, and stored; else
    the sweep is judged over seeds alone, which a note says. Returns whether the verdict is another
    one now. Raises SweepError where there is nothing to judge again.
    """
    with readable(sweep_id):
        before = store.look(sweep_id)
        _check(before.sweep)
        missing = _add_labels(store, before, open_data)
        stored = store.look(sweep_id, answers=True)
        return _judge(store, stored, missing)


def _check(sweep: Sweep) -> None:
    if sweep.status in UNDER_WAY:
        raise SweepError(
            f"sweep {sweep.sweep_id} is {sweep.status}; it can be judged again once it has ended"
        )
    if sweep.verdict is None:
        raise SweepError(
            f"sweep {sweep.sweep_id} is {sweep.status} and has no verdict to judge again"
        )


def _add_labels(store: Store, stored: Stored, open_data: OpenData) -> str:
    """Stores the true classes that are missing; returns why it cannot, in words, or ""."""
    sweep, known = stored.sweep, store.labels(stored.sweep.sweep_id)
    scored: set[str] = {trial.split for trial in stored.trials if trial.status == "finished"}
    if scored <= known.keys():
        return ""
    why = f"its true classes were not kept, and the data set {sweep.data_name}"
    try:
        images = open_data(sweep.spec.data, sweep.spec.reading)
        if sweep.dataset is None or images.digest != sweep.dataset.digest:
            return f"{why} has changed since it was measured"
        found = {split: _labels(sweep, images, split) for split in scored}
    except DataError:  # its text may name a place of this machine
        return f"{why} is not at hand"
    store.reclaim(sweep.sweep_id, secrets.token_hex(16), sweep).write_labels(found)
    return ""


def _labels(sweep: Sweep, images: "ImageSet", split: str) -> tuple[int, ...]:
    """The true classes of what trials were scored on, in the order of the split."""
    known: dict[str, tuple[int, ...]] = {
        name: tuple(item.label for item in items) for name, items in images.splits.items()
    }
    if sweep.dataset is None or getattr(sweep.dataset, split) in (None, len(known[split])):
        return known[split]
    from explorer.data.decoding import decode

    # Some pictures could not be decoded, and were left out.
    return tuple(map(int, decode(images, sweep.spec.setting.image_size).split(split).labels))


def _judge(store: Store, stored: Stored, missing: str) -> bool:
    sweep = stored.sweep
    asked = asked_by(sweep.spec)
    curve = [trial.outcome for trial in stored.trials if trial.split == "val"]
    judged = asked.judge(sweep.spec, sweep.data_name, stored.arms, curve)
    confirmed = asked.confirmed(sweep.spec, judged.verdict) if sweep.has_test else ()
    final = _final_test(store, stored)
    earlier = _said(sweep)
    said = _plain(
        verdict={**judged.verdict.to_json(), "looks": sweep.spec.looks, "release": JUDGING},
        points={key: point_json(point) for key, point in judged.points.items()},
        final_test=final and final.to_json(),
    )
    if said == earlier:
        return False
    whole = all(outcome.correct is not None for outcome in curve if outcome.finished)
    notes = [note for note in sweep.notes if not note.startswith(_NOTED)]
    notes.append(_note(sweep, "" if whole else missing or "not all predictions were kept"))
    _write(store, stored, judged, [*_earlier(sweep), earlier], len(confirmed), said, notes)
    return True


def _write(
    store: Store,
    stored: Stored,
    judged: Judged,
    earlier: Sequence[Mapping[str, Any]],
    confirmed: int,
    said: Mapping[str, Any],
    notes: Sequence[str],
) -> None:
    """Writes the new verdict with a token of its own, in one transaction."""
    sweep = stored.sweep
    total = sweep.trials
    if sweep.status != "finished":  # what goes on confirms what is said now
        total = max(len(stored.trials), total_trials(sweep.spec, sweep.has_test, confirmed))
    with store.in_turn() as held:
        claim = held.reclaim(sweep.sweep_id, secrets.token_hex(16), sweep)
        claim.write_verdict(
            {**said["verdict"], "earlier": list(earlier)},
            judged.points,
            total,
            final_test=said["final_test"],
            notes=list(notes),
        )


def _final_test(store: Store, stored: Stored) -> FinalTest | None:
    """The final test that there was, with its interval as this release gives it."""
    sweep, before = stored.sweep, stored.sweep.final_test
    labels = store.labels(sweep.sweep_id).get("test")
    if before is None or labels is None or sweep.dataset is None:
        return before
    predictions = store.predictions(sweep.sweep_id)
    keys = (before.compared_with, before.arm)
    found = tested(stored, keys, predictions, labels, sweep.dataset.classes)
    same = found is not None and found.seeds == before.seeds
    return replace(before, gain=found.gain) if found is not None and same else before


def _said(sweep: Sweep) -> dict[str, Any]:
    """What a sweep says now, as it is kept once it says something else."""
    verdict = thawed(sweep.verdict) or {}
    verdict.pop("earlier", None)
    points = {} if sweep.points is None else sweep.points
    return _plain(
        verdict=verdict,
        points={key: point_json(point) for key, point in points.items()},
        final_test=sweep.final_test and sweep.final_test.to_json(),
    )


def _earlier(sweep: Sweep) -> list[Any]:
    """What it has said before that, oldest first."""
    verdict = thawed(sweep.verdict) or {}
    return list(verdict.get("earlier") or ())


def _plain(**blocks: Any) -> dict[str, Any]:
    """The blocks as the store gives them back."""
    found: dict[str, Any] = json.loads(json.dumps(blocks))
    return found


def _note(before: Sweep, missing: str) -> str:
    """That it was judged again, over what, and what was said before."""
    verdict = thawed(before.verdict) or {}
    over = f", over seeds alone: {missing}" if missing else ""
    return (
        f"{_NOTED}{JUDGING}, without training{over}. Release {judging_release(verdict)} had said:"
        f" {verdict.get('sentence', '')}"
    )
