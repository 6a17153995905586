"""`aug-explorer sweep`: start a sweep's runner, follow it, write what it found.

Loads no torch; imports inside the functions.
"""

from typing import TYPE_CHECKING, Any

import click

from explorer.cli.following import follow_and_write
from explorer.cli.options import read_measures, read_setting, setting_options, store_option
from explorer.cli.outputs import note, out_folder
from explorer.sweep.engines.table import ENGINES
from explorer.trial.setting import FIELDS

if TYPE_CHECKING:
    from explorer.sweep.planning.spec import SweepSpec


@click.command()
@click.argument("policy_file", metavar="POLICY")
@click.option(
    "--data",
    "source",
    metavar="PATH|NAME",
    required=True,
    help="Folder, zip, CSV file, or built-in data set.",
)
@click.option(
    "--out",
    metavar="DIR",
    required=True,
    help="Folder for sweep.json, report.html and policy.json.",
)
@click.option(
    "--strengths",
    metavar="LIST",
    help="Such as 0,0.5,1; strength 0 always runs.  [default: 0 to 2 in steps of 0.25]",
)
@click.option("--seeds", type=int, default=5, show_default=True, help="Repeats of each strength.")
@setting_options
@click.option("--measure", metavar="LIST", help="What is scored.  [default: accuracy]")
@click.option(
    "--time-budget",
    metavar="TIME",
    help="Such as 90s, 2m, 1h: drops seeds, then strengths, then epochs to fit.",
)
@click.option(
    "--workers", type=int, help="Worker processes, one thread each.  [default: one a core]"
)
@click.option(
    "--engine",
    type=click.Choice(tuple(ENGINES)),
    default="local",
    show_default=True,
    help="Where the trials run.",
)
@store_option
@click.option("--seed", type=int, default=0, show_default=True, help="Seed of the whole sweep.")
@click.option(
    "--device", type=click.Choice(["auto", "cpu", "cuda"]), default="auto", show_default=True
)
def sweep(
    policy_file: str,
    source: str,
    out: str,
    store_url: str | None,
    strengths: str | None,
    measure: str | None,
    time_budget: str | None,
    **settings: Any,
) -> None:
    """Measure how strong POLICY should be: train at every strength, and plot validation accuracy
    against it.
    """
    from explorer.data.image_set import open_image_set
    from explorer.policy.files import load
    from explorer.sweep import control
    from explorer.sweep.findings.dataset import DataFacts
    from explorer.sweep.planning.budget import parse_duration
    from explorer.sweep.planning.draft import draft, filled_in
    from explorer.sweep.questions.strength import parse_strengths

    read_strengths = None if strengths is None else parse_strengths(strengths)
    budget_s = None if time_budget is None else parse_duration(time_budget)
    read_measures(measure)
    settings |= read_setting({row.name: settings.pop(row.name) for row in FIELDS})
    policy = load(policy_file).policy
    image_set = open_image_set(source)
    spec = draft(
        policy, image_set, source, strengths=read_strengths, time_budget_s=budget_s, **settings
    )
    test = len(image_set.split("test"))
    known = DataFacts(image_set.name, image_set.digest, test=test)
    with control.opened(store_url):
        folder = out_folder(out)  # once all else is right: a mistake leaves no folder behind
    note(_plan_words(spec, has_test=bool(test)))
    chosen = list(filled_in(spec, image_set, strengths=strengths, **settings))
    for line in chosen:
        note(line)
    sweep_id = control.create(spec, dataset=known, store_url=store_url, start=False)
    follow_and_write(sweep_id, store_url, folder, begin=control.start, said=chosen)


def _plan_words(spec: "SweepSpec", *, has_test: bool) -> str:
    from explorer.sweep.control import total_trials
    from explorer.sweep.questions.strength import strengths_of

    total, fewest = (total_trials(spec, has_test, arms) for arms in (None, 1))
    curve = (
        f"{len(strengths_of(spec))} strengths x {spec.seeds} seed{'' if spec.seeds == 1 else 's'}"
    )
    if not has_test:
        return f"{curve}: {total} trials"
    fewer = f"{fewest} where strength 0 turns out best"
    return f"{curve}, and the final test: {total} trials, {fewer}"
