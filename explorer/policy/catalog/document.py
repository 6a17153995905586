"""Writes docs/catalogue.md from the catalogue: `python -m explorer.policy.catalog.document`."""

import sys
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import Any

from explorer.choices import Param
from explorer.policy.catalog import CATALOG, STRUCTURAL, TAIL
from explorer.policy.catalog.left_out import LEFT_OUT
from explorer.policy.catalog.spec import Transform

PATH = Path("docs/catalogue.md")
_INTRODUCTION = (
    "# Catalogue\n\n"
    "Generated from `explorer/policy/catalog` by `python -m explorer.policy.catalog.document`; "
    "edit the tables there, not this page.\n\n"
    "{count} transforms of Albumentations 2.0.8 in {families} families. "
    "**Default** is what a step starts with, **slider** what a hand can reach,\n"
    "**legal** what a file may hold (and what the strength never leaves). "
    "A dot (●) marks the magnitudes: the strength moves them from their\n"
    "**identity**, which changes nothing, through the slider's value. "
    "Cost is for one core at 1024 px and default settings: fast takes under\n"
    "20 ms, medium under 150 ms, slow more."
)
_TARGETS = {"image": "picture", "mask": "masks", "bboxes": "boxes", "keypoints": "key points"}


def text() -> str:
    """Returns the page as Markdown."""
    families = dict.fromkeys(transform.family for transform in CATALOG.values())
    parts = [_INTRODUCTION.format(count=len(CATALOG), families=len(families)), _contents(families)]
    for family in families:
        parts.append(f"## {family.capitalize()}")
        parts += [
            _transform(transform) for transform in CATALOG.values() if transform.family == family
        ]
    parts += [_beside(), _left_out()]
    return "\n\n".join(parts) + "\n"


def _contents(families: Iterable[str]) -> str:
    lines = []
    for family in families:
        names = ", ".join(entry.name for entry in CATALOG.values() if entry.family == family)
        lines.append(f"- [{family.capitalize()}](#{family}): {names}")
    return "\n".join(lines)


def _transform(transform: Transform) -> str:
    head = f"### {transform.name}\n\n{transform.summary}"
    moved = ", ".join(_TARGETS[target] for target in transform.targets)
    facts = f"Moves: {moved}. Cost: {transform.cost}. {_strength(transform)}"
    return "\n\n".join([head, facts, *([_table(transform)] if transform.params else [])])


def _strength(transform: Transform) -> str:
    return "Strength: " + " ".join(_movement(transform))


def _movement(transform: Transform) -> Iterator[str]:
    magnitudes = [f"`{param.name}`" for param in transform.magnitudes]
    names = " and ".join([", ".join(magnitudes[:-1]), *magnitudes[-1:]]).removeprefix(" and ")
    if transform.shape:
        moved = f"; moves {names}" if names else ""
        if transform.at_zero == "same":
            yield f"always runs{moved or ', whatever the strength'}."
        else:
            yield f"always sets the size{moved}. At 0 it is a plain resize to that size; " + (
                "below 1 it crops as often as the strength says, and resizes else."
            )
    elif not names:
        yield "the probability fades to 0 below 1."
    else:
        settings = " or ".join(
            f"`{name}` {'on' if value is True else f'`{value}`'}"
            for name, value in transform.fades_with
        )
        only = f"; with {settings} the probability fades too below 1." if settings else "."
        yield f"moves {names}{'; the probability fades too below 1.' if transform.fades else only}"


def _table(transform: Transform) -> str:
    rows = [
        "| Parameter | Values | Default | Slider | Legal | Identity | |",
        "| --- | --- | --- | --- | --- | --- | --- |",
    ]
    return "\n".join(rows + [f"| {' | '.join(_row(param))} |" for param in transform.params])


