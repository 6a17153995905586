"""Which steps one draw runs, in which order, and with which numbers.

All of it follows from (seed, draw, step id) alone. Knows no Albumentations.
"""

import hashlib
import math
from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from functools import partial

from explorer.images import Image
from explorer.policy.model import MAX_STEPS, Group, Step
from explorer.policy.strength import Node, drawn_as

Watch = Callable[[str, bool], None]
Apply = Callable[[Step, Image, int], Image]

# What a number is drawn for; each has a sequence of its own, so that no decision moves another.
STREAM, STEP, CHOICE = 0, 1, 2
# Where the outermost Compose draws from. No step can be called so: an id has no brackets.
OUTERMOST = "(outermost)"


def random_bits(seed: int, purpose: int, *place: int | str) -> tuple[int, int]:
    """Returns two numbers of 64 random bits, which depend on the arguments alone, on every machine.

    A hash: numpy's SeedSequence takes ten times as long.
    """
    digest = hashlib.blake2b(repr((seed, purpose, *place)).encode(), digest_size=16).digest()
    return int.from_bytes(digest[:8], "little"), int.from_bytes(digest[8:], "little")


def is_left_alone(p: float, seed: int, draw: int) -> bool:
    """Returns whether the outermost Compose, of the probability `p`, leaves a draw out.

    It does so on every picture alike.
    """
    return p < 1 and not _unit(random_bits(seed, STEP, OUTERMOST, draw)[0]) < p


@dataclass(frozen=True)
class Draw:
    """One draw of one seed.

    `run` applies a step with a number; `round` tells apart the turns of a SomeOf that may choose a
    step twice.
    """

    seed: int
    draw: int
    run: Apply
    round: int = 0
    watch: Watch | None = None

    def apply(self, node: Node, image: Image, *, forced: bool = False) -> Image:
        """Returns `image` after a step or group, the very same object where nothing ran.

        `forced` is for the child that a OneOf chose.
        """
        chance, number = random_bits(self.seed, STEP, drawn_as(node), self.draw, self.round)
        # Albumentations draws the decision from the stream of the magnitudes, and not at all at
        # p=1: deciding here keeps a step's magnitudes where they are while its probability moves.
        # SomeOf and RandomOrder honour their own p even inside a OneOf.
        certain = forced and not (isinstance(node, Group) and node.n is not None)
        if node.p <= 0 or not (certain or _unit(chance) < node.p):
            return image
        if isinstance(node, Step):
            return image if node.transform == "NoOp" else self._run(node, image, number)
        for turn, child in self._chosen(node):
            image = turn.apply(child, image, forced=node.group == "OneOf")
        return image

    def _run(self, step: Step, image: Image, number: int) -> Image:
        if self.watch is None:
            return self.run(step, image, number)
        self.watch(step.transform, True)
        try:
            return self.run(step, image, number)
        finally:
            self.watch(step.transform, False)

    def _chosen(self, group: Group) -> Iterable[tuple["Draw", Node]]:
        if group.n is None and group.group != "OneOf":
            return [(self, child) for child in group.steps]
        if group.group == "OneOf":
            weighed = [child for child in group.steps if child.p > 0]
            return (
                [
                    (
                        self,
                        min(
                            weighed,
                            key=lambda child: self._race(group, child, self.round) / child.p,
                        ),
                    )
                ]
                if weighed
                else []
            )
        rounds = (
            [self.round * MAX_STEPS + turn for turn in range(count_of(group))]
            if group.replace
            else [self.round]
        )
        takes = 1 if group.replace else count_of(group)
        chosen = []
        for turn in rounds:
            race = partial(self._race, group, turn=turn)
            ranked = sorted(group.steps, key=race)
            chosen += [(replace(self, round=turn), child) for child in ranked[:takes]]
        if group.group == "SomeOf":
            places = {child.id: i for i, child in enumerate(group.steps)}
            chosen.sort(key=lambda pair: places[pair[1].id])
        return chosen

    def _race(self, group: Group, child: Node, turn: int) -> float:
        # Exponential race: the smallest time / weight wins with the probability weight / sum of
        # weights, and a child's time depends on the child alone. Changing, adding or moving a
        # sibling changes the choice only where that sibling wins or loses.
        chance = random_bits(self.seed, CHOICE, group.id, drawn_as(child), self.draw, turn)[0]
        return -math.log1p(-_unit(chance))


def count_of(group: Group) -> int:
    """Returns how many children a SomeOf or RandomOrder takes.

    They are no more than it has, unless it may take one twice.
    """
    wanted = 1 if group.n is None else group.n
    return wanted if group.replace and group.steps else min(wanted, len(group.steps))


def _unit(bits: int) -> float:
    return (bits >> 11) / 2**53
