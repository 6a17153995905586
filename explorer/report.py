"""The HTML report of a sweep: one file that opens without a network.

It shows what the page Results shows.
"""

import base64
import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from typing import Any

import jinja2
import numpy as np
import numpy.typing as npt
import pandas as pd
import plotly.graph_objects as go
import plotly.offline
from markupsafe import Markup, escape

from explorer import numbers
from explorer.charts import compared, saving, spoken
from explorer.charts.cells import texts
from explorer.charts.chart import Chart, View
from explorer.charts.naming import sweep_name
from explorer.charts.table import CHARTS
from explorer.data.decoding import decode
from explorer.data.image_set import ImageSet
from explorer.frozen import thawed
from explorer.images import Image, encode
from explorer.policy.albumentations.drawing import draw
from explorer.policy.model import Policy
from explorer.sweep.findings.result import SweepResult
from explorer.sweep.findings.said import as_sentence
from explorer.sweep.questions.table import MATTERS, QUESTIONS

STRENGTHS = (0.0, 0.5, 1.0, 1.5, 2.0)
TILE_PX = 112
GAP_PX = 6
PART_COLUMNS = 8  # beside the names of the classes, on a page of A4
MOST_PICTURES = 6  # in a row
_NOTHING = Markup("")
Pixels = npt.NDArray[np.uint8]


@dataclass(frozen=True)
class Picture:
    """A row of augmented pictures at one strength, as PNG bytes."""

    strength: float
    png: bytes


@dataclass(frozen=True)
class Section:
    """A part of the report: a chart with its table, and what it shows in words."""

    title: str
    figure: Markup = _NOTHING
    table: Markup = _NOTHING
    text: str = ""


def pictures_of(result: SweepResult, images: ImageSet) -> tuple[Picture, ...]:
    """Returns what the policy of a sweep does to its own pictures.

    They are a training image of each of the first classes, at five strengths, at the size of the
    training. Raises ExplorerError where the pictures or the policy cannot be read any more.
    """
    train = decode(images, result.setting.image_size).split("train")
    labels = sorted(set(train.labels.tolist()))[:MOST_PICTURES]
    places = [int((train.labels == label).argmax()) for label in labels]
    shown = [Image("training image", train.images[place].copy()) for place in places]
    policy = result.policy
    return policy_pictures(policy, shown, seed=policy.seed)


def policy_pictures(
    policy: Policy, images: Sequence[Image], *, seed: int = 0
) -> tuple[Picture, ...]:
    """Returns a row for each of the given pictures, with the picture at five strengths.

    It is drawn at the size that it has, and enlarged for the eye.
    """
    return tuple(
        Picture(strength, encode(_row([_drawn(policy, image, strength, seed) for image in images])))
        for strength in STRENGTHS
    )


def _drawn(policy: Policy, image: Image, strength: float, seed: int) -> Pixels:
    return draw(policy, image, strength=strength, seed=seed, draw=0).rgb


def html(result: SweepResult, pictures: Sequence[Picture] = ()) -> str:
    """Returns the report as one self-contained HTML page. All texts of the result are escaped."""
    return _page("report.html", run=_told(result, pictures))


def html_of_several(runs: Sequence[tuple[SweepResult, Sequence[Picture]]]) -> str:
    """Returns one self-contained HTML page of several sweeps, each with its pictures.

    What compares them comes first: their answers, one figure of their curves, and what they were
    asked differently. The report of each follows.
    """
    results = [result for result, _ in runs]
    return _page(
        "several.html",
        title=" and ".join(sweep_name(result) for result in results),
        runs=[_told(*run) for run in runs],
        sections=_compared(results),
    )


def _page(template: str, **told: object) -> str:
    script = Markup(f"<script>{plotly.offline.get_plotlyjs()}</script>")  # noqa: S704 - the library's own script
    return _templates().get_template(template).render(plotly_script=script, **told)


def _told(result: SweepResult, pictures: Sequence[Picture]) -> dict[str, object]:
    """What the template of a run shows."""
    versions = result.policy_file["explorer"].get("versions") or {}
    release = versions.get("explorer", "")
    return {
        "status": result.status,
        "title": result.title,
        "name": sweep_name(result),
        "subtitle": f"{_of(result)}Sweep {result.sweep_id}, {result.status}."
        f" Augmentation Explorer {release}.",
        "note": result.note,
        "said": result.said,
        "sentence": result.sentence,
        "where": _where(result),
        "warnings": [as_sentence(line) for line in (*result.notes, *result.data_warnings)],
        "sections": sections(result),
        "pictures": [
            {"label": numbers.strength(picture.strength), "uri": _data_uri(picture.png)}
            for picture in pictures
        ],
        "policy_words": "The same draw of the same pictures at five strengths, at the size that"
        " training sees; 0 is without augmentation.",
        "settings": _settings(result),
        "policy_json": json.dumps(thawed(result.policy_file), indent=2, ensure_ascii=False),
    }


def _compared(results: Sequence[SweepResult]) -> list[Section]:
    """What shows several results in one: their curves, and what they were asked differently."""
    found = []
    if any(result.curve_arms for result in results):
        saved = saving.buttons(" and ".join(sweep_name(result) for result in results), "compared")
        table = _table(texts(compared.table(results)))
        for title, gains in (("Accuracy", False), ("Gain over strength 0", True)):
            figure = _figure(partial(compared.figure, results, gains=gains), saved)
            told = _NOTHING if gains else table
            words = compared.words(results, gains=gains)
            found.append(Section(f"{title} of each", figure, told, words))
    differences = compared.differences(results)
    alike = compared.ALIKE if differences.empty else ""
    found.append(Section("What differs in the settings", table=_table(differences), text=alike))
    return found


