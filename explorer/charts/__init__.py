"""Figures of a sweep, the table behind each, and what they show in words. Reads the sweep document (`sweep.json`); page and report draw the same."""

from explorer.charts.figures import class_effect, compared_curves, confusion, curve, gaps, learning_curves
from explorer.charts.sentences import class_words, confusion_words, final_gap
from explorer.charts.tables import (
    class_effect_table,
    compared_table,
    confusion_table,
    curve_table,
    gaps_table,
    learning_table,
    report_table,
    trials_table,
)

__all__ = [
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
    "final_gap",
    "gaps",
    "gaps_table",
    "learning_curves",
    "learning_table",
    "report_table",
    "trials_table",
]
