"""The words and signs of a pasted pipeline, doubted before Python's parser sees them."""

import io
import re
import tokenize

from explorer.errors import PolicyError

_BRACKETS = 64
_ATTRIBUTES = 8
_LONG_WORD = re.compile(r"\b\w{2000}")
_TOKENS = 300_000
_SIGNS = {"(", ")", "[", "]", "{", "}", ",", ":", "=", ".", "-", "+", ";", "->"}


def check_tokens(text: str) -> None:
    """Raises PolicyError, with the line, for what no literal needs.

    It is asked before a tree is built: a hostile text can reach the limits of the parser's stack.
    """
    if found := _LONG_WORD.search(text):
        line = text.count("\n", 0, found.start()) + 1
        raise PolicyError(f"line {line}: holds a word or a number of 2,000 characters and more")
    depth = dots = 0
    before = tokenize.TokenInfo(tokenize.NEWLINE, "", (0, 0), (0, 0), "")
    try:
        for count, token in enumerate(tokenize.generate_tokens(io.StringIO(text).readline)):
            line = token.start[0]
            if token.type == tokenize.OP:
                _check_sign(token.string, before, line)
                depth += (token.string in "([{") - (token.string in ")]}")
                dots = dots + 1 if token.string == "." else 0
            elif token.type != tokenize.NAME:
                dots = 0
            if depth > _BRACKETS or dots > _ATTRIBUTES or count > _TOKENS:
                fault = "too long" if count > _TOKENS else "nested too deep"
                raise PolicyError(f"line {line}: is {fault} to be read")
            before = token
    except tokenize.TokenError as error:
        raise PolicyError(f"line {error.args[1][0]}: is not Python: {error.args[0]}") from None
    except SyntaxError as error:
        raise PolicyError(f"line {error.lineno or 1}: is not Python: {error.msg}") from None


def _check_sign(sign: str, before: tokenize.TokenInfo, line: int) -> None:
    if sign not in _SIGNS and not (sign == "*" and before.string == "import"):
        raise PolicyError(
            f"line {line}: {sign!r} is not read; arguments are literals, and nothing is computed"
        )
    if sign in "+-" and (
        before.type in (tokenize.NUMBER, tokenize.NAME, tokenize.STRING)
        or before.string in ("+", "-", ")", "]", "}")
    ):
        raise PolicyError(
            f"line {line}: {sign!r} between values is not read; "
            "arguments are literals, and nothing is computed"
        )
