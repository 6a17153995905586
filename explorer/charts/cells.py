"""What stands in the cells of a table: percent, points and intervals, rounded alike everywhere."""

from explorer.sweep.findings.values import Estimate


def percent(estimate: Estimate | None) -> float | None:
    """Returns a mean in percent or points."""
    return None if estimate is None else round(100 * estimate.mean, 2)


def interval(estimate: Estimate | None) -> str:
    """Returns an interval in percent or points; empty where there is none."""
    if estimate is None or estimate.ci95 is None:
        return ""
    return f"{100 * estimate.ci95[0]:.1f} to {100 * estimate.ci95[1]:.1f}"


def scaled(share: float | None) -> float | None:
    """Returns a share or a gain in percent or points."""
    return None if share is None else round(100 * share, 2)


def harmless(text: str) -> str:
    """Returns a text that no spreadsheet takes for a formula."""
    return f"'{text}" if text.startswith(("=", "+", "-", "@", "\t", "\r")) else text
