"""The verdict in words that a person can act on. Accuracies in percent, gains in points; names what
the finding holds for.
"""

from explorer.sweep.outcomes import Point, Setting, Verdict


def sentence(verdict: Verdict, setting: Setting) -> str:
    """Returns the verdict as a short text of one to three sentences."""
    told = {True: _helps, False: _hurts, None: _undecided}[verdict.helps]
    looked = (
        f" This was look {verdict.looks} at growing data, which is allowed for."
        if verdict.looks > 1
        else ""
    )
    return f"On {_setting(setting)}, {told(verdict)}{looked}"


def _setting(setting: Setting) -> str:
    shots = (
        "all images"
        if setting.shots is None
        else f"{setting.shots} image{'' if setting.shots == 1 else 's'} a class"
    )
    return f"{setting.data} ({setting.model}, {setting.image_size} px, {shots})"


def _helps(verdict: Verdict) -> str:
    point = _at(verdict, verdict.balance_point)
    if verdict.balance_point == 0:
        start = f"some augmentation helps, but so little that strength 0 stays within one standard error of the peak at {verdict.best:g}."
    else:
        start = f"augmentation helps: strength {point.strength:g} gives {_percent(point)} against {_percent(verdict.curve[0])} without{_gain(point)}."
    return f"{start} {_plateau(verdict)}{_overdone(verdict)}"


def _hurts(verdict: Verdict) -> str:
    start = f"no augmentation is best: {_percent(verdict.curve[0])} without."
    return f"{start} {_plateau(verdict)}{_overdone(verdict)}"


def _undecided(verdict: Verdict) -> str:
    if verdict.overdone_from is None:
        start = "nothing can be told apart: no strength is shown to help or to hurt."
    else:
        peak = f"the peak at {verdict.best:g} is {_percent(_at(verdict, verdict.best))} against {_percent(verdict.curve[0])} without"
        start = f"the gain cannot be told from chance: {peak}.{_overdone(verdict)}"
    return f"{start} {_more(verdict)}"


def _plateau(verdict: Verdict) -> str:
    low, high = verdict.plateau
    if low == high:
        return f"The peak at {verdict.best:g} stands alone."
    return f"Strengths {low:g} to {high:g} cannot be told from the peak at {verdict.best:g}."


def _overdone(verdict: Verdict) -> str:
    if verdict.overdone_from is None:
        return ""
    point = _at(verdict, verdict.overdone_from)
    return f" From {point.strength:g} on it is overdone ({_percent(point)})."


def _more(verdict: Verdict) -> str:
    if len(verdict.curve) < 2:
        return "Only strength 0 has been measured."
    if verdict.more_seeds is None:
        return "If there is a gain, it is too small for any reasonable number of seeds to show."
    seeds = "1 more seed" if verdict.more_seeds == 1 else f"{verdict.more_seeds} more seeds"
    if all(point.seeds == 1 for point in verdict.curve):
        return f"One seed says nothing about chance; {seeds} would."
    return f"About {seeds} would tell."


def _at(verdict: Verdict, strength: float) -> Point:
    return next(point for point in verdict.curve if point.strength == strength)


def _percent(point: Point) -> str:
    return f"{100 * point.val_accuracy.mean:.1f}%"


def _gain(point: Point) -> str:
    if point.gain is None or point.gain.ci95 is None:
        return ""
    low, high = point.gain.ci95
    return f" ({100 * point.gain.mean:+.1f} points, 95% interval {100 * low:+.1f} to {100 * high:+.1f})"
