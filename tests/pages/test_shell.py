"""The shell: every page opens, and the web process never loads torch."""

import subprocess
import sys
from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

from explorer.ui import navigation

ROOT = Path(__file__).resolve().parents[2]

VISIT_ALL = """
import os, sys
from streamlit.testing.v1 import AppTest
app = AppTest.from_file("explorer/ui/app.py", default_timeout=60).run()
app.selectbox(key="add.").select("Rotate").run()
for page in ("data", "finetune", "results", "compose"):
    app.switch_page(f"../../pages/{page}.py").run()
    assert not app.exception, (page, app.exception)
print("torch" in sys.modules, "albumentations" in sys.modules, flush=True)
os._exit(0)  # the measurement that Fine-tune has begun is not waited for
"""


def test_the_pages_are_thin():
    files = sorted(path.name for path in navigation.PAGES.glob("*.py"))
    assert files == ["compose.py", "data.py", "finetune.py", "results.py"]
    for name in files:
        assert len((navigation.PAGES / name).read_text().splitlines()) <= 80


def test_the_web_process_never_loads_torch(tmp_path):
    told = subprocess.run(
        [sys.executable, "-c", VISIT_ALL],
        cwd=ROOT,
        env={"AUG_EXPLORER_HOME": str(tmp_path), "PATH": ""},
        capture_output=True,
        text=True,
        timeout=120,
    )
    assert told.stdout.strip() == "False True", told.stderr[-2000:]


@pytest.mark.parametrize("name", ["data", "finetune", "results"])
def test_a_page_opens_by_itself(name, tmp_path, monkeypatch):
    monkeypatch.setenv("AUG_EXPLORER_HOME", str(tmp_path))
    app = AppTest.from_file(ROOT / "explorer" / "ui" / "app.py", default_timeout=60)
    app.run()
    app.switch_page(f"../../pages/{name}.py").run()
    assert not app.exception
    assert app.title
