"""The HTML report of a sweep: one file that opens without a network and shows what the Results page
shows. Reads the sweep document.
"""

import base64
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import jinja2
import numpy as np
import pandas as pd
import plotly.graph_objects as go
import plotly.offline
from markupsafe import Markup

from explorer import charts
from explorer.images import Image, encode
from explorer.policy.albumentations.drawing import draw
from explorer.policy.model import Policy

STRENGTHS = (0.0, 0.5, 1.0, 1.5, 2.0)
TILE_PX = 112
GAP_PX = 6
PART_COLUMNS = 8  # beside the names of the classes, on a page of A4
Document = Mapping[str, Any]
_NOTHING = Markup("")


@dataclass(frozen=True)
class Picture:
    """A row of augmented pictures at one strength, as PNG bytes."""

    strength: float
    png: bytes


@dataclass(frozen=True)
class _Section:
    title: str
    figure: Markup = _NOTHING
    table: Markup = _NOTHING
    text: str = ""


def policy_pictures(
    policy: Policy, images: Sequence[Image], *, seed: int = 0
) -> tuple[Picture, ...]:
    """Returns a row of the given pictures at each of five strengths, drawn at the size they have
    and enlarged for the eye.
    """
    return tuple(
        Picture(
            strength,
            encode(
                _row(
                    [
                        draw(policy, image, strength=strength, seed=seed, draw=0).rgb
                        for image in images
                    ]
                )
            ),
        )
        for strength in STRENGTHS
    )


def html(document: Document, pictures: Sequence[Picture] = ()) -> str:
    """Returns the report as one self-contained HTML page. All texts of the document are escaped."""
    environment = jinja2.Environment(
        loader=jinja2.PackageLoader("explorer"),
        autoescape=True,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    verdict = document.get("verdict")
    return environment.get_template("report.html").render(
        document=document,
        title=f"{document['policy']['explorer']['name']} on {document['config']['data']}",
        subtitle=f"Sweep {document['sweep_id']}, {document['status']}. Augmentation Explorer {document['policy']['explorer']['versions'].get('explorer', '')}.",
        sentence=verdict["sentence"] if verdict else "",
        warnings=(*document.get("notes", ()), *((document["dataset"] or {}).get("warnings") or ())),
        plotly_script=Markup(f"<script>{plotly.offline.get_plotlyjs()}</script>"),  # noqa: S704 - the library's own script
        sections=_sections(document),
        pictures=[
            {"label": f"{picture.strength:g}", "uri": _data_uri(picture.png)}
            for picture in pictures
        ],
        policy_words="The same draw of the same pictures at five strengths, at the size that training sees; 0 is without augmentation.",
        settings=_settings(document),
        policy_json=json.dumps(document["policy"], indent=2, ensure_ascii=False),
    )


def _sections(document: Document) -> list[_Section]:
    sections = [
        _Section(
            "Accuracy against strength",
            _figure(charts.curve(document)),
            _table(charts.curve_table(document)),
        )
    ]
    gains = charts.gain_table(document)
    if len(gains):
        sections.append(
            _Section(
                "Gain over strength 0",
                _figure(charts.gain(document)),
                _table(gains),
                charts.GAIN_WORDS,
            )
        )
    final = document.get("final_test")
    if final:
        sections.append(
            _Section(
                "On the test split",
                text=charts.final_words(final),
                table=_table(charts.report_table(final["report"]), "{:.3f}"),
            )
        )
        if final.get("confusion"):
            matrix = final["confusion"]
            title = f"Confusion matrix at strength {final['strength']:g}, test split"
            words = " ".join(charts.confusion_words(document, matrix, None))
            sections.append(
                _Section(
                    title,
                    _figure(charts.confusion(document, matrix)),
                    _tables(charts.confusion_table(document, matrix)),
                    words,
                )
            )
    effect = charts.class_effect_table(document)
    if len(effect) and len(effect.columns) > 1:
        said = " ".join(charts.class_words(document, None))
        sections.append(
            _Section(
                "Effect on each class",
                _figure(charts.class_effect(document)),
                _tables(effect),
                said,
            )
        )
    for arm in _told_arms(document):
        title = f"Learning curves at strength {arm['strength']:g}"
        sections.append(
            _Section(
                title,
                _figure(charts.learning_curves(arm)),
                _table(charts.learning_table(arm)),
                charts.final_gap(arm),
            )
        )
    gaps = charts.gaps_table(document)
    if len(gaps) > 1:
        sections.append(
            _Section(
                "The gap at the last epoch, at every strength",
                _figure(charts.gaps(document)),
                _table(gaps),
            )
        )
    return sections


def _told_arms(document: Document) -> list[Mapping[str, Any]]:
    """The arms whose learning curves are worth a chart: without augmentation, at the balance point,
    at the strongest.
    """
    arms = sorted(
        (arm for arm in document["arms"] if arm["kind"] == "strength" and arm["trials"]),
        key=lambda arm: arm["strength"],
    )
    verdict = document.get("verdict")
    wanted = {
        0.0,
        arms[-1]["strength"] if arms else 0.0,
        verdict["balance_point"] if verdict else 0.0,
    }
    return [arm for arm in arms if arm["strength"] in wanted]


def _settings(document: Document) -> list[tuple[str, str]]:
    data = document["dataset"] or {}
    rows = [(key.replace("_", " "), _words(value)) for key, value in document["config"].items()]
    if "classes" in data:
        rows.append(
            (
                "images",
                f"{data['train']} to train, {data['val']} to validate, {data['test']} to test; {len(data['classes'])} classes",
            )
        )
        rows.append(("data digest", data["digest"]))
    return rows + [(key, _words(value)) for key, value in (document["environment"] or {}).items()]


def _words(value: object) -> str:
    if value is None:
        return "none"
    return (
        ", ".join(f"{item:g}" if isinstance(item, float) else str(item) for item in value)
        if isinstance(value, list | tuple)
        else str(value)
    )


def _figure(figure: go.Figure) -> Markup:
    return Markup(  # noqa: S704 - plotly escapes its JSON
        figure.to_html(
            include_plotlyjs=False,
            full_html=False,
            config={"displayModeBar": False, "responsive": True},
        )
    )


def _table(table: pd.DataFrame, numbers: str = "{:.3g}") -> Markup:
    if not len(table):
        return _NOTHING
    with pd.option_context("display.max_colwidth", None):  # pandas cuts texts at 50 characters
        return Markup(  # noqa: S704 - pandas escapes
            table.to_html(
                index=False, border=0, na_rep="", float_format=numbers.format, escape=True
            )
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
    pictures: Sequence[np.ndarray[Any, np.dtype[np.uint8]]],
) -> np.ndarray[Any, np.dtype[np.uint8]]:
    tiles = [_tile(rgb) for rgb in pictures]
    gap = np.full((TILE_PX, GAP_PX, 3), 255, dtype=np.uint8)
    return np.ascontiguousarray(np.hstack([part for tile in tiles for part in (tile, gap)][:-1]))


def _tile(rgb: np.ndarray[Any, np.dtype[np.uint8]]) -> np.ndarray[Any, np.dtype[np.uint8]]:
    """The picture in a square tile: small ones enlarged pixel by pixel, so that the eye sees what
    training receives.
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
