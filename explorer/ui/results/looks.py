"""The ways to look at a sweep, one at a time: only what is shown is computed.

Each has a table behind its chart.
"""

from collections.abc import Callable, Mapping, Sequence
from typing import Any, Literal

import pandas as pd
import plotly.graph_objects as go
import streamlit as st

from explorer import charts
from explorer.sweep.control import Progress
from explorer.ui import words
from explorer.ui.results import policy
from explorer.ui.session import Session
from explorer.ui.tables import with_short_names
from explorer.ui.words import escaped

Document = Mapping[str, Any]

MOST_ROWS = 40
COLUMN_CHARS = 28
_CHART = {"displayModeBar": False}


def show(
    session: Session, progress: Progress, document: Document, compared: Sequence[Document]
) -> None:
    """Shows the choice of views, and the one that is chosen."""
    views: dict[str, Callable[[], None]] = {
        "Curve": lambda: _curve(document, compared, progress.ended),
        "Learning curves": lambda: _learning(document),
        "Classes": lambda: _classes(document),
        "Confusion matrix": lambda: _confusion(document),
        "Classification report": lambda: _report(document),
        "Policy": lambda: policy.show(session, document),
        "Trials": lambda: _trials(progress, document),
    }
    view = st.segmented_control(
        "View", list(views), default="Curve", required=True, key="results.view"
    )
    with st.container(key="results-look"):
        views[view or "Curve"]()


def _chart(
    figure: go.Figure, table: pd.DataFrame, name: str, *, title: str = "The numbers", text: str = ""
) -> None:
    st.plotly_chart(figure, key=f"results.chart.{name}", config=_CHART)
    if text:
        st.caption(text)
    with st.expander(title, key=f"results.numbers.{name}"):
        st.dataframe(table, hide_index=True, width="stretch", key=f"results.table.{name}")


def _curve(document: Document, compared: Sequence[Document], ended: bool) -> None:
    everything = [document, *compared]
    if not any(arm.get("val_accuracy") for one in everything for arm in one["arms"]):
        st.info(
            "No trial has finished." if ended else "The first point comes with the first trial.",
            icon=":material/hourglass_empty:",
        )
        return
    if not compared:
        _chart(charts.curve(document), charts.curve_table(document), "curve")
        gains = charts.gain_table(document)
        if len(gains):
            _chart(
                charts.gain(document),
                gains,
                "gain",
                title="The numbers of the gain",
                text=charts.GAIN_WORDS,
            )
        return
    measure = st.segmented_control(
        "Measure",
        ["Accuracy", "Gain over strength 0"],
        default="Accuracy",
        required=True,
        key="results.measure",
    )
    st.caption(
        "Accuracies of different data sets, models or image sizes do not compare; gains do, with care."
    )
    _chart(
        charts.compared_curves(everything, gains=measure != "Accuracy"),
        charts.compared_table(everything),
        "compared",
    )


def _learning(document: Document) -> None:
    arms = [arm for arm in document["arms"] if any(trial["epochs"] for trial in arm["trials"])]
    if not arms:
        st.info(
            "There are no learning curves yet: no trial has finished an epoch.",
            icon=":material/hourglass_empty:",
        )
        return
    arm = _pick_arm(document, arms, "results.learning")
    if gap := charts.final_gap(arm):
        st.markdown(escaped(gap))
    _chart(charts.learning_curves(arm), charts.learning_table(arm), "learning")
    if len(arms) > 1:
        st.markdown("**The gap at the last epoch, at every strength**")
        _chart(
            charts.gaps(document),
            charts.gaps_table(document),
            "gaps",
            title="The numbers of the gap",
        )


def _pick_arm(document: Document, arms: Sequence[Mapping[str, Any]], key: str) -> Mapping[str, Any]:
    named = {arm["strength"]: arm for arm in arms}
    balance = (document["verdict"] or {}).get("balance_point")
    strengths = sorted(named)
    start = strengths.index(balance) if balance in named else 0
    strength = st.selectbox(
        "At strength",
        strengths,
        index=start,
        format_func=lambda s: _called(s, balance),
        key=f"{key}.{document['sweep_id']}",
        width=280,
    )
    return named[strength]


