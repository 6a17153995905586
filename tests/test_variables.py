"""The environment variables: one table, and no name of ours anywhere else in the code."""

from pathlib import Path

import pytest

import explorer
from explorer import variables


@pytest.mark.parametrize("variable", variables.VARIABLES, ids=lambda variable: variable.name)
def test_a_variable_that_is_empty_counts_as_not_set(variable, monkeypatch):
    monkeypatch.delenv(variable.name, raising=False)
    assert variable.value is None
    monkeypatch.setenv(variable.name, "")
    assert variable.value is None
    monkeypatch.setenv(variable.name, "something")
    assert variable.value == "something"


def test_no_other_module_spells_the_name_of_a_variable():
    package = Path(explorer.__file__).parent
    spelled = {
        path.relative_to(package).as_posix()
        for path in package.rglob("*.py")
        if any(f'"{variable.name}"' in path.read_text() for variable in variables.VARIABLES)
    }
    assert spelled == {"variables.py"}
