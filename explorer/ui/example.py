"""The example that a new visitor finds: a policy that was measured, and its finding.

Both ship with the product; they are in nobody's store.
"""

from dataclasses import replace
from functools import cache

from explorer import samples
from explorer.frozen import thawed
from explorer.policy.files.content import content_of
from explorer.policy.model import Policy
from explorer.sweep.findings.result import SweepResult
from explorer.sweep.planning.spec import SweepSpec
from explorer.sweep.questions.table import read_verdict, settled
from explorer.sweep.storage.measured import Measured, measured

NAME = "example"  # stands where a run has its id


@cache
def finding() -> SweepResult:
    """Returns the finding of the example."""
    return SweepResult.load(samples.example_path(), read_verdict)


@cache
def as_a_run() -> SweepResult:
    """Returns the finding as pages show it where a run has its place: its name says what it is."""
    return replace(finding(), name="Example")


def is_it(result: SweepResult) -> bool:
    """Tells whether a result is the example, and no run of a store."""
    return result is as_a_run()


@cache
def spec() -> SweepSpec:
    """Returns what was asked for, so that a person can ask the same."""
    found = finding()
    course = found.course
    return settled(
        SweepSpec(
            data=course.data,
            policy_file=found.policy_file,
            setting=found.setting,
            question=found.question,
            options=course.options,
            seeds=course.seeds,
            seed=course.seed,
            measures=course.measures,
        )
    )


@cache
def policy() -> Policy:
    """Returns the policy of the example, at strength 1."""
    return finding().policy


@cache
def of_it() -> Measured:
    """Returns what the example has measured."""
    found = finding()
    explorer = thawed(found.policy_file["explorer"])
    return measured(NAME, explorer, found.course.data, found.setting.shots)


def shows(shown: Policy) -> bool:
    """Tells whether a policy is the example, as a new visitor finds it."""
    return shown.name == policy().name and content_of(shown) == of_it().content
