"""Draws of a policy on pictures: in parallel threads, and only from the first step that changed."""

import os
import threading
from collections import OrderedDict
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from functools import lru_cache
from hashlib import blake2b
from typing import TypeVar

import cv2

from explorer.images import Image
from explorer.policy.albumentations.drawing import apply_node
from explorer.policy.draws import Watch, is_left_alone
from explorer.policy.model import Policy
from explorer.policy.strength import Node, at_strength

Item = TypeVar("Item")
Result = TypeVar("Result")
Key = tuple[str, int, int, bytes]


class PrefixCache:
    """Pictures after the first steps of earlier draws; safe for many threads.

    Above `max_bytes`, those are dropped that were not used for the longest time.
    """

    def __init__(self, max_bytes: int = 64_000_000) -> None:
        self.max_bytes = max_bytes
        self.hits = 0
        self._pictures: OrderedDict[Key, Image] = OrderedDict()
        self._bytes = 0
        self._lock = threading.Lock()

    def __len__(self) -> int:
        return len(self._pictures)

    @property
    def size_bytes(self) -> int:
        """The memory that the kept pictures take."""
        return self._bytes

    def get(self, key: Key) -> Image | None:
        """Returns the picture kept under `key`, or None."""
        with self._lock:
            picture = self._pictures.get(key)
            if picture is not None:
                self._pictures.move_to_end(key)
                self.hits += 1
            return picture

    def put(self, key: Key, picture: Image) -> None:
        """Keeps a picture."""
        with self._lock:
            replaced = self._pictures.pop(key, None)
            self._bytes += _bytes_of(picture) - (0 if replaced is None else _bytes_of(replaced))
            self._pictures[key] = picture
            while self._bytes > self.max_bytes:
                self._bytes -= _bytes_of(self._pictures.popitem(last=False)[1])


def _bytes_of(picture: Image) -> int:
    return picture.rgb.nbytes + (0 if picture.mask is None else picture.mask.nbytes)


class Drawer:
    """Draws of one policy at one strength and seed.

    `cache` keeps the pictures between its steps for the next Drawer.
    """

    def __init__(
        self,
        policy: Policy,
        strength: float,
        seed: int,
        cache: PrefixCache | None = None,
        watch: Watch | None = None,
    ) -> None:
        self.nodes: tuple[Node, ...] = at_strength(policy, strength).steps
        self._p, self._seed, self._cache, self._watch = policy.compose.p, seed, cache, watch
        # Steps that read the same, ids included, make the same draws: so their text is the key.
        self._prefixes = [
            blake2b(repr(self.nodes[: i + 1]).encode(), digest_size=16).digest()
            for i in range(len(self.nodes))
        ]

    def leaves_alone(self, draw: int) -> bool:
        """Returns whether the probability of the whole policy leaves this draw as it is."""
        return is_left_alone(self._p, self._seed, draw)

    def steps(self, image: Image, draw: int) -> list[Image]:
        """Returns the picture after each step and group of the top level."""
        if self.leaves_alone(draw):
            return [image] * len(self.nodes)
        pictures: list[Image] = []
        for i in range(len(self.nodes)):
            kept = self._kept(image, draw, i)
            pictures.append(
                self._applied(i, image, pictures[-1] if pictures else image, draw)
                if kept is None
                else kept
            )
        return pictures

    def draw(self, image: Image, draw: int) -> Image:
        """Returns the picture after the last step, starting from the last one that is kept."""
        if self.leaves_alone(draw):
            return image
        picture, first = image, 0
        for i in reversed(range(len(self.nodes))):
            kept = self._kept(image, draw, i)
            if kept is not None:
                picture, first = kept, i + 1
                break
        for i in range(first, len(self.nodes)):
            picture = self._applied(i, image, picture, draw)
        return picture

    def _kept(self, image: Image, draw: int, i: int) -> Image | None:
        return (
            None
            if self._cache is None
            else self._cache.get((image.digest, self._seed, draw, self._prefixes[i]))
        )

    def _applied(self, i: int, image: Image, before: Image, draw: int) -> Image:
        after = apply_node(self.nodes[i], before, seed=self._seed, draw=draw, watch=self._watch)
        if self._cache is not None:
            self._cache.put((image.digest, self._seed, draw, self._prefixes[i]), after)
        return after


def in_parallel(function: Callable[[Item], Result], items: Sequence[Item]) -> list[Result]:
    """Returns `function` of each item, in order, with a thread for each processor."""
    if len(items) < 2:
        return [function(item) for item in items]
    return list(_threads().map(function, items))


@lru_cache(maxsize=1)
def _threads() -> ThreadPoolExecutor:
    # One thread a draw uses the processors better than OpenCV's threads inside each draw: 0.8
    # against 1.4 ms for a turn of 256 px.
    cv2.setNumThreads(1)
    return ThreadPoolExecutor(max_workers=os.cpu_count() or 1, thread_name_prefix="preview")
