import pytest


@pytest.fixture
def trace():
    """Finds the trace of a figure by the start of its name."""
    return lambda figure, name: next(t for t in figure.data if t.name and t.name.startswith(name))
