"""The verdict over strengths in words that a person can act on.

Accuracies are in percent, gains in points. The words name what the finding holds for. What every
question says in the same words stands here as well: `holds_for`, `looked`, `seeds_wanted`.
"""

from collections.abc import Iterable, Mapping

from explorer import numbers
from explorer.sweep.findings.strength import StrengthVerdict
from explorer.sweep.findings.values import Point
from explorer.trial.setting import Setting

Points = Mapping[float, Point]  # by strength


def holds_for(data: str, setting: Setting) -> str:
    """Returns what a finding holds for: the data set, and the setting that it was found in."""
    shots = numbers.count(setting.shots, "image")
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
    seeds = numbers.count(count, "more seed")
    if all(point.seeds == 1 for point in points):
        return f"One seed says nothing about chance; {seeds} would."
    return f"About {seeds} {tell}."


def _helps(verdict: StrengthVerdict, points: Points) -> str:
    balance = verdict.balance_point
    if balance == 0:
        start = (
            "some augmentation helps, but so little that strength 0 stays within one standard error"
            f" of the peak at {numbers.strength(verdict.best)}."
        )
    else:
        start = (
            f"augmentation helps: strength {numbers.strength(balance)} gives"
            f" {_percent(points[balance])} against {_percent(points[0.0])} without"
            f"{_gain(points[balance])}."
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
        peak = f"the peak at {numbers.strength(verdict.best)} is {best} against {none} without"
        overdone = _overdone(verdict, points)
        start = f"the gain cannot be told from chance: {peak}.{overdone}"
    return f"{start} {_more(verdict, points)}"


def _plateau(verdict: StrengthVerdict) -> str:
    low, high = verdict.plateau
    if low == high:
        return f"The peak at {numbers.strength(verdict.best)} stands alone."
    weak, strong, best = map(numbers.strength, (low, high, verdict.best))
    return f"Strengths {weak} to {strong} cannot be told from the peak at {best}."


def _overdone(verdict: StrengthVerdict, points: Points) -> str:
    start = verdict.overdone_from
    if start is None:
        return ""
    return f" From {numbers.strength(start)} on it is overdone ({_percent(points[start])})."


def _more(verdict: StrengthVerdict, points: Points) -> str:
    if len(points) < 2:
        return "Only strength 0 has been measured."
    if verdict.more_seeds is None:
        return "If there is a gain, it is too small for any reasonable number of seeds to show."
    return seeds_wanted(verdict.more_seeds, points.values(), "would tell")


def _percent(point: Point) -> str:
    return numbers.percent(point.accuracy.mean)


def _gain(point: Point) -> str:
    if point.gain is None or point.gain.shown is None:
        return ""
    between = numbers.interval(point.gain.shown)
    return f" ({numbers.gain(point.gain.mean)}, 95% interval {between})"
