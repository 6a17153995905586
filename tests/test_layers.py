"""What a process loads, seen from outside.

Import-linter cannot see what a library imports by itself.
"""

import os
import subprocess
import sys

import pytest


def modules_after(code: str) -> set[str]:
    """The top-level modules that a fresh interpreter holds after running `code`."""
    loaded = (
        "{name.partition('.')[0] for name, module in sys.modules.items() if module is not None}"
    )
    script = f"import sys\n{code}\nprint(' '.join(sorted({loaded})))"
    done = subprocess.run(
        [sys.executable, "-c", script], capture_output=True, text=True, timeout=120, check=True
    )
    return set(done.stdout.split())


def test_importing_the_package_loads_neither_torch_nor_streamlit():
    loaded = modules_after("import explorer; explorer.Policy")
    assert "explorer" in loaded
    assert not loaded & {"torch", "streamlit", "albumentations", "cv2", "sqlalchemy", "plotly"}


def test_what_measures_is_imported_when_it_is_used_and_loads_no_torch():
    loaded = modules_after("from explorer import SweepResult, measure")
    assert "sqlalchemy" in loaded
    assert not loaded & {"torch", "streamlit", "albumentations", "plotly", "pandas", "scipy"}


def test_every_public_name_can_be_imported_and_the_list_is_sorted():
    import explorer

    assert list(explorer.__all__) == sorted(explorer.__all__)
    assert all(hasattr(explorer, name) for name in explorer.__all__)


def test_running_a_pipeline_does_not_load_torch():
    code = (
        "import numpy as np\nfrom explorer import Policy, Step\n"
        "policy = Policy(steps=(Step('a', 'Rotate'),))\n"
        "policy.pipeline(strength=1, seed=0)(image=np.zeros((8, 8, 3), np.uint8))"
    )
    loaded = modules_after(code)
    assert "albumentations" in loaded
    assert "torch" not in loaded


def test_looking_at_sweeps_loads_neither_statistics_nor_albumentations():
    code = (
        "from explorer.sweep import control, reading\nfrom explorer.sweep.findings import evidence"
    )
    loaded = modules_after(code)
    assert "sqlalchemy" in loaded
    assert not loaded & {"scipy", "sklearn", "albumentations", "torch", "pandas", "plotly"}


def test_torch_tensors_can_still_be_imported_afterwards():
    code = (
        "from explorer import Policy\nPolicy().pipeline()\n"
        "from albumentations.pytorch import ToTensorV2"
    )
    assert "torch" in modules_after(code)


PAGES = ("compose", "data", "finetune", "results")

# A process of its own opens each page first; all of them start from one that has loaded Streamlit.
OPEN_EACH = f"""
import os, sys
from pathlib import Path
import explorer
from streamlit.testing.v1 import AppTest
for page in {PAGES}:
    if (child := os.fork()) == 0:
        file = Path(explorer.__file__).parents[1] / "pages" / (page + ".py")
        at = AppTest.from_file(str(file), default_timeout=60).run()
        print(page, "torch" in sys.modules, len(at.title) + len(at.text_input) > 0, at.exception)
        sys.stdout.flush()
        os._exit(0)
    os.waitpid(child, 0)
"""


@pytest.mark.skipif(not hasattr(os, "fork"), reason="needs processes that fork")
def test_the_web_process_never_loads_torch_whichever_page_is_opened_first():
    done = subprocess.run(
        [sys.executable, "-c", OPEN_EACH], capture_output=True, text=True, timeout=120, check=True
    )
    assert done.stdout.splitlines() == [f"{page} False True ElementList()" for page in PAGES]


def test_the_command_answers_help_without_what_takes_long_to_load():
    command = [sys.executable, "-m", "explorer.cli", "--help"]
    done = subprocess.run(command, capture_output=True, text=True, timeout=60, check=True)
    assert "sweep" in done.stdout
    loaded = modules_after("import explorer.cli")
    assert not loaded & {"torch", "streamlit", "albumentations", "cv2", "numpy", "sqlalchemy"}
