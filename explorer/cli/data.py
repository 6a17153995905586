"""`aug-explorer data`: what a data set holds, and what is wrong with it."""

import json
from typing import TYPE_CHECKING, Any

import click

from explorer.cli.options import reading_options
from explorer.data.kinds import list_kinds
from explorer.data.reading import Reading
from explorer.names import shown

if TYPE_CHECKING:
    from explorer.data.leak_report import Leak, LeakReport


_DOES = f"""Show classes, splits and leaks of a data set.

It can be {list_kinds("a built-in data set")}.
"""


@click.command(help=_DOES)
@click.argument("source", metavar="PATH|NAME")
@reading_options
@click.option("--json", "as_json", is_flag=True, help="Print one JSON object instead of a table.")
def data(source: str, as_json: bool, **told: Any) -> None:
    """Shows what there is in the data set called `source`, read as `told` says."""
    from explorer.cli.quiet import decoders_quiet
    from explorer.data.image_set import open_image_set
    from explorer.data.leaks import find_leaks

    with decoders_quiet():
        report = find_leaks(open_image_set(source, reading=Reading(**told)))
    click.echo(json.dumps(_document(report), indent=2) if as_json else "\n".join(_table(report)))


def _document(report: "LeakReport") -> dict[str, Any]:
    images = report.image_set
    return {
        "name": images.name,
        "digest": images.digest,
        "images": images.count,
        "classes": list(images.classes),
        "splits": {name: len(items) for name, items in images.splits.items()},
        "counts": images.counts(),
        "read_as": images.read_as.to_json(),
        "left_out": [{"count": left.count, "what": left.what} for left in images.left_out],
        "notes": [problem.message for problem in images.problems if problem.kind == "note"],
        "unreadable": list(report.unreadable),
        "leaks": {
            "identical": report.identical_count,
            "nearly_identical": report.near_count,
            "two_classes": report.torn_count,
            "pairs": [_pair(report, leak) for leak in report.pairs],
        },
        "warnings": list(report.warnings()),
    }


def _pair(report: "LeakReport", leak: "Leak") -> dict[str, Any]:
    classes = report.image_set.classes
    return {
        "splits": [leak.split, leak.other_split],
        "paths": [shown(leak.item.path), shown(leak.other.path)],
        "classes": [classes[leak.item.label], classes[leak.other.label]],
        "similarity": leak.similarity,
    }


def _table(report: "LeakReport") -> list[str]:
    images = report.image_set
    width = max(len("class"), len("all"), *map(len, images.classes))
    rows = [
        ("class", *images.splits),
        *((label, *counts.values()) for label, counts in images.counts().items()),
        ("all", *map(len, images.splits.values())),
    ]
    lines = [f"{images.name}: {images.count} images, {len(images.classes)} classes", ""]
    lines += [f"{row[0]:<{width}}" + "".join(f"  {value:>6}" for value in row[1:]) for row in rows]
    lines += [
        "",
        *([f"note: taken: {', '.join(taken)}"] if (taken := images.read_as.taken) else []),
        *(f"note: {problem.message}" for problem in images.problems if problem.kind == "note"),
        *(f"note: {left.count} {left.what}" for left in images.left_out if left.quiet),
    ]
    lines += [f"warning: {warning}" for warning in report.warnings()]
    return lines + (["no leaks between the splits, no unreadable images"] if report.clean else [])
