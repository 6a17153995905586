"""Whether this release would train the same as the one that planned a sweep."""

from explorer.errors import SweepError
from explorer.policy.strength import RULE_VERSION
from explorer.sweep.planning.spec import SweepSpec, current_versions
from explorer.sweep.storage.rows import Sweep


def out_of_date(sweep: Sweep) -> bool:
    """Tells whether this release would train something else than the one that planned a sweep.

    That is so under another strength rule, or with another version of its model, its recipe or a
    measure. Its trials cannot be mixed with new ones.
    """
    return bool(_difference(sweep.spec))


def check_versions(sweep: Sweep) -> None:
    """Raises SweepError where this release would train something else than the sweep's own.

    The message says what to do.
    """
    if difference := _difference(sweep.spec):
        raise SweepError(
            f"sweep {sweep.sweep_id} was planned {difference}. "
            f"`aug-explorer resume {sweep.sweep_id} --again` measures them anew, as a new run"
        )


def _difference(spec: SweepSpec) -> str:
    """What is another thing today, in words; "" for nothing."""
    if spec.strength_rule != RULE_VERSION:
        return (
            f"under strength rule {spec.strength_rule}, and this release has rule {RULE_VERSION}: "
            "the same strengths do something else now"
        )
    current = current_versions(spec)
    if spec.versions and current:  # where something is gone, it is refused by its name
        return (
            f"with {', '.join(spec.versions)}, and this release has {', '.join(current)}: "
            "the same settings give other numbers now"
        )
    return ""