def _where(result: SweepResult) -> str:
    """Where the sweep ended early, and why it failed, unless the notes say so of its trials."""
    where = result.where_it_ended
    if result.status != "failed" or not result.message or result.message in result.tally.failures:
        return where
    return as_sentence(f"{where.rstrip('.')}: {result.message}")


def _of(result: SweepResult) -> str:
    """The policy and the data set, where the title is a name of the sweep's own."""
    return f"{result.subject}. " if result.name else ""


def verdict(result: SweepResult) -> str:
    """Returns the verdict alone as HTML, for a notebook; empty where there is none."""
    return _templates().get_template("verdict.html").render(said=result.said).strip()


def _templates() -> jinja2.Environment:
    return jinja2.Environment(
        loader=jinja2.PackageLoader("explorer"),
        autoescape=True,
        trim_blocks=True,
        lstrip_blocks=True,
    )


def sections(result: SweepResult) -> list[Section]:
    """Returns what the report shows of a result, chart by chart."""
    return [
        _section(chart, view, sweep_name(result))
        for chart in CHARTS
        for view in chart.shown(result)
        if view.reported
    ]


def _section(chart: Chart, view: View, run: str) -> Section:
    table = texts(view.table(), chart.written)
    return Section(
        title=view.title,
        figure=_figure(view.figure, saving.buttons(run, chart.name)) if view.figure else _NOTHING,
        # A table that names classes may be wide; that beside no figure stands open, and is not.
        table=_tables(table) if chart.names and view.figure else _table(table),
        text=" ".join(view.words(None)),
    )


def _settings(result: SweepResult) -> list[tuple[str, str]]:
    question = QUESTIONS.get(result.question)
    options = {option.name: option for option in question.params} if question else {}
    rows = [
        (key.replace("_", " "), options[key].told(value) if key in options else _words(value))
        for key, value in result.config.items()
        if key != MATTERS.name or not result.matters
    ]
    if result.matters:
        rows.append((MATTERS.noun, result.matters))
    data = result.dataset
    if data and data.classes:
        train, val, test = (numbers.whole(each or 0) for each in (data.train, data.val, data.test))
        images = f"{train} to train, {val} to validate, {test} to test"
        classes = numbers.count(len(data.classes), "class", "classes")
        rows.append(("images", f"{images}; {classes}"))
        rows.append(("data digest", data.digest or ""))
    return rows + [(key, _words(value)) for key, value in (result.environment or {}).items()]


def _words(value: object) -> str:
    if value is None or value == {}:
        return "none"
    if isinstance(value, float):
        return numbers.number(value)
    if not isinstance(value, list | tuple):
        return str(value)
    return ", ".join(
        numbers.number(item) if isinstance(item, float) else str(item) for item in value
    )


def _figure(make: Callable[[], go.Figure], saved: Mapping[str, Any]) -> Markup:
    figure = make()
    drawn = figure.to_html(
        include_plotlyjs=False,
        full_html=False,
        config={**saved, "responsive": True},
    )
    said = escape(spoken.sentences(figure))
    return Markup(f'<div role="figure" aria-label="{said}">{drawn}</div>')  # noqa: S704 - plotly escapes its JSON


def _table(table: pd.DataFrame) -> Markup:
    if not len(table):
        return _NOTHING
    with pd.option_context("display.max_colwidth", None):  # pandas cuts texts at 50 characters
        return Markup(  # noqa: S704 - pandas escapes
            table.to_html(index=False, border=0, escape=True)
        )


def _tables(table: pd.DataFrame) -> Markup:
    """The table in parts that are narrow enough for paper, each with the first column."""
    columns = range(1, len(table.columns), PART_COLUMNS)
    parts = [
        _table(table.iloc[:, [0, *range(first, min(first + PART_COLUMNS, len(table.columns)))]])
        for first in columns
    ]
    return Markup("").join(parts)


def _row(
    pictures: Sequence[Pixels],
) -> Pixels:
    tiles = [_tile(rgb) for rgb in pictures]
    gap = np.full((TILE_PX, GAP_PX, 3), 255, dtype=np.uint8)
    return np.ascontiguousarray(np.hstack([part for tile in tiles for part in (tile, gap)][:-1]))


def _tile(rgb: Pixels) -> Pixels:
    """Returns the picture in a square tile.

    Small pictures are enlarged pixel by pixel, so that the eye sees what training receives.
    """
    height, width = rgb.shape[:2]
    scale = max(height, width) / TILE_PX
    rows = np.minimum((np.arange(round(height / scale)) * scale).astype(int), height - 1)
    columns = np.minimum((np.arange(round(width / scale)) * scale).astype(int), width - 1)
    tile = np.full((TILE_PX, TILE_PX, 3), 255, dtype=np.uint8)
    tile[: len(rows), : len(columns)] = rgb[rows][:, columns]
    return tile


def _data_uri(png: bytes) -> str:
    return f"data:image/png;base64,{base64.b64encode(png).decode()}"
