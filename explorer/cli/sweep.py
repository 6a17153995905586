"""The commands that ask a question, such as `aug-explorer sweep`, each made from its row of the
table of questions: start a sweep's runner, follow it, write what it found.

Loads no torch; imports inside the functions.
"""

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

import click

from explorer.cli.following import follow_and_write
from explorer.cli.options import read_measures, read_setting, setting_options, store_option
from explorer.cli.outputs import note, out_folder
from explorer.sweep.questions.table import QUESTIONS, Question, asked_by, question_of
from explorer.trial.setting import FIELDS

if TYPE_CHECKING:
    from explorer.sweep.planning.spec import SweepSpec


def commands() -> dict[str, str]:
    """Returns the names of the commands that ask a question, each with a line on what it does."""
    return {row.command: row.does for row in QUESTIONS.values()}


def asking(command: str) -> click.Command | None:
    """Returns the command of that name that asks a question, or None."""
    row = next((row for row in QUESTIONS.values() if row.command == command), None)
    return None if row is None else _command(row)


def _command(row: Question) -> click.Command:
    def run(**told: Any) -> None:
        _sweep(row, **told)

    decorated: Callable[..., None] = run
    for option in reversed(_options(row)):
        decorated = option(decorated)
    return click.command(row.command, help=row.explains)(decorated)


def _options(row: Question) -> list[Callable[[Any], Any]]:
    """The arguments and options of a command, in the order of its help."""
    own = [
        click.option(
            f"--{option.name.replace('_', '-')}",
            option.name,
            metavar=option.metavar,
            help=f"{option.help}  [default: {option.usual}]",
        )
        for option in row.params
    ]
    return [
        click.argument("policy_file", metavar="POLICY"),
        click.option(
            "--data",
            "source",
            metavar="PATH|NAME",
            required=True,
            help="Folder, zip, CSV file, or built-in data set.",
        ),
        click.option(
            "--out",
            metavar="DIR",
            required=True,
            help="Folder for sweep.json, report.html and policy.json.",
        ),
        *own,
        click.option(
            "--seeds", type=int, default=5, show_default=True, help=f"Repeats of each {row.one}."
        ),
        setting_options,
        click.option("--measure", metavar="LIST", help="What is scored.  [default: accuracy]"),
        click.option(
            "--time-budget",
            metavar="TIME",
            help=f"Such as 90s, 2m, 1h: drops {row.budget_drops} to fit.",
        ),
        click.option(
            "--workers", type=int, help="Worker processes, one thread each.  [default: one a core]"
        ),
        click.option(
            "--engine",
            type=click.Choice(["local"]),
            default="local",
            show_default=True,
            help="Where the trials run.",
        ),
        store_option,
        click.option(
            "--seed", type=int, default=0, show_default=True, help="Seed of the whole sweep."
        ),
        click.option(
            "--device",
            type=click.Choice(["auto", "cpu", "cuda"]),
            default="auto",
            show_default=True,
        ),
    ]


def _sweep(
    row: Question,
    *,
    policy_file: str,
    source: str,
    out: str,
    store_url: str | None,
    measure: str | None,
    time_budget: str | None,
    **settings: Any,
) -> None:
    from explorer.data.image_set import open_image_set
    from explorer.policy.files import load
    from explorer.sweep import control
    from explorer.sweep.findings.dataset import DataFacts
    from explorer.sweep.planning.budget import parse_duration
    from explorer.sweep.planning.draft import draft, filled_in

    texts = {option.name: settings.pop(option.name) for option in row.params}
    options: dict[str, Any] = {
        option.name: None if texts[option.name] is None else option.read(texts[option.name])
        for option in row.params
    }
    budget_s = None if time_budget is None else parse_duration(time_budget)
    read_measures(measure)
    settings |= read_setting({row.name: settings.pop(row.name) for row in FIELDS})
    policy = load(policy_file).policy
    image_set = open_image_set(source)
    spec = draft(
        policy,
        image_set,
        source,
        question=row.name,
        time_budget_s=budget_s,
        **settings,
        **options,
    )
    test = len(image_set.split("test"))
    known = DataFacts(image_set.name, image_set.digest, test=test)
    with control.opened(store_url):
        folder = out_folder(out)  # once all else is right: a mistake leaves no folder behind
    note(_plan_words(spec, has_test=bool(test)))
    chosen = list(filled_in(spec, image_set, **settings, **options))
    for line in chosen:
        note(line)
    sweep_id = control.create(spec, dataset=known, store_url=store_url, start=False)
    follow_and_write(sweep_id, store_url, folder, begin=control.start, said=chosen)


def _plan_words(spec: "SweepSpec", *, has_test: bool) -> str:
    from explorer.sweep.control import total_trials

    row = question_of(spec)
    arms = asked_by(spec).count(spec)
    total, fewest = (total_trials(spec, has_test, confirmed) for confirmed in (None, 1))
    curve = f"{arms} {row.compared} x {spec.seeds} seed{'' if spec.seeds == 1 else 's'}"
    if not has_test:
        return f"{curve}: {total} trials"
    fewer = f", {fewest} where {row.unless}" if row.unless else ""
    return f"{curve}, and the final test: {total} trials{fewer}"
