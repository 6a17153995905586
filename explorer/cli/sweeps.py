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

    entries = control.list_sweeps(store_url)
    if as_json:
        click.echo(json.dumps(entries, indent=2))
        return
    waiting = sum(entry["status"] == "queued" for entry in entries)
    ahead = {
        "queued": "  waiting for its turn",
        "running": f"  {waiting} waiting" if waiting else "",
    }
    if not entries:
        click.echo("no sweeps yet; `aug-explorer sweep POLICY --data digits --out DIR` runs one")
    for entry in entries:
        done = f"{entry['trials_done']:>4} of {entry['trials']:<4} trials"
        line = f"{entry['sweep_id']}  {entry['status']:<11}  {done}  {entry['created']}"
        click.echo(f"{line}  {entry['data']}{ahead.get(entry['status'], '')}")
