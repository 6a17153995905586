"""docs/measure.ipynb, as a real kernel runs it."""

from pathlib import Path

import pytest

nbformat = pytest.importorskip("nbformat")
nbclient = pytest.importorskip("nbclient")

NOTEBOOK = Path(__file__).parents[2] / "docs" / "measure.ipynb"


@pytest.fixture
def notebook():
    return nbformat.read(NOTEBOOK, as_version=4)


def test_it_is_kept_without_outputs(notebook):
    code = [cell for cell in notebook.cells if cell.cell_type == "code"]
    assert code
    assert all((cell.outputs, cell.execution_count) == ([], None) for cell in code)


def test_it_runs_from_top_to_end_and_shows_what_it_says(notebook, tmp_path, monkeypatch):
    monkeypatch.setenv("IPYTHONDIR", str(tmp_path / "ipython"))
    place = {"metadata": {"path": str(tmp_path)}}
    nbclient.NotebookClient(notebook, timeout=200, kernel_name="python3", resources=place).execute()
    shown = {
        cell.id: [output.get("data", {}) for output in cell.outputs]
        for cell in notebook.cells
        if cell.cell_type == "code"
    }
    sentence = shown["verdict"][-1]["text/plain"]
    assert sentence.startswith(("'On digits (small-cnn, 32 px, 5 images a class)", '"On digits'))
    assert "strength" in shown["curve"][-1]["text/plain"]
    assert "Plotly.newPlot" in shown["figure"][-1]["text/html"]
    assert "'digits', 5)" in shown["recommended"][-1]["text/plain"]
    assert shown["load"][-1]["text/plain"] == "True"
    written = sorted(path.name for path in (tmp_path / "results").iterdir())
    assert written == ["policy.json", "report.html", "sweep.json"]
