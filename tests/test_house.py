"""House rules of the texts in the code."""

import ast
from pathlib import Path

ROOT = Path(__file__).parents[1]
FOLDERS = ("explorer", "pages", "tests", "benchmarks", "docs", "sample_data")
MODULES = sorted(path for folder in FOLDERS for path in (ROOT / folder).rglob("*.py"))
DOCUMENTED = (ast.Module, ast.ClassDef, ast.FunctionDef, ast.AsyncFunctionDef)


def broken(source):
    """Returns where a docstring begins with less than a sentence: `line: first line` of each."""
    nodes = (node for node in ast.walk(ast.parse(source)) if isinstance(node, DOCUMENTED))
    texts = ((node.body[0].lineno, ast.get_docstring(node)) for node in nodes if node.body)
    firsts = ((line, (text.splitlines() or [""])[0]) for line, text in texts if text is not None)
    return [f"{line}: {first}" for line, first in firsts if not first.endswith((".", "?", ":"))]


def test_the_first_line_of_a_docstring_is_a_whole_sentence():
    found = [
        f"{path.relative_to(ROOT)}:{place}"
        for path in MODULES
        for place in broken(path.read_text(encoding="utf-8"))
    ]
    assert found == []


def test_a_sentence_that_goes_on_in_the_second_line_is_found():
    source = 'def f():\n    """Returns a number that is\n    large.\n    """\n'
    assert broken(source) == ["2: Returns a number that is"]
    assert broken(source.replace("is\n    large", "is large")) == []
    assert (
        broken('"""Is it one?"""\n\n\nclass C:\n    """Such as:\n\n    this one.\n    """\n') == []
    )
