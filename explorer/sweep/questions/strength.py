"""How strong should it be? The whole policy at several strengths, each paired with strength 0."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from explorer import numbers
from explorer.errors import SweepError, quoted
from explorer.frozen import Frozen
from explorer.policy.model import MAX_STRENGTH, Policy
from explorer.sweep.findings.sentence import holds_for, listed, meaning, short
from explorer.sweep.findings.strength import StrengthVerdict
from explorer.sweep.findings.values import Judged, Outcome, Point, Verdict, on_validation
from explorer.sweep.planning.schedule import Budgeted, Grid, Schedule, coarse_to_fine
from explorer.sweep.planning.seeds import curve_seeds
from explorer.sweep.planning.spec import SweepSpec
from explorer.sweep.questions.asked import Advice, Compared, UnjudgedError
from explorer.sweep.questions.table import STRENGTHS, final_trials
from explorer.trial.arm import Arm, strength_arm, strength_key

if TYPE_CHECKING:
    from explorer.sweep.findings.result import SweepResult

MAX_STRENGTHS = 64
_MOST_NAMED = 5
# Fewer strengths than these say nothing about a curve.
FEWEST_STRENGTHS = 3


class StrengthQuestion:
    """Compares strengths of the whole policy; see docs/statistics.md."""

    def settled(self, spec: SweepSpec) -> Mapping[str, Any]:
        """Returns the options with the strengths sorted and 0 among them.

        Raises SweepError that names the bad ones.
        """
        told = spec.options.get("strengths", STRENGTHS)
        return {**spec.options, "strengths": checked_strengths(told)}

    def remarks(self, spec: SweepSpec, given: Mapping[str, Any]) -> Iterator[str]:
        """Yields that strength 0 was added, where nobody told it."""
        told = given.get("strengths")
        if told is not None and 0.0 not in told:
            yield "strength 0 was added: every gain is a difference to it"

    def count(self, spec: SweepSpec) -> int:
        """Returns the number of strengths."""
        return len(strengths_of(spec))

    def differences(self, spec: SweepSpec) -> int:
        """Returns the number of strengths above 0."""
        return self.count(spec) - 1

    def arms(self, spec: SweepSpec) -> tuple[Arm, ...]:
        """Returns an arm for every strength, from weak to strong."""
        policy = spec.policy
        return tuple(strength_arm(policy, at, spec.setting) for at in strengths_of(spec))

    def schedule(self, spec: SweepSpec) -> Schedule:
        """Returns the grid of strengths and seeds; within a seed both ends and the middle first."""
        strengths, seeds = strengths_of(spec), curve_seeds(spec)
        keys = tuple(strength_key(strengths[i]) for i in coarse_to_fine(len(strengths)))
        if spec.time_budget_s is None:
            return Grid(keys, seeds)
        return Budgeted(keys, seeds, spec.workers, final_trials(spec), spec.time_budget_s)

    def thinned(self, spec: SweepSpec) -> tuple[SweepSpec, ...]:
        """Returns the spec with ever fewer strengths; see `thinned`."""
        cuts = thinned(strengths_of(spec))
        options = (Frozen({**spec.options, "strengths": cut}) for cut in cuts)
        return tuple(replace(spec, options=chosen) for chosen in options)

    def left_out(self, asked: SweepSpec, fitted: SweepSpec) -> str:
        """Returns the strengths that were left out, in words."""
        kept = strengths_of(fitted)
        gone = [
            numbers.strength(strength) for strength in strengths_of(asked) if strength not in kept
        ]
        if not gone:
            return ""
        return f"{'strength' if len(gone) == 1 else 'strengths'} {', '.join(gone)}"

    def compared_with(self, arm: Compared, arms: Sequence[Compared]) -> str | None:
        """Returns the key of strength 0."""
        return strength_key(0.0)

    def points(
        self, spec: SweepSpec, arms: Sequence[Compared], outcomes: Sequence[Outcome]
    ) -> Mapping[str, Point]:
        """Returns the points of the curve.

        Until a trial at strength 0 has finished they are accuracies alone.
        """
        strengths = {arm.key: arm.strength for arm in arms}
        finished = on_validation(outcomes, strengths)
        if not finished:
            return {}
        if 0.0 in _finished(strengths, outcomes):
            from explorer.sweep.findings.verdict import curve

            return curve(outcomes, strengths, spec.looks)
        from explorer.sweep.findings.blocks import Blocks

        blocks = Blocks.of(finished, sorted({outcome.arm for outcome in finished}))
        return {
            key: Point(
                int(blocks.counts[k]), blocks.accuracy(k), blocks.train_accuracy(k), None, None
            )
            for k, key in enumerate(blocks.arms)
        }

    def judge(
        self, spec: SweepSpec, data: str, arms: Sequence[Compared], outcomes: Sequence[Outcome]
    ) -> Judged:
        """Returns the verdict on the curve."""
        from explorer.sweep.findings.verdict import judge

        strengths = {arm.key: arm.strength for arm in arms}
        finished = _finished(strengths, outcomes)
        if 0.0 not in finished or len(finished) < 2:
            where = "above" if 0.0 in finished else "at"
            raise UnjudgedError(f"no trial {where} strength 0 finished")
        where, matters = holds_for(data, spec.setting), spec.options.get("matters")
        return judge(outcomes, strengths, where, spec.looks, matters)

    def confirmed(self, spec: SweepSpec, verdict: Verdict | None) -> tuple[str, ...]:
        """Returns strength 0 and the balance point, once where they are the same."""
        none = strength_key(0.0)
        if not isinstance(verdict, StrengthVerdict):
            return (none,)
        return tuple(dict.fromkeys((none, strength_key(verdict.balance_point))))

    def read_verdict(self, raw: Mapping[str, Any]) -> StrengthVerdict:
        """Returns the verdict that was stored."""
        return StrengthVerdict.from_json(raw)

    def recommended(self, result: "SweepResult") -> Policy:
        """Returns the policy at the balance point."""
        if not isinstance(result.verdict, StrengthVerdict):
            raise SweepError(f"sweep {result.sweep_id} is {result.status} and has no verdict yet")
        return replace(result.policy, strength=result.verdict.balance_point)

    def advice(self, verdict: Verdict) -> Advice:
        """Returns the balance point as what to use."""
        if not isinstance(verdict, StrengthVerdict):
            raise SweepError("this is no verdict over strengths")
        return Advice(
            label=f"Use strength {numbers.strength(verdict.balance_point)}",
            heading="At the balance point" if verdict.told else "",
            short=short(verdict),
            taken=f"Strength {numbers.strength(verdict.balance_point)} of the policy",
            meaning=meaning(verdict),
            told=verdict.told,
            more_seeds=None if verdict.told else verdict.more_seeds,
        )


def strengths_of(spec: SweepSpec) -> tuple[float, ...]:
    """Returns the strengths of a sweep over strengths."""
    return tuple(spec.options.get("strengths", STRENGTHS))


def thinned(strengths: tuple[float, ...]) -> list[tuple[float, ...]]:
    """Returns ever coarser choices from `strengths`, finest first.

    All of them keep 0 and the strongest, and none has under 3.
    """
    order = coarse_to_fine(len(strengths))
    fewest = min(len(strengths), FEWEST_STRENGTHS)
    return [
        tuple(sorted(strengths[i] for i in order[:kept]))
        for kept in range(len(strengths), fewest - 1, -1)
    ]


def checked_strengths(values: Iterable[object]) -> tuple[float, ...]:
    """Returns the strengths sorted, with 0 put in where it is missing.

    Raises SweepError that names the bad ones.
    """
    if isinstance(values, str) or not isinstance(values, Iterable):
        raise SweepError(f"strengths: {quoted(values)} is not a list of numbers")
    told = list(values)
    found = {
        at: strength for at, value in enumerate(told) if (strength := _strength(value)) is not None
    }
    if wrong := [value for at, value in enumerate(told) if at not in found]:
        raise SweepError(f"strengths: {_refused(wrong)}")
    seen: list[float] = []
    for strength in found.values():
        if strength in seen:
            raise SweepError(f"strengths: {numbers.strength(strength)} is in the list twice")
        seen.append(strength)
    if not any(seen):
        raise SweepError("strengths: name at least one strength above 0")
    if len(seen) > MAX_STRENGTHS:
        raise SweepError(f"strengths: {len(seen)} are more than {MAX_STRENGTHS}")
    return tuple(sorted({0.0, *seen}))


def _strength(value: object) -> float | None:
    """The strength, None for what is none."""
    number = value if isinstance(value, int | float) and not isinstance(value, bool) else None
    if number is not None and 0 <= number <= MAX_STRENGTH:
        return float(number) + 0.0  # no -0.0
    return None


def _refused(wrong: Sequence[object]) -> str:
    """Names what are no strengths, numbers as they were typed; the first ones of many."""
    named = [
        numbers.number(value) if isinstance(value, float) else quoted(value)
        for value in wrong[:_MOST_NAMED]
    ]
    if more := len(wrong) - len(named):
        named.append(f"{numbers.whole(more)} more")
    are = "is not a number" if len(wrong) == 1 else "are not numbers"
    return f"{listed(named)} {are} between 0 and {numbers.strength(MAX_STRENGTH)}"


def _finished(strengths: Mapping[str, float], outcomes: Sequence[Outcome]) -> set[float]:
    """The strengths that have a finished trial on the validation split."""
    return {strengths[outcome.arm] for outcome in on_validation(outcomes, strengths)}
