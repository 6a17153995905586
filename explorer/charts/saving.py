"""The button on each chart that saves it as a picture. Loads no Plotly."""

from typing import Any

from explorer.names import file_stem

WIDTH_PX, HEIGHT_PX = 900, 480  # the same from a phone and from a wide screen


def buttons(run: str, chart: str) -> dict[str, Any]:
    """Returns Plotly's settings for a chart of a run with one button, which saves it as SVG.

    The browser itself writes the file, named after both. The button says what it does, and the
    keyboard reaches it.
    """
    return {
        "displayModeBar": True,
        "displaylogo": False,
        "modeBarButtons": [["toImage"]],
        "toImageButtonOptions": {
            "format": "svg",
            "filename": f"{file_stem(run, 'run')}-{chart}",
            "width": WIDTH_PX,
            "height": HEIGHT_PX,
        },
    }