def _called(strength: float, balance: float | None) -> str:
    return (
        f"{strength:g}, the balance point"
        if strength == balance
        else f"{strength:g}, no augmentation"
        if strength == 0
        else f"{strength:g}"
    )


def _classes(document: Document) -> None:
    table = charts.class_effect_table(document)
    if len(table.columns) < 2 or table.empty or table.drop(columns="Class").isna().all().all():
        st.info(
            "The effect on classes shows once strength 0 and another one have finished.",
            icon=":material/hourglass_empty:",
        )
        return
    _listed(document, charts.class_words(document))
    _chart(
        charts.class_effect(document),
        with_short_names(table.rename(columns=str), "Class", COLUMN_CHARS),
        "classes",
    )
    st.caption(
        "Means over the seeds, in points of accuracy over strength 0, on validation images. A class has few of them: small changes are chance."
    )


def _confusion(document: Document) -> None:
    final = document["final_test"]
    matrices = (
        {f"Test split, strength {final['strength']:g}": final["confusion"]}
        if final and final.get("confusion")
        else {}
    )
    matrices |= {
        f"Validation images, strength {arm['strength']:g}": arm["confusion"]
        for arm in document["arms"]
        if arm.get("confusion")
    }
    if not matrices:
        st.info(
            "There is no confusion matrix yet: no trial has finished.",
            icon=":material/hourglass_empty:",
        )
        return
    name = st.selectbox(
        "Matrix of", list(matrices), key=f"results.matrix.{document['sweep_id']}", width=320
    )
    _listed(document, charts.confusion_words(document, matrices[name]))
    table = with_short_names(
        charts.confusion_table(document, matrices[name]), "True class", COLUMN_CHARS
    )
    _chart(charts.confusion(document, matrices[name]), table, "confusion")
    st.caption("Counts over all seeds; the colour is the share of the true class.")


def _listed(document: Document, sentences: Sequence[str]) -> None:
    cut = {
        short: name
        for short, name in charts.cut_names(document).items()
        if any(short in sentence for sentence in sentences)
    }
    help = "\n\n".join(f"{escaped(short)} is {escaped(name)}" for short, name in cut.items())
    st.markdown("\n".join(f"- {escaped(sentence)}" for sentence in sentences), help=help or None)


def _report(document: Document) -> None:
    final = document["final_test"]
    if not final:
        st.info(
            "There is no report: it comes with the final test, which a run does at its end where the data set has a test split.",
            icon=":material/info:",
        )
        return
    st.write(escaped(charts.final_words(final)))
    which = "With augmentation"
    if final["strength"] and final.get("baseline_report"):
        which = (
            st.segmented_control(
                "Report", [which, "Without"], default=which, required=True, key="results.report"
            )
            or which
        )
    table = charts.report_table(
        final["report"] if which == "With augmentation" else final["baseline_report"]
    )
    table = with_short_names(table, "Class", COLUMN_CHARS)
    formats = {
        column: st.column_config.NumberColumn(column, format="%.3f")
        for column in ("Precision", "Recall", "F1")
    }
    st.dataframe(
        table,
        hide_index=True,
        width="stretch",
        height=_height(table),
        column_config=formats,
        key="results.report.table",
    )


def _trials(progress: Progress, document: Document) -> None:
    table = charts.trials_table(document)
    final = progress.total - len(document["config"]["strengths"]) * document["config"]["seeds"]
    if final > 0:
        st.caption(
            f"The trials of the curve. The run has {words.count(progress.total, 'trial')}: {final} more are the final test, in the classification report."
        )
    st.dataframe(
        table,
        hide_index=True,
        width="stretch",
        height=_height(table),
        placeholder="",
        key="results.trials",
    )


def _height(table: pd.DataFrame) -> Literal["content"] | int:
    """As high as its rows, so that all are seen; a long one scrolls."""
    return "content" if len(table) <= MOST_ROWS else 700
