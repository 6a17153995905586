"""The verdict over strengths in words that a person can act on.

Accuracies are in percent, gains in points. The words name what the finding holds for. What every
question says in the same words stands here as well: `holds_for`, `looked`, `seeds_wanted`.
"""

from collections.abc import Iterable, Mapping

from explorer.sweep.findings.strength import StrengthVerdict
from explorer.sweep.findings.values import Point
from explorer.trial.setting import Setting

Points = Mapping[float, Point]  # by strength


def holds_for(data: str, setting: Setting) -> str:
    """Returns what a finding holds for: the data set, and the setting that it was found in."""
    shots = "1 image" if setting.shots == 1 else f"{setting.shots} images"
    return f"{data} ({setting.model}, {setting.image_size} px, {shots} a class)"


def sentence(verdict: StrengthVerdict, points: Points, where: str, looks: int = 1) -> str:
    """Returns the verdict as a short text of one to three sentences.

    `looks` counts the verdicts on these growing data.
    """
    told = {True: _helps, False: _hurts, None: _undecided}[verdict.helps]
    return f"On {where}, {told(verdict, points)}{looked(looks)}"


def looked(looks: int) -> str:
    """Returns that the data have been looked at before, as the end of a verdict; "" if not."""
    return f" This was look {looks} at growing data, which is allowed for." if looks > 1 else ""


def seeds_wanted(count: int, points: Iterable[Point], tell: str) -> str:
    """Returns that so many further seeds would tell; `tell` says what they would do."""
    seeds = "1 more seed" if count == 1 else f"{count} more seeds"
    if all(point.seeds == 1 for point in points):
        return f"One seed says nothing about chance; {seeds} would."
    return f"About {seeds} {tell}."


def _helps(verdict: StrengthVerdict, points: Points) -> str:
    balance = verdict.balance_point
    if balance == 0:
        start = (
            "some augmentation helps, but so little that strength 0 stays within one standard error"
            f" of the peak at {verdict.best:g}."
        )
    else:
        start = (
            f"augmentation helps: strength {balance:g} gives {_percent(points[balance])} against"
            f" {_percent(points[0.0])} without{_gain(points[balance])}."
        )
    return f"{start} {_plateau(verdict)}{_overdone(verdict, points)}"


def _hurts(verdict: StrengthVerdict, points: Points) -> str:
    start = f"no augmentation is best: {_percent(points[0.0])} without."
    return f"{start} {_plateau(verdict)}{_overdone(verdict, points)}"


def _undecided(verdict: StrengthVerdict, points: Points) -> str:
    if verdict.overdone_from is None:
        start = "nothing can be told apart: no strength is shown to help or to hurt."
    else:
        best, none = _percent(points[verdict.best]), _percent(points[0.0])
        peak = f"the peak at {verdict.best:g} is {best} against {none} without"
        overdone = _overdone(verdict, points)
        start = f"the gain cannot be told from chance: {peak}.{overdone}"
    return f"{start} {_more(verdict, points)}"


def _plateau(verdict: StrengthVerdict) -> str:
    low, high = verdict.plateau
    if low == high:
        return f"The peak at {verdict.best:g} stands alone."
    return f"Strengths {low:g} to {high:g} cannot be told from the peak at {verdict.best:g}."


def _overdone(verdict: StrengthVerdict, points: Points) -> str:
    start = verdict.overdone_from
    if start is None:
        return ""
    return f" From {start:g} on it is overdone ({_percent(points[start])})."


def _more(verdict: StrengthVerdict, points: Points) -> str:
    if len(points) < 2:
        return "Only strength 0 has been measured."
    if verdict.more_seeds is None:
        return "If there is a gain, it is too small for any reasonable number of seeds to show."
    return seeds_wanted(verdict.more_seeds, points.values(), "would tell")


def _percent(point: Point) -> str:
    return f"{100 * point.accuracy.mean:.1f}%"


def _gain(point: Point) -> str:
    if point.gain is None or point.gain.ci95 is None:
        return ""
    low, high = (f"{100 * end:+.1f}" for end in point.gain.ci95)
    return f" ({100 * point.gain.mean:+.1f} points, 95% interval {low} to {high})"
