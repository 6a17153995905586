"""Whether this release would train the same at a sweep's strengths as the one that planned it."""

from explorer.errors import SweepError
from explorer.policy.strength import RULE_VERSION
from explorer.sweep.storage.rows import Sweep


def out_of_date(sweep: Sweep) -> bool:
    """Tells whether a sweep was planned under another strength rule: its trials cannot be mixed
    with new ones.
    """
    return sweep.spec.strength_rule != RULE_VERSION


def check_rule(sweep: Sweep) -> None:
    """Raises SweepError, with what to do, where this release would train something else at the
    sweep's strengths.
    """
    if out_of_date(sweep):
        raise SweepError(
            f"sweep {sweep.sweep_id} was planned under strength rule {sweep.spec.strength_rule}, "
            f"and this release has rule {RULE_VERSION}: the same strengths do something else now. "
            f"`aug-explorer resume {sweep.sweep_id} --again` measures them anew, as a new run"
        )
