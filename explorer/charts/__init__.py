"""Figures of a sweep, the table behind each, and what they show in words.

Reads the sweep document (`sweep.json`); page and report draw the same.
"""

from explorer.charts.figures import (
    class_effect,
    compared_curves,
    confusion,
    curve,
    gain,
    gaps,
    learning_curves,
)
from explorer.charts.sentences import (
    GAIN_WORDS,
    class_words,
    confusion_words,
    cut_names,
    final_gap,
    final_words,
)
from explorer.charts.tables import (
    class_effect_table,
    compared_table,
    confusion_table,
    curve_table,
    gain_table,
    gaps_table,
    learning_table,
    report_table,
    trials_table,
)

__all__ = [
    "GAIN_WORDS",
    "class_effect",
    "class_effect_table",
    "class_words",
    "compared_curves",
    "compared_table",
    "confusion",
    "confusion_table",
    "confusion_words",
    "curve",
    "curve_table",
    "cut_names",
    "final_gap",
    "final_words",
    "gain",
    "gain_table",
    "gaps",
    "gaps_table",
    "learning_curves",
    "learning_table",
    "report_table",
    "trials_table",
]
