"""The policy that a sweep recommends, with the evidence for it.

The file `policy.json` of a sweep and "Use this strength" hand it on.
"""

from dataclasses import replace
from typing import Any

from explorer.errors import SweepError
from explorer.frozen import thawed
from explorer.policy.model import Policy
from explorer.sweep.findings.final import FinalTest
from explorer.sweep.findings.result import SweepResult
from explorer.sweep.findings.values import Estimate, Verdict

# Of how the sweep was run, what a number depends on.
_COURSE = ("seeds", "seed", "strength_rule", "looks")
# Of the verdict, what is for the next run alone.
_PLANS = ("more_seeds", "spread")
# Of the final test: which arms were compared, and what came out.
_CONFIRMED = ("arm", "compared_with", "strength", "accuracy", "baseline_accuracy", "gain")


def evidence(result: SweepResult) -> dict[str, Any]:
    """Returns what a policy file says under `evidence`.

    Raises SweepError where there is no verdict.
    """
    check_judged(result)
    said = result.verdict_json or {}
    for name in _PLANS:
        said.pop(name, None)
    if not said.get("strengths"):  # not kept with this verdict: those that were asked for stand
        said.pop("strengths", None)
    course = result.course
    return {
        "sweep_id": result.sweep_id,
        "data": course.data,
        **result.setting.to_json(),
        **thawed(course.options),
        **{name: getattr(course, name) for name in _COURSE},
        "dataset_digest": result.dataset and result.dataset.digest,
        "accuracies": [
            {"arm": arm.key, "strength": arm.strength, **_accuracy(arm.accuracy)}
            for arm in result.arms
        ],
        **said,
        "final_test": result.final_test and _confirmed(result.final_test),
        "environment": thawed(result.environment),
    }


def evidenced(policy: Policy, result: SweepResult) -> Policy:
    """Returns a policy that a sweep recommends, with the evidence for it."""
    return replace(policy, evidence=evidence(result))


def check_judged(result: SweepResult) -> Verdict:
    """Returns the verdict of a sweep; raises SweepError where there is none."""
    if result.verdict is None:
        raise SweepError(f"sweep {result.sweep_id} is {result.status} and has no verdict yet")
    return result.verdict


def _accuracy(estimate: Estimate | None) -> dict[str, Any]:
    return {"mean": None, "ci95": None} if estimate is None else estimate.to_json()


def _confirmed(final: FinalTest) -> dict[str, Any]:
    told = final.to_json()
    return {name: told[name] for name in _CONFIRMED}
