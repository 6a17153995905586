"""The text of a program to its syntax tree, doubted before Python's parser sees it."""

import ast
import re
import warnings

from explorer.errors import PolicyError
from explorer.policy.files.program.limits import Place

_BRACKETS = 64
_SIGNS = re.compile(
    r"'''(?:[^\\]|\\.)*?(?:'''|\Z)|\"\"\"(?:[^\\]|\\.)*?(?:\"\"\"|\Z)"
    r"|'(?:[^'\\\n]|\\.)*'|\"(?:[^\"\\\n]|\\.)*\"|#[^\n]*|[()\[\]{}]"
    r"|(?P<word>\b\w{2000})|(?P<chain>[-+~](?:\s*[-+~]){199}|(?:\.\w{1,99}){64})",
    re.DOTALL,
)


def parsed(text: str, place: Place) -> ast.Module:
    """Returns the tree of a text.

    Raises PolicyError, with the place that `place` gives for a line, for what is no Python, and for
    what is nested too deep to be read.
    """
    _check_depth(text, place)
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            return ast.parse(text)
    except SyntaxError as error:
        said = " ".join(str(error.msg).split())[:160]
        raise PolicyError(f"{place(error.lineno or 1)}: is not Python: {said}") from None
    except (ValueError, RecursionError, MemoryError) as error:
        reason = " ".join(str(error).split())[:100] or "it is nested too deep"
        raise PolicyError(f"the file is not read as Python: {reason}") from None


def _check_depth(text: str, place: Place) -> None:
    depth = 0
    for sign in _SIGNS.finditer(text):
        depth += (sign[0] in "([{") - (sign[0] in ")]}") if len(sign[0]) == 1 else 0
        if depth <= _BRACKETS and sign.lastgroup is None:
            continue
        fault = (
            "holds a word or a number of 2,000 characters and more"
            if sign.lastgroup == "word"
            else "is nested too deep to be read"
        )
        line = text.count("\n", 0, sign.start()) + 1
        raise PolicyError(f"{place(line)}: {fault}")
