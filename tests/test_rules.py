"""House rules that no tool holds.

How long files and functions are, and that exceptions have their reason beside them.
"""

import ast
import re
from collections.abc import Callable, Iterator
from pathlib import Path

ROOT = Path(__file__).parents[1]
FOLDERS = ("explorer", "pages", "benchmarks", "docs", "sample_data")
FILES = sorted(path for folder in FOLDERS for path in (ROOT / folder).rglob("*.py"))
MOST_LINES_OF_A_MODULE, MOST_LINES_OF_A_FUNCTION = 300, 60


def long_functions(text: str) -> Iterator[str]:
    for node in ast.walk(ast.parse(text)):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            lines = (node.end_lineno or 0) - node.lineno + 1
            if lines > MOST_LINES_OF_A_FUNCTION:
                yield f"{node.name}: {lines} lines"


def long_without_a_reason(text: str) -> bool:
    """Whether a module is long, and its docstring does not say why below its first line."""
    if len(text.splitlines()) <= MOST_LINES_OF_A_MODULE:
        return False
    _, _, below = (ast.get_docstring(ast.parse(text)) or "").partition("\n")
    return not re.search(r"\b(long|longer|lines)\b", below, re.IGNORECASE)


def ignored_without_a_reason(text: str) -> list[str]:
    """The import-linter contracts of a pyproject.toml that except something and do not say why."""
    parts = text.split("[[tool.importlinter.contracts]]")[1:]
    return [
        part.split('"')[1]
        for part in parts
        if (at := part.find("ignore_imports")) >= 0
        and not part[:at].rstrip().splitlines()[-1].startswith("#")
    ]


def unexplained_noqa(text: str) -> list[str]:
    """Returns the lines that switch a rule off and do not say why.

    The reason stands there, in a comment just above, or at an earlier one of their kind.
    """
    found, explained = [], set()
    lines = text.splitlines()
    for place, line in enumerate(lines):
        for codes, reason in re.findall(r"# noqa: ([A-Z0-9, ]+?)(?:\s+-\s+(.+))?$", line):
            above = any(each.strip().startswith("#") for each in lines[max(0, place - 6) : place])
            if reason or above:
                explained.add(codes)
            elif codes not in explained:
                found.append(line.strip())
    return found


def expanders_without_a_key(text: str) -> list[int]:
    """Returns the lines of `st.expander` calls without a key.

    Such a one closes by itself when the number of elements before it changes.
    """
    return [
        node.lineno
        for node in ast.walk(ast.parse(text))
        if isinstance(node, ast.Call)
        and getattr(node.func, "attr", None) == "expander"
        and not any(word.arg == "key" for word in node.keywords)
    ]


def found_in(check: Callable[[str], object]) -> dict[str, object]:
    """What a check finds, by file."""
    texts = {str(path.relative_to(ROOT)): path.read_text() for path in FILES}
    return {name: found for name, text in texts.items() if (found := check(text))}


def test_no_function_is_long():
    assert found_in(lambda text: list(long_functions(text))) == {}


def test_a_long_file_says_in_its_docstring_why():
    assert found_in(long_without_a_reason) == {}


def test_a_rule_that_is_switched_off_has_its_reason_beside_it():
    assert found_in(unexplained_noqa) == {}


def test_every_exception_of_a_contract_has_its_reason_beside_it():
    assert ignored_without_a_reason((ROOT / "pyproject.toml").read_text()) == []


def test_every_expander_has_a_key():
    assert found_in(expanders_without_a_key) == {}


def test_what_is_long_or_unexplained_is_found_out():
    body = "\n".join(["    a = 1"] * 60)
    assert list(long_functions(f"def long():\n{body}")) == ["long: 61 lines"]
    assert list(long_functions(f"def long():\n{body[10:]}")) == []
    module = "a = 1\n" * 300
    assert long_without_a_reason(f'"""A summary."""\n{module}')
    assert not long_without_a_reason(
        f'"""A summary.\n\nLong, since it is one table.\n"""\n{module}'
    )
    assert not long_without_a_reason(module)
    contract = '[[tool.importlinter.contracts]]\nname = "x"\n{}ignore_imports = []\n'
    assert ignored_without_a_reason(contract.format("")) == ["x"]
    assert ignored_without_a_reason(contract.format("# since it is so\n")) == []
    assert expanders_without_a_key('st.expander("a", key="b")\nst.expander("a", icon="b")') == [2]
    rule = "# no" + "qa: S101"
    assert unexplained_noqa(f"a  {rule}") == [f"a  {rule}"]
    assert unexplained_noqa(f"a  {rule} - why not\nb  {rule}") == []
    assert unexplained_noqa(f"# why not\na  {rule}") == []
