"""CONTRIBUTING.md: a newcomer finds the file."""

import re
from pathlib import PurePosixPath

from tests.copied import ROOT

PAGE = (ROOT / "CONTRIBUTING.md").read_text()
WHERE = PAGE[PAGE.index("## Where things are") : PAGE.index("## Our own words")]
ROWS = [line for line in WHERE.splitlines() if line.startswith("| ") and "..." not in line[:22]]
# Needed by what the table names, and nothing that a person sets out to change.
BEHIND = {
    "explorer/cli/__main__.py",
    "explorer/entry.py",
    "explorer/frozen.py",
    "explorer/version.py",
    "explorer/sweep/__init__.py",
}


def paths_of(row: str) -> list[str]:
    """The files and folders that a row names; a bare name lies beside the one before it."""
    found: list[str] = []
    for name in re.findall(r"`([^`]+)`", row.split(" | ", 1)[1]):
        if "/" in name:
            found.append(name)
        elif re.fullmatch(r"\w+\.py", name):
            before = next(path for path in reversed(found) if "/" in path)
            folder = before if before.endswith("/") else f"{PurePosixPath(before).parent}/"
            found.append(folder + name)
    return found


NAMED = [path for row in ROWS for path in paths_of(row)]


def test_every_file_and_folder_that_the_table_names_exists():
    assert [path for path in NAMED if not (ROOT / path).exists()] == []


def test_every_file_of_the_package_is_behind_a_row():
    folders = tuple(path for path in NAMED if path.endswith("/"))
    code = [path.relative_to(ROOT).as_posix() for path in (ROOT / "explorer").rglob("*.py")]
    inside = {path for path in code if path.startswith(folders)}
    packages = {path for path in code if path.endswith("/__init__.py")}
    beside = {path for path in code if f"{PurePosixPath(path).parent}/" in _folders_of_files()}
    assert sorted(set(code) - inside - set(NAMED) - packages - beside - BEHIND) == []


def _folders_of_files() -> set[str]:
    """The folders of which a row names several files: who looks there sees the others."""
    parents = [f"{PurePosixPath(path).parent}/" for path in NAMED if path.endswith(".py")]
    return {parent for parent in parents if parents.count(parent) >= 2 and parent != "explorer/"}


def test_there_are_rows_for_forty_things_and_more():
    assert len(ROWS) >= 40
    assert len({row.split(" | ")[0] for row in ROWS}) == len(ROWS)


def test_every_page_that_it_links_to_exists():
    for target in re.findall(r"\]\(([^)#]+)\)", PAGE):
        assert (ROOT / target).exists(), target


def test_the_words_of_a_sweep_are_explained():
    words = PAGE[PAGE.index("## Our own words") : PAGE.index("## How to test")]
    for word in ("arm", "question", "setting", "round", "strength", "draw", "recipe", "measure"):
        assert re.search(rf"^\| [^|]*\b{word}\b", words, re.MULTILINE), word
