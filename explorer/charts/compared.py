"""Several sweeps over strengths beside each other."""

import hashlib
import json
from collections.abc import Sequence
from typing import Any

import pandas as pd
import plotly.graph_objects as go

from explorer import numbers
from explorer.charts import curve, gain
from explorer.charts.absent import break_line
from explorer.charts.drawing import COMPARED, add_line, blank, literal
from explorer.charts.naming import sweep_name
from explorer.frozen import thawed
from explorer.names import apart, numbered
from explorer.policy.files.content import content_in
from explorer.sweep.findings.result import SweepResult
from explorer.sweep.questions.table import QUESTIONS
from explorer.trial.setting import FIELDS

_LABELS = {row.name: row.label for row in FIELDS}
BARS = (
    "The bars are the intervals of the gains, drawn from the accuracy of the same run at strength"
    " 0: what the verdicts judge by."
)
APART = (
    "Accuracies of different data sets, models or image sizes do not compare; gains do, with care."
)
ALIKE = "All were asked the same, with the same settings."
_DIGESTS = {"Data, digest": "Data set", "Policy, digest of its steps": "Policy"}


def figure(results: Sequence[SweepResult], *, gains: bool = False) -> go.Figure:
    """Returns the validation curves (%) of several sweeps in one figure.

    It can show their gains over strength 0 (points) instead. The bars are those of each run's own
    curve: the intervals of its gains, which its verdict judges by.
    """
    y_title = "Gain over strength 0, points" if gains else "Validation accuracy, %"
    drawn = blank("Strength", y_title)
    called = [sweep_name(result) for result in results]
    short = apart(called, 60)
    names = numbered(literal(short[name]) for name in called)
    for i, (result, name) in enumerate(zip(results, names, strict=True)):
        marks = gain.marks(result) if gains else curve.marks(result)
        add_line(drawn, marks, name, COMPARED[i % len(COMPARED)])
        break_line(drawn.data[-1], gain.without_gain(result) if gains else result.absent)
    if gains:
        drawn.add_hline(y=0, line_width=1, line_color="gray")
    return drawn


def words(results: Sequence[SweepResult], *, gains: bool = False) -> str:
    """Returns how to read the bars of the figure, and what of several sweeps does not compare."""
    barred = any(mark.ends for result in results for mark in gain.marks(result))
    bars = "" if gains or not barred else BARS
    apart = "" if gains or _comparable(results) else APART
    return " ".join(filter(None, (bars, apart)))


def _comparable(results: Sequence[SweepResult]) -> bool:
    """Whether accuracies may be set beside each other: same pictures, size and network."""
    return len({_seen(result) for result in results}) == 1


def _seen(result: SweepResult) -> tuple[str, str | None, str, int]:
    digest = result.dataset.digest if result.dataset else None
    setting = result.setting
    return result.course.data, digest, str(setting.model), setting.image_size


def differences(results: Sequence[SweepResult]) -> pd.DataFrame:
    """Returns a row for each setting that is not the same in all sweeps, a column for each sweep.

    What never changes a number (engine, workers, time) is none of them.
    """
    called = numbered(sweep_name(result) for result in results)
    told = [_asked(result) for result in results]
    names = list(dict.fromkeys(name for each in told for name in each))
    # A digest tells apart what has one name: where names differ, it says nothing to a reader.
    distinct = {name: {each.get(name, "") for each in told} for name in _DIGESTS.values()}
    rows = [(name, [each.get(name, "") for each in told]) for name in names]
    return pd.DataFrame(
        {"Setting": name, **dict(zip(called, values, strict=True))}
        for name, values in rows
        if len(set(values)) > 1 and not (name in _DIGESTS and len(distinct[_DIGESTS[name]]) > 1)
    )


def _asked(result: SweepResult) -> dict[str, str]:
    """What decides the numbers of a sweep, in words, by what it is called."""
    row, course = QUESTIONS.get(result.question), result.course
    params = row.params if row else ()
    setting = result.setting.to_json()
    options = setting.pop("options", None) or {}
    content = _content(result)
    return {
        "Question": row.label if row else result.question,
        "Data set": course.data,
        "Data, digest": (result.dataset.digest or "")[:8] if result.dataset else "",
        "Policy": result.policy_name,
        "Policy, digest of its steps": hashlib.sha256(content.encode()).hexdigest()[:8],
        **{_LABELS.get(name, name): _plain(value) for name, value in setting.items()},
        **{
            f"{recipe}, {name}": _plain(value)
            for recipe, part in options.items()
            for name, value in part.items()
        },
        **{option.label: option.told(course.options.get(option.name)) for option in params},
        "Seeds": _plain(course.seeds),
        "First seed": _plain(course.seed),
        "Measures": ", ".join(course.measures),
        "Strength rule": _plain(course.strength_rule),
        "Versions": ", ".join(course.versions),
    }


def _content(result: SweepResult) -> str:
    """What tells policies of one name apart; that of a damaged one is all that is stored."""
    explorer = thawed(result.policy_file["explorer"])
    try:
        return content_in(explorer)
    except (LookupError, TypeError, AttributeError):
        return json.dumps(explorer, sort_keys=True)


def _plain(value: Any) -> str:
    return numbers.number(value) if isinstance(value, float) else str(value)


def table(results: Sequence[SweepResult]) -> pd.DataFrame:
    """Returns the rows of the curves of several sweeps, one below the other."""
    tables = [curve.table(result).assign(Run=sweep_name(result)) for result in results]
    together = pd.concat([found for found in tables if len(found)], ignore_index=True)
    return together[["Run", *(column for column in together.columns if column != "Run")]]
