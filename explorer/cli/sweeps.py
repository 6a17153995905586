"""`aug-explorer sweeps`: the list of all sweeps."""

import json

import click

from explorer.cli.options import store_option


@click.command()
@click.option("--json", "as_json", is_flag=True, help="Print a JSON list instead of a table.")
@store_option
def sweeps(as_json: bool, store_url: str | None) -> None:
    """List all sweeps, newest first."""
    from explorer.sweep import control

    lines = control.overview(store_url)
    if as_json:
        click.echo(json.dumps([line.to_json() for line in lines], indent=2))
        return
    waiting = sum(line.status == "queued" for line in lines)
    ahead = {
        "queued": "  waiting for its turn",
        "running": f"  {waiting} waiting" if waiting else "",
    }
    if not lines:
        click.echo("no sweeps yet; `aug-explorer sweep POLICY --data digits --out DIR` runs one")
    for line in lines:
        done = f"{line.trials_done:>4} of {line.trials:<4} trials"
        told = f"{line.sweep_id}  {line.status:<11}  {done}  {line.created_utc}"
        failures = f"  {line.tally.failures}" if line.tally.failed else ""
        name = f"  {line.name}" if line.name else ""
        click.echo(
            f"{told}  {line.trouble or line.data}{name}{ahead.get(line.status, '')}{failures}"
        )