def _row(param: Param) -> tuple[str, ...]:
    dot = "● " if param.identity is not None else ""
    geometric = " (geometric)" if param.log else ""
    identity = "" if param.identity is None else f"{_number(param.identity)}{geometric}"
    return (
        f"{dot}`{param.name}`",
        _values(param),
        _cell(_value(param, param.check(param.default))),
        _slider(param),
        _legal(param),
        identity,
        _cell(param.help),
    )


def _values(param: Param) -> str:
    words = {
        "range": "range",
        "int_range": "whole range",
        "xy_range": "range for x and y",
        "int": "whole number",
        "float": "number",
        "bool": "on or off",
        "color": "colour",
    }
    kind = words.get(param.kind, param.kind)
    # 49 pairs of modes would make a table of their own.
    if param.kind == "choice":
        kind = (
            " · ".join(_cell(_choice(param, choice)) for choice in param.choices)
            if len(param.choices) <= 12
            else f"one of {len(param.choices)} pairs"
        )
    unit = f", {param.unit}" if param.unit and param.kind not in ("choice", "bool") else ""
    return f"{kind}{', odd' if param.odd else ''}{unit}{' or null' if param.nullable else ''}"


def _choice(param: Param, choice: Any) -> str:
    label = param.labels[param.choices.index(choice)] if param.labels else None
    if isinstance(choice, Mapping):
        return label or "pair"
    return f"`{choice}` {label}" if label and label != str(choice) else f"`{choice}`"


def _slider(param: Param) -> str:
    if param.low is None or param.high is None or param.kind in ("choice", "bool"):
        return ""
    step = f", step {_number(param.step)}" if param.step else ""
    return f"{_number(param.low)} to {_number(param.high)}{step}"


def _legal(param: Param) -> str:
    if param.kind in ("choice", "bool", "text"):
        return ""
    if param.min is None and param.max is None:
        return "any"
    if param.max is None:
        return f"from {_number(param.min)}"
    return (
        f"up to {_number(param.max)}"
        if param.min is None
        else f"{_number(param.min)} to {_number(param.max)}"
    )


def _value(param: Param, value: Any) -> str:
    if value is None:
        return "null"
    if isinstance(value, bool):
        return "on" if value else "off"
    if param.kind == "choice":
        return _choice(param, value)
    if isinstance(value, Mapping):
        return ", ".join(f"{name} {_value(param, part)}" for name, part in value.items())
    if isinstance(value, tuple):
        between = " to " if len(value) == 2 and param.kind not in ("pair", "list") else ", "
        return between.join(_value(param, part) for part in value)
    return _number(value) if isinstance(value, int | float) else str(value)


def _number(value: float | None) -> str:
    if value is None:
        return ""
    return f"{value:.10g}" if abs(value) >= 1e5 else f"{value:.4g}"


def _cell(words: str) -> str:
    return words.replace("|", "\\|")


def _beside() -> str:
    lines = [
        "## Beside the catalogue",
        "Known when a file is read and written, and not offered as augmentation: "
        "the model's tail, and what holds a pipeline together.",
        "\n".join(
            f"- **{transform.name}**: {transform.summary}"
            for transform in (*TAIL.values(), *STRUCTURAL.values())
        ),
    ]
    return "\n\n".join(lines)


def _left_out() -> str:
    reasons: dict[str, list[str]] = {}
    for name, reason in sorted(LEFT_OUT.items()):
        reasons.setdefault(reason, []).append(name)
    lines = [f"- {', '.join(names)}: {reason}." for reason, names in reasons.items()]
    return "\n\n".join(
        [
            "## Left out",
            f"What Albumentations 2.0.8 has besides ({len(LEFT_OUT)} transforms), "
            "and why it is not here.",
            "\n".join(lines),
        ]
    )


def main() -> None:
    """Writes the page to the path that is given, or to docs/catalogue.md."""
    path = Path(sys.argv[1]) if len(sys.argv) > 1 else PATH
    path.write_text(text(), encoding="utf-8")


if __name__ == "__main__":
    main()
