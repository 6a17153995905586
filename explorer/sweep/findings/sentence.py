"""The verdict over strengths in words that a person can act on.

Accuracies are in percent, gains in points. The words name what the finding holds for. What every
question says in the same words stands here as well: `holds_for`, `looked`, `seeds_wanted`.
"""

from collections.abc import Callable, Iterable, Mapping

from explorer.sweep.findings.claims import (
    HARMFUL_FROM,
    HELPS,
    HURTS,
    MAY_BE_BEST,
    MORE_IMAGES,
    MORE_SEEDS,
    MOST_SEEDS,
    PAST_BEST,
    RULED_OUT,
    Claim,
)
from explorer.sweep.findings.strength import StrengthVerdict
from explorer.sweep.findings.values import Point
from explorer.trial.setting import Setting

Points = Mapping[float, Point]  # by strength


def holds_for(data: str, setting: Setting) -> str:
    """Returns what a finding holds for: the data set, and the setting that it was found in."""
    shots = "1 image" if setting.shots == 1 else f"{setting.shots} images"
    return f"{data} ({setting.model}, {setting.image_size} px, {shots} a class)"


def sentence(verdict: StrengthVerdict, points: Points, where: str, looks: int = 1) -> str:
    """Returns the verdict as a short text: what is shown, one sentence a claim.

    `looks` counts the verdicts on these growing data.
    """
    told = [_TEXTS[claim.says](claim, points) for claim in verdict.claims]
    if len(points) < 2:
        told = ["Only strength 0 has been measured."]
    elif verdict.helps is None:
        told = ["It cannot be told whether augmentation helps.", *told]
    return f"On {where}: {' '.join(told)}{looked(looks)}"


def looked(looks: int) -> str:
    """Returns that the data have been looked at before, as the end of a verdict; "" if not."""
    return f" This was look {looks} at growing data, which is allowed for." if looks > 1 else ""


def seeds_wanted(count: int, points: Iterable[Point], tell: str) -> str:
    """Returns that so many further seeds would tell; `tell` says what they would do."""
    seeds = "1 more seed" if count == 1 else f"{count} more seeds"
    if all(point.seeds == 1 for point in points):
        return f"One seed says nothing about chance; {seeds} would."
    return f"About {seeds} {tell}."


def _helps(claim: Claim, points: Points) -> str:
    at = claim.strengths[0]
    return (
        f"Augmentation helps. With augmentation at {at:g}: {_percent(points[at])} right; without "
        f"augmentation: {_percent(points[0.0])}{_gain(points[at], claim)}."
    )


def _hurts(claim: Claim, points: Points) -> str:
    low, high = (f"{100 * end:+.1f}" for end in claim.limits)
    return (
        "Augmentation hurts at every strength that was measured. Without augmentation: "
        f"{_percent(points[0.0])} right; with it, {low} to {high} points."
    )


def _ruled_out(claim: Claim, points: Points) -> str:
    return f"No strength gains more than {100 * claim.limits[1]:.1f} points."


def _harmful_from(claim: Claim, points: Points) -> str:
    at = claim.strengths[0]
    return (
        f"From strength {at:g} on, augmentation hurts: {_percent(points[at])} right at {at:g}, "
        f"{_percent(points[0.0])} without augmentation."
    )


def _past_best(claim: Claim, points: Points) -> str:
    low, high = (f"{100 * end:+.1f}" for end in claim.limits)
    return (
        f"From strength {claim.strengths[0]:g} on, it is worse than the best strength ({low} to "
        f"{high} points at {claim.strengths[0]:g})."
    )


def _may_be_best(claim: Claim, points: Points) -> str:
    if len(claim.strengths) == 1:
        return f"The best strength is {claim.strengths[0]:g}."
    *first, last = (f"{strength:g}" for strength in claim.strengths)
    return f"The best strength is one of {', '.join(first)} and {last}."


def _more_seeds(claim: Claim, points: Points) -> str:
    number = claim.limits[0]
    if number >= MOST_SEEDS:
        return f"More than {MOST_SEEDS:g} seeds would be needed to tell."
    return seeds_wanted(int(number), points.values(), "would tell")


def _more_images(claim: Claim, points: Points) -> str:
    images, seeds = claim.limits
    also = f" and {seeds:g} more seeds" if seeds else ""
    return (
        "More seeds alone cannot tell on these validation images; about "
        f"{images:g} more validation images{also} would."
    )


def _percent(point: Point) -> str:
    return f"{100 * point.accuracy.mean:.1f}%"


def _gain(point: Point, claim: Claim) -> str:
    if point.gain is None:
        return ""
    low, high = (f"{100 * end:+.1f}" for end in claim.limits)
    return f" ({100 * point.gain.mean:+.1f} points, 95% interval {low} to {high})"


_TEXTS: Mapping[str, Callable[[Claim, Points], str]] = {
    HELPS: _helps,
    HURTS: _hurts,
    RULED_OUT: _ruled_out,
    HARMFUL_FROM: _harmful_from,
    PAST_BEST: _past_best,
    MAY_BE_BEST: _may_be_best,
    MORE_SEEDS: _more_seeds,
    MORE_IMAGES: _more_images,
}
