"""Policy files as YAML: text to plain data and back.

Built from the parser's events, not by a loader: aliases, anchors, tags and several documents never
become values. Plain words mean what they mean in JSON (`no` and dates are texts, `010` and `1:30`
too), so that a file says the same to everybody.
"""

import re
from typing import Any

import yaml

from explorer.errors import PolicyError, quoted
from explorer.policy.files.plain import MAX_NESTING, checked, object_of

_Loader: Any = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
_NULLS = dict.fromkeys(("", "~", "null", "Null", "NULL"))
_WORDS: dict[str, bool | None] = (
    _NULLS
    | dict.fromkeys(("true", "True", "TRUE"), True)
    | dict.fromkeys(("false", "False", "FALSE"), False)
)
_WHOLE = re.compile(r"[-+]?(0|[1-9][0-9]*)")
_NUMBER = re.compile(r"[-+]?(\.[0-9]+|(0|[1-9][0-9]*)(\.[0-9]*)?)([eE][-+]?[0-9]+)?")
_NOT_FINITE = re.compile(r"([-+]?)\.(inf|Inf|INF)|\.(nan|NaN|NAN)")


class _Node:
    """An object or a list that is still open: `keys` is None for a list."""

    def __init__(self, keys: list[str] | None) -> None:
        self.keys = keys
        self.items: list[Any] = []
        self.key: str | None = None

    def add(self, value: Any, line: int) -> None:
        if self.keys is None:
            self.items.append(value)
        elif self.key is None:
            if not isinstance(value, str):
                raise PolicyError(f"line {line}: {quoted(value)} is a key that is not a text")
            self.key = value
        else:
            self.keys.append(self.key)
            self.items.append(value)
            self.key = None

    def value(self) -> Any:
        if self.keys is None:
            return self.items
        return object_of(list(zip(self.keys, self.items, strict=True)))


def parse(text: str) -> Any:
    """Returns the data of a YAML text.

    Raises PolicyError for what is not YAML, for aliases, tags, duplicate keys, and several
    documents.
    """
    try:
        return checked(_built(text))
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark
        place = f" at line {mark.line + 1}, column {mark.column + 1}" if mark else ""
        raise PolicyError(
            f"the file is not YAML: {_one_line(error.problem or 'it cannot be read')}{place}"
        ) from None
    except (yaml.YAMLError, ValueError) as error:
        raise PolicyError(f"the file is not YAML: {_one_line(str(error))}") from None
    except RecursionError:
        raise PolicyError("the file is not read: objects and lists are nested too deep") from None


def _built(text: str) -> Any:
    root = _Node(None)
    stack = [root]
    documents = 0
    for event in yaml.parse(text, Loader=_Loader):
        line = event.start_mark.line + 1 if event.start_mark else 0
        if isinstance(event, yaml.DocumentStartEvent):
            documents += 1
            if documents > 1:
                raise PolicyError(f"line {line}: a second document begins; a policy file holds one")
        elif isinstance(event, yaml.AliasEvent):
            raise PolicyError(
                f"line {line}: *{quoted(event.anchor).strip(chr(39))} is an alias; "
                "aliases are not read"
            )
        elif isinstance(event, yaml.NodeEvent):
            _open(event, line, stack)
        elif isinstance(event, yaml.CollectionEndEvent):
            closed = stack.pop()
            stack[-1].add(closed.value(), line)
    if not root.items:
        raise PolicyError("the file is empty")
    return root.items[0]


def _open(event: Any, line: int, stack: list[_Node]) -> None:
    if event.anchor is not None:
        raise PolicyError(
            f"line {line}: &{quoted(event.anchor).strip(chr(39))} is an anchor; "
            "anchors are not read"
        )
    if event.tag is not None:
        raise PolicyError(f"line {line}: {quoted(event.tag)} is a tag; tags are not read")
    if isinstance(event, yaml.ScalarEvent):
        stack[-1].add(_scalar(event.value) if event.implicit[0] else event.value, line)
        return
    if len(stack) > MAX_NESTING + 1:
        raise PolicyError(f"line {line}: objects and lists are nested deeper than {MAX_NESTING}")
    stack.append(_Node([] if isinstance(event, yaml.MappingStartEvent) else None))


def _scalar(text: str) -> Any:
    if text in _WORDS:
        return _WORDS[text]
    if len(text) <= 400 and _WHOLE.fullmatch(text):
        return int(text)
    if len(text) <= 400 and _NUMBER.fullmatch(text):
        return float(text)
    if found := _NOT_FINITE.fullmatch(text):
        return float("nan") if found[3] else float(f"{found[1]}inf")
    return text


def _one_line(text: str) -> str:
    return " ".join(text.split())[:200]


class _Dumper(yaml.SafeDumper):
    """Writes equal values out in full, never as aliases."""

    def ignore_aliases(self, data: Any) -> bool:
        """Says that nothing is written as an alias."""
        return True


def _text(dumper: yaml.SafeDumper, text: str) -> Any:
    # PyYAML leaves a text such as 0E0 plain, and `parse` would read a number.
    plain = isinstance(_scalar(text), str)
    return dumper.represent_scalar("tag:yaml.org,2002:str", text, style=None if plain else "'")


_Dumper.add_representer(str, _text)


def write(document: dict[str, Any]) -> str:
    """Returns a document as YAML: block style, with lists and objects of scalars on one line."""
    return str(
        yaml.dump(
            document,
            Dumper=_Dumper,
            sort_keys=False,
            allow_unicode=True,
            default_flow_style=None,
            width=120,
        )
    )
