"""`aug-explorer check`, `apply`, `convert`: what a policy is, and what it does to pictures.

Imports stand inside the commands, so that help is quick.
"""

import secrets
import shutil
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from explorer import numbers
from explorer.cli.kinds import NUMBER
from explorer.errors import ExplorerError, ImageError, quoted

if TYPE_CHECKING:
    from explorer.policy.model import Group, Policy, Step

MAX_DRAWS = 10_000
FORMATS = ("json", "yaml", "python")


_PICK = click.option(
    "--pick",
    metavar="NAME",
    help="Pipeline to read where the file has several.  [default: the training one]",
)
_STRICT = click.option(
    "--strict", is_flag=True, help="Refuse a file that cannot be read with the very same meaning."
)


@click.command()
@click.argument("policy_file", metavar="POLICY")
@_PICK
@_STRICT
def check(policy_file: str, pick: str | None, strict: bool) -> None:
    """Say what POLICY is and holds, and every value that was filled in, upgraded, or differs."""
    from explorer.policy import files

    loaded = files.load(policy_file, pick=pick, strict=strict)
    policy = loaded.policy
    click.echo(f"{policy_file}: {loaded.source}")
    click.echo(f"name: {policy.name}")
    click.echo(f"strength: {numbers.strength(policy.strength)}")
    click.echo(f"seed: {policy.seed}")
    if policy.compose.p != 1:
        click.echo(f"probability of the whole policy: {numbers.number(policy.compose.p)}")
    click.echo(f"steps: {_count(policy.steps)}")
    for line in _lines(policy.steps, "  "):
        click.echo(line)
    if policy.tail:
        click.echo(f"tail: {', '.join(step.transform for step in policy.tail)}")
    if policy.evidence is not None:
        click.echo(f"evidence: {policy.evidence.get('sentence', 'the verdict of a sweep')}")
    notes = [*loaded.notes, *_remarks(policy)]
    for note in notes:
        click.echo(f"note: {note}")
    for difference in loaded.near:
        click.echo(f"near: {difference}")
    counted = [numbers.count(len(loaded.near), "difference")] if loaded.near else []
    counted += [numbers.count(len(notes), "note")] if notes else []
    click.echo(f"valid, with {' and '.join(counted)}" if counted else "valid")


@click.command()
@click.argument("policy_file", metavar="POLICY")
@click.argument("images", metavar="IMAGE...", nargs=-1, required=True)
@click.option(
    "--out", metavar="DIR", required=True, help="Folder for the pictures; made where it is missing."
)
@click.option(
    "--draws",
    type=click.IntRange(1, MAX_DRAWS),
    default=1,
    show_default=True,
    help="Augmentations of each image.",
)
@click.option("--seed", type=int, help="Seed of the draws.  [default: the policy's]")
@click.option("--strength", type=NUMBER, help="0 to 2.  [default: the policy's]")
def apply(
    policy_file: str,
    images: tuple[str, ...],
    out: str,
    draws: int,
    seed: int | None,
    strength: float | None,
) -> None:
    """Augment IMAGEs with POLICY into DIR, as <stem>_<draw>.png.

    The same call writes the same bytes.
    """
    from explorer.cli.quiet import decoders_quiet
    from explorer.images import encode, load_image
    from explorer.policy import files
    from explorer.policy.albumentations import drawing
    from explorer.policy.model import checked_seed, checked_strength

    policy = files.load(policy_file).policy
    at = policy.strength if strength is None else checked_strength(strength)
    drawn_from = policy.seed if seed is None else checked_seed(seed)
    sources = [Path(image) for image in images]
    _check_stems(sources)
    _check_targets(sources, out, draws)
    with decoders_quiet():
        for source in sources:
            # A broken one is refused here, before anything is written; kept in memory, many would
            # not fit.
            load_image(source)
    with _all_or_nothing(Path(out)) as folder, _progress(len(sources) * draws) as bar:
        for source in sources:
            with decoders_quiet():
                image = load_image(source)
            for draw in range(draws):
                augmented = drawing.draw(policy, image, strength=at, seed=drawn_from, draw=draw)
                (folder / _name(source, draw)).write_bytes(encode(augmented.rgb))
                bar.update(1)
    count = len(sources) * draws
    click.echo(f"{count} picture{'s' if count > 1 else ''} written to {out}")


