"""The code in a text, and how its lines are called: scripts, notebooks, Markdown, prompts.

Knows no policy, and reads no Python: lines are taken over, blanked or left out.
"""

import ast
import json
import re
import textwrap
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from explorer.errors import PolicyError

MAX_CODE = 1_000_000
_FENCE = re.compile(r"[ \t]*(`{3,}|~{3,})[ \t]*\{?\.?(\w*)")
_PYTHON = ("python", "py", "python3", "pycon", "ipython", "")
_PROMPT = re.compile(r"(?:>>>|\.\.\.)(?: |$)|In \[\d+\]: |   \.\.\.: ")
_MAGIC = re.compile(r"([ \t]*)(?:[!?]|%{1,2}[a-z]|\w+ *= *(?:!|%[a-z])|[\w.]{1,80}\?{1,2}\s*$)")
_NO_PYTHON = re.compile(r"[ \t]*%%(bash|sh|html|javascript|js|latex|writefile|cmd|perl|ruby|sql)\b")


@dataclass(frozen=True)
class Code:
    """Python code that was taken out of a text; `places` has what each of its lines is called.

    Without `places`, the lines are those of the text.
    """

    text: str
    places: Sequence[str] = ()

    def place(self, line: int) -> str:
        """Returns what a line of the code is called in messages: `line 3`."""
        return self.places[line - 1] if 0 < line <= len(self.places) else f"line {line}"


def code_of(text: str) -> Code:
    """Returns the code in a text: a notebook, a page of Markdown, a session with prompts, a script.

    Raises PolicyError for a notebook that is none, and for more than 1 MB of code.
    """
    if is_notebook(text):
        code = _notebook(text)
    elif is_session(text):
        code = _numbered(_session(text.split("\n")))
    elif is_markdown(text):
        code = _markdown(text)
    else:
        code = Code(textwrap.dedent("\n".join(_without_magics(text.split("\n")))))
    if len(code.text) > MAX_CODE:
        raise PolicyError(f"the code has {len(code.text):,} characters, more than 1 MB")
    return code


def is_notebook(text: str) -> bool:
    """Whether a text is a Jupyter notebook."""
    start = text.lstrip()
    return start[:1] == "{" and '"cells"' in text and '"nbformat"' in text


def is_session(text: str) -> bool:
    """Whether a text is a session with prompts (`>>>`) and output between."""
    first = next((line for line in text.split("\n") if line.strip()), "")
    return bool(re.match(r"[ \t]*(>>> |In \[\d+\]: )", first))


def is_markdown(text: str) -> bool:
    """Whether a text is a page in which code stands between fences."""
    if not any(_FENCE.match(line) for line in text.split("\n")):
        return False
    try:
        ast.parse(text)  # a script may have fences in its docstrings
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        return True
    return False


def _notebook(text: str) -> Code:
    try:
        content = json.loads(text)
        cells = content["cells"]
        sources = [
            cell["source"] if cell["cell_type"] == "code" else None
            for cell in cells
            if isinstance(cell, dict)
        ]
    except (ValueError, LookupError, TypeError, RecursionError):
        raise PolicyError("the notebook is not read: it is not complete JSON with cells") from None
    lines: list[tuple[str, str]] = []
    for number, source in enumerate(sources, 1):
        if isinstance(source, list):
            source = "".join(part for part in source if isinstance(part, str))
        if not isinstance(source, str) or _NO_PYTHON.match(source):
            continue
        own = _without_magics(source.split("\n"))
        lines += [(f"cell {number}, line {i}", line) for i, line in enumerate(own, 1)]
    return Code("\n".join(line for _, line in lines), tuple(place for place, _ in lines))


def _markdown(text: str) -> Code:
    """Returns the code between the fences for Python, the lines outside left blank."""
    kept: list[str] = []
    fence = ""
    block: list[str] = []
    taken = False
    for line in text.split("\n"):
        found = _FENCE.match(line)
        if fence and found and found[1].startswith(fence):
            kept += _block(block) if taken else [""] * len(block)
            kept.append("")
            fence, block = "", []
        elif fence:
            block.append(line)
        else:
            kept.append("")
            if found:
                fence, taken = found[1], found[2].lower() in _PYTHON
    kept += _block(block) if fence and taken else [""] * len(block)
    return Code("\n".join(kept))


def _block(lines: list[str]) -> list[str]:
    inner = textwrap.dedent("\n".join(lines)).split("\n") if lines else []
    session = is_session("\n".join(inner))
    return [line for _, line in _session(inner)] if session else _without_magics(inner)


def _session(lines: Sequence[str]) -> Iterable[tuple[int, str]]:
    """Yields the lines of a session: without their prompts, and blank where output stands."""
    for number, line in enumerate(lines, 1):
        bare = line.lstrip()
        found = _PROMPT.match(bare) or _PROMPT.match(line)
        yield number, (bare if _PROMPT.match(bare) else line)[found.end() :] if found else ""


def _numbered(lines: Iterable[tuple[int, str]]) -> Code:
    return Code("\n".join(_without_magics([line for _, line in lines])))


def _without_magics(lines: Sequence[str]) -> list[str]:
    """Returns lines with those for the shell and the notebook made to do nothing."""
    return [f"{found[1]}pass" if (found := _MAGIC.match(line)) else line for line in lines]
