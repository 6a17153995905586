"""What holds for all tests: which of them begin."""

from pathlib import Path

# Tests of these folders and files take longest. They begin, so that at the end, when one process
# has nothing left to do, none of them still runs in the other.
LONG = ("browser", "test_readme.py", "docs", "cli", "sweep", "training", "pages", "measuring")


def pytest_collection_modifyitems(config, items):
    """Puts the long tests first; tests of a file stay together."""
    root = Path(__file__).parent
    items.sort(key=lambda item: _rank(item.path.relative_to(root)))


def _rank(path):
    return LONG.index(path.parts[0]) if path.parts[0] in LONG else len(LONG)
