import pytest

from explorer.entry import resolve
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
