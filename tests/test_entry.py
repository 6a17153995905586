import sys

import pytest

from explorer.entry import importable, resolve
from explorer.trial.measures import MEASURES
from explorer.trial.models import MODELS, model_of
from explorer.trial.recipes import RECIPES

_ENTRIES = [
    *(row.builder for row in MODELS.values()),
    *(model_of(name).builder for name in ("timm:resnet18", "nets:tiny")),
    *(half for row in RECIPES.values() for half in (row.pictures, row.step)),
    *(row.scorer for row in MEASURES.values()),
]


@pytest.mark.parametrize("entry", _ENTRIES)
def test_every_row_of_a_table_names_a_function_that_there_is(entry):
    function = resolve(entry)
    assert callable(function)
    assert f"{function.__module__}:{function.__name__}" == entry


@pytest.mark.parametrize("entry", ["explorer.no_such_module:f", "explorer.entry:absent"])
def test_an_entry_that_names_nothing_is_an_error(entry):
    with pytest.raises((ImportError, AttributeError)):
        resolve(entry)


@pytest.fixture
def nets(tmp_path, monkeypatch):
    """A package and a module in the current folder, which both fail when they are run."""
    package = tmp_path / "my_nets"
    (package / "plain").mkdir(parents=True)  # a package without __init__.py
    for path in ("__init__.py", "small.py", "plain/deep.py", "../lone_net.py"):
        (package / path).write_text("raise SystemExit")
    monkeypatch.chdir(tmp_path)


@pytest.mark.parametrize(
    ("module", "there"),
    [
        ("lone_net", True),
        ("lone_net.inner", False),
        ("my_nets", True),
        ("my_nets.small", True),
        ("my_nets.plain.deep", True),
        ("my_nets.smal", False),
        ("my_net", False),
        ("no.such.module", False),
        ("json.decoder", True),
        ("sys", True),
        ("__main__", True),
        (__name__, True),
    ],
)
def test_a_module_is_looked_for_and_not_run(nets, module, there):
    assert importable(module) is there
    assert "my_nets" not in sys.modules
