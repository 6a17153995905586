"""What the whole user interface keeps to when it draws less than a page."""

import ast
from pathlib import Path

import pytest

from explorer import ui

MODULES = sorted(Path(ui.__file__).parent.rglob("*.py"))


def calls(module, name):
    tree = ast.parse(module.read_text())
    return [
        node
        for node in ast.walk(tree)
        if isinstance(node, ast.Call)
        and isinstance(node.func, ast.Attribute)
        and node.func.attr == name
    ]


@pytest.mark.parametrize("module", MODULES, ids=lambda module: module.stem)
def test_a_rerun_of_named_fragments_names_all_that_hold_files(module):
    """A single name would break the downloads.

    Streamlit forgets the files of the whole page before such a rerun.
    """
    named = [ast.unparse(call) for call in calls(module, "rerun") if call.args or call.keywords]
    assert set(named) <= {"st.rerun((*LIVE, *also))"}
