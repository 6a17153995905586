"""Every example of docs/extending.md works.

Its files and rows are put into a copy of the package, and what the page prints is printed.
"""

import shutil
import subprocess
import sys

import pytest

from tests.copied import ROOT, copied, environment, run
from tests.docs.edits import Section, apply, sections

PAGE = (ROOT / "docs" / "extending.md").read_text()
SECTIONS = sections(PAGE)


@pytest.fixture(scope="module")
def extended(tmp_path_factory):
    """A copy of the package with all that the page adds."""
    folder = copied(tmp_path_factory.mktemp("extended"))
    for section in SECTIONS:
        apply(section, folder)
    return folder


@pytest.mark.parametrize("section", SECTIONS, ids=lambda section: section.title)
def test_an_example_prints_what_the_page_says(section: Section, extended):
    assert section.uses
    for script, printed in section.uses:
        assert run(extended, script) == printed


def test_every_example_is_used_and_listed_in_the_table_of_the_page():
    for section in SECTIONS:
        anchor = section.title.lower().replace(" ", "-")
        assert f"](#{anchor})" in PAGE, section.title


def test_the_new_files_of_the_page_are_formatted_and_keep_to_the_rules(extended):
    shutil.copy(ROOT / "pyproject.toml", extended)
    new = [block.path for section in SECTIONS for block in section.edits if block.form == "new"]
    for check in (["check"], ["format", "--check"]):
        done = subprocess.run(
            [sys.executable, "-m", "ruff", *check, *new],
            cwd=extended,
            capture_output=True,
            text=True,
            timeout=60,
        )
        assert done.returncode == 0, done.stdout


def test_the_tests_of_the_catalogue_hold_for_the_new_transform(extended):
    shutil.copytree(ROOT / "tests", extended / "tests", ignore=shutil.ignore_patterns("golden"))
    shutil.copy(ROOT / "pyproject.toml", extended)
    done = subprocess.run(
        [sys.executable, "-m", "pytest", "-q", "tests/policy/catalog", "-k", "TimeMasking"],
        cwd=extended,
        env=environment(extended),
        capture_output=True,
        text=True,
        timeout=240,
    )
    assert done.returncode == 0, done.stdout
    assert int(done.stdout.split(" passed")[0].split()[-1]) >= 15