@click.command()
@click.argument("policy_file", metavar="POLICY")
@click.option("--to", "format", type=click.Choice(FORMATS), required=True, help="What to write.")
@click.option("--strength", type=NUMBER, help="0 to 2.  [default: the policy's]")
@click.option("--out", metavar="FILE", help="File to write; standard output where it is left out.")
@_PICK
@_STRICT
def convert(
    policy_file: str,
    format: str,
    strength: float | None,
    out: str | None,
    pick: str | None,
    strict: bool,
) -> None:
    """Write POLICY as JSON, YAML, or a Python script that runs by itself with Albumentations."""
    from explorer.policy import files

    loaded = files.load(policy_file, pick=pick, strict=strict)
    policy = loaded.policy
    for difference in loaded.near:
        click.echo(f"near: {difference}", err=True)
    if out is not None:
        files.save(policy, out, strength, format)
        return
    sys.stdout.buffer.write(
        files.dumps(policy, strength, format).encode()
    )  # UTF-8, whatever the terminal speaks


def _remarks(policy: "Policy") -> Iterator[str]:
    """What is legal and yet not what it looks like."""
    from explorer.policy.effect import why_idle
    from explorer.policy.model import Step, walk

    if reason := why_idle(policy):
        yield f"the policy changes no picture: {reason}"
    for path, node, _ in walk(policy.steps):
        if isinstance(node, Step) and node.enabled and node.spec.caution:
            yield f"{path}: {node.transform}: {node.spec.caution}"


def _count(nodes: "tuple[Step | Group, ...]") -> str:
    from explorer.policy.model import Group, walk

    listed = [node for _, node, _ in walk(nodes)]
    groups = sum(isinstance(node, Group) for node in listed)
    off = sum(not node.enabled for node in listed)
    more = [f"{groups} of them groups"] if groups else []
    more += [f"{off} switched off"] if off else []
    return f"{len(listed)}" + (f" ({', '.join(more)})" if more else "")


def _lines(nodes: "tuple[Step | Group, ...]", indent: str) -> Iterator[str]:
    from explorer.policy.files.plain import plain, shown
    from explorer.policy.model import Group

    for node in nodes:
        off = "" if node.enabled else ", off"
        if isinstance(node, Group):
            count = (
                f", {node.n} of {len(node.steps)}{' with replacement' if node.replace else ''}"
                if node.n is not None
                else ""
            )
            yield f"{indent}{node.group} (p {numbers.number(node.p)}{count}{off})"
            yield from _lines(node.steps, indent + "  ")
            continue
        settings = ", ".join(
            f"{key} {shown(plain(value))}"
            for key, value in node.params.items()
            if _is_magnitude(node, key)
        )
        told = f": {settings}" if settings else ""
        yield f"{indent}{node.transform} (p {numbers.number(node.p)}{off}){told}"


def _is_magnitude(step: "Step", key: str) -> bool:
    return any(param.name == key for param in step.spec.magnitudes)


def _name(source: Path, draw: int) -> str:
    return f"{source.stem}_{draw:03d}.png"


def _check_stems(sources: list[Path]) -> None:
    seen: dict[str, Path] = {}
    for source in sources:
        if source.stem in seen:
            other = quoted(str(seen[source.stem]), 300)
            raise ImageError(
                f"{quoted(str(source), 300)} has the same stem as {other}: "
                "both would be written to one name"
            )
        seen[source.stem] = source


def _check_targets(sources: list[Path], out: str, draws: int) -> None:
    folder = Path(out)
    if not out or (folder.exists() and not folder.is_dir()):
        raise ImageError(f"{quoted(out, 300)} is not a folder")
    inputs = {source.resolve() for source in sources}
    for source in sources:
        for draw in range(draws):
            target = folder / _name(source, draw)
            if target.is_dir():
                raise ImageError(f"{quoted(str(target), 300)} is a folder")
            if target.resolve() in inputs:
                raise ImageError(
                    f"{quoted(str(target), 300)} is one of the images: it would be written over"
                )


@contextmanager
def _all_or_nothing(folder: Path) -> Iterator[Path]:
    """Gives a folder beside the target.

    What is in it moves to the target once all of it is written.
    """
    made = next(
        (
            parent
            for parent in [*reversed(folder.absolute().parents), folder.absolute()]
            if not parent.exists()
        ),
        None,
    )
    partial = folder / f".partial-{secrets.token_hex(8)}"
    try:
        partial.mkdir(parents=True)
        yield partial
        for file in sorted(partial.iterdir()):
            file.replace(folder / file.name)
        partial.rmdir()
    except OSError as error:
        _remove(partial, made)
        raise ExplorerError(
            f"{quoted(str(folder), 300)} cannot be written: {error.strerror or error}"
        ) from None
    except BaseException:
        _remove(partial, made)
        raise


def _remove(partial: Path, made: Path | None) -> None:
    shutil.rmtree(partial if made is None else made, ignore_errors=True)


@contextmanager
def _progress(length: int) -> Iterator[Any]:
    with click.progressbar(
        length=length, label="Augmenting", file=sys.stderr, hidden=not sys.stderr.isatty()
    ) as bar:
        yield bar
