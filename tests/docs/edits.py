"""Reads the worked examples of docs/extending.md.

It finds what each section adds to which file, and how it is used. The line before a block of code
says what to do with it, in one of the forms of `_FORMS`.
"""

import ast
import re
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path

_BLOCK = re.compile(r"^([^\n]+:)\n\n```(\w+)\n(.*?)^```$", flags=re.DOTALL | re.MULTILINE)
_ANY_BLOCK = re.compile(r"^```\w+\n", flags=re.MULTILINE)
_FORMS = {
    "new": re.compile(r".*\bnew file `(?P<path>[^`]+)`.*:", flags=re.IGNORECASE),
    "row": re.compile(r".*\brow of `(?P<name>\w+)` in `(?P<path>[^`]+)`.*:"),
    "field": re.compile(r".*\bfield of `(?P<name>\w+)` in `(?P<path>[^`]+)`.*:"),
    "import": re.compile(r".*\bimport in `(?P<path>[^`]+)`.*:"),
    "gone": re.compile(r".*\bline leaves `(?P<path>[^`]+)`.*:"),
    "instead": re.compile(r".*\bplace in `(?P<path>[^`]+)` takes this:"),
    "use": re.compile(r"Use it.*:"),
    "prints": re.compile(r"It prints:"),
}


_GONE = "# a line has left\n"  # until another takes its place


@dataclass(frozen=True)
class Block:
    """One block of code: what to do with it (a form), where, and its text."""

    form: str
    text: str
    path: str = ""
    name: str = ""


@dataclass(frozen=True)
class Section:
    """One worked example."""

    title: str
    blocks: tuple[Block, ...]

    @property
    def edits(self) -> tuple[Block, ...]:
        """What it does to files."""
        return tuple(block for block in self.blocks if block.form not in ("use", "prints"))

    @property
    def uses(self) -> tuple[tuple[str, str], ...]:
        """Every script that uses it, with what it prints."""
        told = [block for block in self.blocks if block.form in ("use", "prints")]
        assert [block.form for block in told] == ["use", "prints"] * (len(told) // 2), self.title
        texts = [block.text for block in told]
        return tuple(zip(texts[::2], texts[1::2], strict=True))


def sections(page: str) -> list[Section]:
    """Returns the sections that hold code."""
    found = []
    for text in re.split(r"^## ", page, flags=re.MULTILINE):
        title, _, body = text.partition("\n")
        blocks = tuple(_blocks(title, body))
        assert len(blocks) == len(_ANY_BLOCK.findall(body)), f"{title}: a block without a form"
        if blocks:
            found.append(Section(title, blocks))
    return found


def _blocks(title: str, body: str) -> Iterator[Block]:
    for line, _, text in _BLOCK.findall(body):
        matches = [(form, shape.fullmatch(line)) for form, shape in _FORMS.items()]
        told = [(form, match.groupdict()) for form, match in matches if match]
        assert len(told) == 1, f"{title}: what is to be done with the block after {line!r}?"
        form, where = told[0]
        yield Block(form, text, **where)


def apply(section: Section, folder: Path) -> None:
    """Does to the copy of the package in `folder` what the section says."""
    for before, block in pairwise((None, *section.edits)):
        assert block is not None
        if block.form == "new":
            _create(folder / block.path, block.text)
        elif block.form == "gone":
            _replace(folder / block.path, block.text, _GONE)
        elif block.form == "instead":
            assert before is not None
            assert (before.form, before.path) == ("gone", block.path), section.title
            _replace(folder / block.path, _GONE, block.text)
        else:
            _insert(folder / block.path, block)


def _create(path: Path, text: str) -> None:
    assert not path.exists(), f"{path} is not new"
    path.write_text(text)


def _replace(path: Path, old: str, new: str) -> None:
    before = path.read_text()
    assert before.count(old) == 1, f"{path} does not hold {old} once"
    path.write_text(before.replace(old, new))


def _insert(path: Path, block: Block) -> None:
    before = path.read_text()
    lines = before.splitlines(keepends=True)
    place = _PLACES[block.form](ast.parse(before), block.name)
    path.write_text("".join([*lines[:place], block.text, *lines[place:]]))


def _last_line_of_table(tree: ast.Module, name: str) -> int:
    """The line behind which a row goes: the one before the table's closing bracket."""
    for node in tree.body:
        targets = node.targets if isinstance(node, ast.Assign) else [getattr(node, "target", None)]
        if any(isinstance(each, ast.Name) and each.id == name for each in targets):
            return _end(node) - 1
    raise AssertionError(f"there is no table {name}")


def _last_line_of_fields(tree: ast.Module, name: str) -> int:
    (found,) = (node for node in tree.body if isinstance(node, ast.ClassDef) and node.name == name)
    return _end([node for node in found.body if isinstance(node, ast.AnnAssign)][-1])


def _last_line_of_imports(tree: ast.Module, name: str) -> int:
    return _end([node for node in tree.body if isinstance(node, ast.Import | ast.ImportFrom)][-1])


def _end(node: ast.stmt) -> int:
    assert node.end_lineno is not None
    return node.end_lineno


_PLACES = {
    "row": _last_line_of_table,
    "field": _last_line_of_fields,
    "import": _last_line_of_imports,
}
