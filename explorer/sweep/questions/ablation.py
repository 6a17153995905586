"""Which steps earn their place? Each step is left out, and each stands alone.

Both are paired by seed, with the whole policy and with none; see docs/statistics.md.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from explorer import numbers
from explorer.errors import ExplorerError, SweepError, quoted
from explorer.frozen import Frozen
from explorer.policy.model import MAX_STRENGTH, Policy
from explorer.sweep.findings.ablation import (
    HARMS,
    NONE,
    WHOLE,
    AblationVerdict,
    Conditions,
    base_of,
    comparisons,
)
from explorer.sweep.findings.ablation_sentence import meaning, short, untested
from explorer.sweep.findings.sentence import holds_for, listed
from explorer.sweep.findings.values import Judged, Outcome, Point, Verdict, on_validation
from explorer.sweep.planning.schedule import Budgeted, Grid, Schedule
from explorer.sweep.planning.seeds import curve_seeds
from explorer.sweep.planning.spec import SweepSpec
from explorer.sweep.questions.apart import Apart, steps_of, taken_apart, without
from explorer.sweep.questions.asked import Advice, Compared, UnjudgedError
from explorer.sweep.questions.table import final_trials
from explorer.trial.arm import Arm

if TYPE_CHECKING:
    from explorer.sweep.findings.result import SweepResult

MAX_ARMS = 64


class AblationQuestion:
    """Compares a policy with itself less a step, and each step with nothing."""

    def settled(self, spec: SweepSpec) -> Mapping[str, Any]:
        """Returns the options with the policy's own strength where none is told.

        Raises SweepError for a strength that takes nothing apart, and for too many steps.
        """
        told = spec.options.get("strength")
        strength = spec.policy_file["explorer"].get("strength", 1.0) if told is None else told
        steps = len(steps_of(spec.policy, _checked(strength)))
        if 2 + 2 * steps > MAX_ARMS:
            most = (MAX_ARMS - 2) // 2
            raise SweepError(f"{steps} steps are more than the {most} that can be taken apart")
        return {**spec.options, "strength": strength}

    def remarks(self, spec: SweepSpec, given: Mapping[str, Any]) -> Iterator[str]:
        """Yields which trials are not run twice, and why."""
        apart = _apart(spec)
        arms, steps = len(apart.arms), len(apart.parts)
        if steps == 1 and arms == 2:
            yield (
                f"the policy has one step, {apart.parts[0].name}: without it there is no"
                " augmentation, and alone it is the whole policy, so that two arms tell"
            )
        elif spared := 2 + 2 * steps - arms:
            yield (
                f"{spared} of {2 + 2 * steps} arms would be the same as another, and "
                f"{'is' if spared == 1 else 'are'} not trained twice"
            )

    def count(self, spec: SweepSpec) -> int:
        """Returns the number of arms."""
        return len(self.arms(spec))

    def differences(self, spec: SweepSpec) -> int:
        """Returns the number of differences that are told of the steps."""
        return comparisons(_apart(spec).parts)

    def arms(self, spec: SweepSpec) -> tuple[Arm, ...]:
        """Returns the whole policy, none, the policy without each step, and each step alone.

        Of arms that would train on the same pictures it returns the first.
        """
        return _apart(spec).arms

    def schedule(self, spec: SweepSpec) -> Schedule:
        """Returns the grid of arms and seeds."""
        keys, seeds = tuple(arm.key for arm in self.arms(spec)), curve_seeds(spec)
        if spec.time_budget_s is None:
            return Grid(keys, seeds)
        return Budgeted(keys, seeds, spec.workers, final_trials(spec), spec.time_budget_s)

    def thinned(self, spec: SweepSpec) -> tuple[SweepSpec, ...]:
        """Returns the spec alone: no step can be spared."""
        return (spec,)

    def left_out(self, asked: SweepSpec, fitted: SweepSpec) -> str:
        """Returns "": no arm is ever left out."""
        return ""

    def compared_with(self, arm: Compared, arms: Sequence[Compared]) -> str | None:
        """Returns the key of the whole policy for an arm that leaves a step out, else none."""
        return base_of(arm.kind)

    def points(
        self, spec: SweepSpec, arms: Sequence[Compared], outcomes: Sequence[Outcome]
    ) -> Mapping[str, Point]:
        """Returns the estimates of the arms that have a finished trial."""
        from explorer.sweep.findings.ablation_verdict import estimates

        kinds = {arm.key: arm.kind for arm in arms}
        if not on_validation(outcomes, kinds):
            return Frozen()
        try:
            parts = _apart(spec).parts
            compared, steps = comparisons(parts) or MAX_ARMS, len(parts)
        except ExplorerError:  # the intervals of a policy that is refused are never too narrow
            compared = steps = MAX_ARMS
        return estimates(outcomes, kinds, compared, spec.looks, steps)

    def judge(
        self, spec: SweepSpec, data: str, arms: Sequence[Compared], outcomes: Sequence[Outcome]
    ) -> Judged:
        """Returns what is said of every step."""
        from explorer.sweep.findings.ablation_verdict import judge

        kinds = {arm.key: arm.kind for arm in arms}
        finished = {outcome.arm for outcome in on_validation(outcomes, kinds)}
        for key, said in ((WHOLE, "of the whole policy"), (NONE, "without augmentation")):
            if key not in finished:
                raise UnjudgedError(f"no trial {said} finished")
        apart = _apart(spec)
        where, strength = holds_for(data, spec.setting), apart.strength
        matters = spec.options.get("matters")
        conditions = Conditions(where, strength, spec.looks, spec.seeds, matters)
        return judge(outcomes, kinds, apart.parts, apart.arm_without, conditions)

    def confirmed(self, spec: SweepSpec, verdict: Verdict | None) -> tuple[str, ...]:
        """Returns the whole policy and the arm nearest to the policy that is handed on.

        That arm is the policy without all steps that harm, where it was measured, and else without
        the one that harms most. Where none harms, it returns none and the whole policy.
        """
        if not isinstance(verdict, AblationVerdict):
            return (WHOLE,)
        return (WHOLE, verdict.handed_on.arm) if verdict.left_out else (NONE, WHOLE)

    def read_verdict(self, raw: Mapping[str, Any]) -> AblationVerdict:
        """Returns the verdict that was stored."""
        return AblationVerdict.from_json(raw)

    def recommended(self, result: "SweepResult") -> Policy:
        """Returns the policy without the steps that harm, at the strength that was measured."""
        if not isinstance(result.verdict, AblationVerdict):
            raise SweepError(f"sweep {result.sweep_id} is {result.status} and has no verdict yet")
        kept = without(result.policy, result.verdict.left_out)
        return replace(kept, strength=result.course.options["strength"])

    def advice(self, verdict: Verdict) -> Advice:
        """Returns what can be left out."""
        if not isinstance(verdict, AblationVerdict):
            raise SweepError("this is no verdict on steps")
        harmful, about = (
            verdict.named(HARMS),
            {"meaning": meaning(verdict), "short": short(verdict)},
        )
        if not harmful:
            return Advice(told=False, more_seeds=verdict.more_seeds, **about)
        names = listed(harmful)
        return Advice(
            label=f"Use it without {names}",
            opens=f"Use it without {names}",
            heading=f"Without {names}",
            detail=f"without {names}",
            taken=f"Without {names}, the policy",
            told=True,
            more_seeds=verdict.more_seeds,
            untested=untested(verdict),
            **about,
        )


def _checked(strength: object) -> float:
    number = strength if isinstance(strength, int | float) else None
    if not isinstance(strength, bool) and number is not None and 0 < number <= MAX_STRENGTH:
        return float(number)
    why = ": strength 0 leaves nothing of a policy to take apart" if strength == 0 else ""
    known = number if not isinstance(strength, bool) else None
    told = quoted(strength) if known is None else numbers.number(known)
    raise SweepError(
        f"strength of the policy: {told} is not a number above 0, at most"
        f" {numbers.strength(MAX_STRENGTH)}{why}"
    )


def _apart(spec: SweepSpec) -> Apart:
    return taken_apart(spec.policy, spec.options["strength"], spec.setting)
