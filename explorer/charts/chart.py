"""What a chart is: a row of the table, and the views of a result that it gives."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Literal

import pandas as pd
import plotly.graph_objects as go

from explorer.charts.cells import Written, written
from explorer.sweep.findings.result import SweepResult

# Where a page tells the words of a chart: as a text above it, as a list above it, or below it.
Told = Literal["text", "list", "below"]
Words = Callable[[int | None], Sequence[str]]


def _any(result: SweepResult) -> bool:
    return True


def _nothing(limit: int | None) -> Sequence[str]:
    return ()


@dataclass(frozen=True)
class Part:
    """What a person can have in a figure or not: an argument of it, by `name`, and its label.

    `usual` tells whether it is drawn where nobody has said.
    """

    name: str
    label: str
    usual: bool


@dataclass(frozen=True)
class View:
    """One thing that a chart shows of a result; all of it is made when it is asked for.

    `title` is that of its section in the report. `words` say what it shows; names of classes longer
    than their argument are cut, so that different ones stay different, and None leaves them whole.
    Where a chart has several views, a page offers them by `choice`, which may change while a run
    goes on, and keeps the choice by `key`, which does not; it begins with the one that is `chosen`.
    The report holds those that are `reported`. `figure` takes the parts of its chart by name.
    """

    title: str
    table: Callable[[], pd.DataFrame]
    figure: Callable[..., go.Figure] | None = None
    words: Words = _nothing
    key: str = ""
    choice: str = ""
    chosen: bool = False
    reported: bool = True


@dataclass(frozen=True)
class Chart:
    """A row of the table.

    `name` is part of widgets' keys. `look` is the way to look at a result on the page Results that
    it belongs to. `question` is the only question that it is for; None for every one. `asked` tells
    whether the sweep was asked for what it shows; a look without a chart that was is not offered.
    `live` charts stand beside a run on Fine-tune, too. `views` gives what it shows of a result:
    nothing where there is nothing to show.
    """

    name: str
    look: str
    views: Callable[[SweepResult], Sequence[View]]
    question: str | None = None
    asked: Callable[[SweepResult], bool] = _any
    live: bool = False
    empty: str = "No trial has finished."  # on Fine-tune, where a run ended too early
    waiting: str = "The first result comes when the first trial has finished."  # and before that
    numbers: str = "Show as a table"  # what its table is called
    heading: str = ""  # above it, on a page
    caption: str = ""  # below it, on a page
    told: Told = "text"
    pick: str = ""  # what a page calls the choice among several views
    pick_arm: str = ""  # and what where these are arms that are no strengths, if that is another
    few: bool = False  # whether there are two or three views, which fit beside each other
    names: str = ""  # the column that holds names of classes, which may be long
    parts: tuple[Part, ...] = ()  # of its figure, for switches beside it
    written: Written = written  # how the numbers in its table are written, by the column's title

    def suits(self, result: SweepResult) -> bool:
        """Whether it is for the question of a result, and for what was asked for besides."""
        return self.question in (None, result.question) and self.asked(result)

    def shown(self, result: SweepResult) -> tuple[View, ...]:
        """Returns what it shows of a result, in order; empty where that is nothing."""
        return tuple(self.views(result)) if self.suits(result) else ()
