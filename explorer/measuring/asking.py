"""From what a person asks, on the command line or in Python, to a sweep that can be started.

Loads no torch.
"""

import os
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from explorer.data.image_set import open_image_set
from explorer.errors import SweepError, quoted
from explorer.measuring.options import read, read_reading
from explorer.policy.files import load
from explorer.policy.model import Policy
from explorer.sweep import control
from explorer.sweep.findings.dataset import DataFacts
from explorer.sweep.planning.draft import draft, filled_in
from explorer.sweep.planning.spec import SweepSpec
from explorer.sweep.questions.table import asked_by, question_of, row_of


@dataclass(frozen=True)
class Request:
    """A sweep that can be started.

    It has its spec, what is known of the data set, the number of validation images, and the lines
    that tell people which values were chosen for them.
    """

    spec: SweepSpec
    data: DataFacts
    images: int
    chosen: tuple[str, ...]

    def lines(self, store_url: str | None) -> Iterator[str]:
        """Yields what people are told before the start: the plan first, and what it can show."""
        yield _plan_words(self.spec, has_test=bool(self.data.test))
        shown = control.can_show(self.spec, self.data.digest or "", self.images, store_url)
        if shown is not None:
            yield from shown.lines
        yield from self.chosen

    def create(self, store_url: str | None) -> str:
        """Writes the sweep into the store, without a runner, and returns its id."""
        return control.create(self.spec, dataset=self.data, store_url=store_url, start=False)


def request(
    policy: Policy | str | os.PathLike[str],
    source: str | os.PathLike[str],
    question: str = "strength",
    **told: Any,
) -> Request:
    """Returns the sweep of a policy, or of a policy file, on the data set called `source`.

    `told` are options of the question, fields of the setting and options of a run, as values of
    Python's or as texts of the command line. Raises ExplorerError for whatever is refused.
    """
    asked = read(row_of(question), told)
    measured = _policy(policy)
    name = _source(source)
    reading = read_reading(told)
    images = open_image_set(name, reading=reading)
    spec = draft(measured, images, name, question=question, reading=reading, **asked)
    data = DataFacts(images.name, images.digest, test=len(images.split("test")))
    validation = len(images.split("val"))
    return Request(spec, data, validation, tuple(filled_in(spec, images, **asked)))


def _policy(policy: object) -> Policy:
    if isinstance(policy, Policy):
        return policy
    if isinstance(policy, str | os.PathLike):
        return load(Path(policy)).policy
    raise SweepError(f"{quoted(policy)} is neither a Policy nor the path of a policy file")


def _source(source: object) -> str:
    if isinstance(source, str | os.PathLike):
        return os.fsdecode(source)
    raise SweepError(f"data {quoted(source)} is neither a path nor the name of a data set")


def _plan_words(spec: SweepSpec, *, has_test: bool) -> str:
    row = question_of(spec)
    total, fewest = (control.total_trials(spec, has_test, arms) for arms in (None, 1))
    seeds = f"{spec.seeds} seed{'' if spec.seeds == 1 else 's'}"
    grid = f"{asked_by(spec).count(spec)} {row.compared} x {seeds}"
    if not has_test or not row.confirms:
        return f"{grid}: {total} trials"
    fewer = f", {fewest} where {row.spares}" if row.spares else ""
    return f"{grid}, and the final test: {total} trials{fewer}"
