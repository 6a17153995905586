"""What commands say beside their results."""

import click


def note(line: str) -> None:
    """Says a line on standard error."""
    click.echo(f"note: {line}", err=True)
