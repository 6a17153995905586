"""What the pictures on the stage say to those who do not see them.

Two sentences at most: which picture and which draws in which view, and what the policy does.
"""

from collections.abc import Iterator, Sequence

from explorer import names, numbers
from explorer.policy.effect import why_idle
from explorer.policy.model import Group, Policy, Step
from explorer.policy.strength import rests_at_zero
from explorer.policy.words import describe
from explorer.ui.words import capital

_MOST = 3  # names, steps and captions; how many more there are is said
_NAME_CHARS = 60


def told(what: str, policy: Policy) -> str:
    """Returns what a picture shows, and what the policy does to it at its strength."""
    return f"{what}. {does(policy)}."


def pictures(titles: Sequence[str]) -> str:
    """Returns what the pictures are called, such as `Cat, Coffee and 3 more`."""
    return _listed([called(title) for title in titles])


def called(title: str) -> str:
    """Returns the name of a picture, as short as it has to be to be heard."""
    return names.shortened(names.shown(title), _NAME_CHARS)


def draws(titles: Sequence[str], count: int) -> str:
    """Returns what a contact sheet of `count` draws shows."""
    each = " of each" if len(titles) > 1 else ""
    before = "the originals" if len(titles) > 1 else "the original"
    return f"{pictures(titles)}: {before}, then {numbers.count(count, 'draw')}{each}"


def steps(title: str, draw: int, captions: Sequence[str]) -> str:
    """Returns what the view of the steps shows: the original, and what each has made of it."""
    after = f", then after {_listed(captions)}" if captions else " alone"
    return f"{called(title)}, draw {draw + 1} step by step: the original{after}"


def extremes(title: str, considered: int, mildest: int, harshest: int) -> str:
    """Returns what the view of the extremes shows."""
    which = f"the {mildest} mildest and the {harshest} harshest of {considered} draws"
    return f"{called(title)}: the original, then {which}"


def single(title: str, draw: int | None, caption: str, policy: Policy) -> str:
    """Returns what one tile shows by itself; where it is a draw, also what the policy does."""
    what = f"{called(title)}, {caption}"
    return what if draw is None else told(what, policy)


def compared(title: str, draw: int, policy: Policy) -> dict[str, str]:
    """Returns what the three pictures of a comparison show: `before`, `after` and `heat`."""
    name = called(title)
    return {
        "before": f"{name} before the policy",
        "after": told(f"{name} after the policy, draw {draw + 1}", policy),
        "heat": f"Where draw {draw + 1} has changed {name}: the brighter, the more",
    }


def does(policy: Policy) -> str:
    """Returns what a policy does at its strength, its first steps by their words."""
    off = sum(1 for node, on in states(policy.steps) if isinstance(node, Step) and not on)
    without = f"; {numbers.count(off, 'step')} switched off" if off else ""
    if not policy.steps:
        return "The policy has no step"
    if why := why_idle(policy):
        return f"The policy changes nothing: {why}"
    at = f"At strength {numbers.strength(policy.strength)}"
    if policy.strength == 0:
        rests = rests_at_zero(policy)
        return f"{at} {'the picture is untouched' if rests else 'only the size is set'}{without}"
    words = [_brief(describe(node, policy.strength)) for node in policy.steps if node.enabled]
    more = len(words) - _MOST
    rest = f"; and {numbers.count(more, 'more step')}" if more > 0 else ""
    often = (
        f", on {numbers.share(policy.compose.p)} of the pictures" if policy.compose.p < 1 else ""
    )
    return f"{at} the policy{often}: {'; '.join(words[:_MOST])}{rest}{without}"


def on_card(node: Step | Group, strength: float, *, on: bool) -> str:
    """Returns what stands on the card of a step or group; `on` as `states` tells it."""
    words = describe(node, strength)
    if on:
        return capital(words)
    return f"{'Switched off' if not node.enabled else 'Switched off with its group'}: {words}"


def states(
    nodes: Sequence[Step | Group], *, on: bool = True
) -> Iterator[tuple[Step | Group, bool]]:
    """Yields all steps and groups, and whether each and all the groups around it are on."""
    for node in nodes:
        now = on and node.enabled
        yield node, now
        if isinstance(node, Group):
            yield from states(node.steps, on=now)


def _brief(words: str) -> str:
    """What a step does, without the numbers of many settings: they stand on its card."""
    what, _, numbered = words.partition(":")
    if numbered:
        return f"{what},{numbered.rpartition(',')[2]}"
    first, *others = words.split(", ")
    return f"{first} and more, {others[-1]}" if len(others) > _MOST else words


def _listed(words: Sequence[str]) -> str:
    if len(words) > _MOST:
        return f"{', '.join(words[:_MOST])} and {len(words) - _MOST} more"
    return " and ".join([", ".join(words[:-1]), words[-1]] if len(words) > 1 else words)
