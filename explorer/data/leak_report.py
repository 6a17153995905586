"""What the leak report says: images that are in two splits, and what else is wrong with a data set.

It calls two images identical where they are one file, and alike, with their correlation, where they
are not: strangers of a small set can look more alike than a copy that was blurred.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from explorer import numbers
from explorer.data.image_set import ImageSet, Item
from explorer.data.splits import SplitName
from explorer.errors import quoted_apart, quoted_path

FEW = 2
_MOST_UNLIKE = 0.9995  # what is no longer written as 1.000


@dataclass(frozen=True)
class Leak:
    """Two images in two splits, or one image in two classes of one split.

    `similarity` is the correlation of their pixels, 1 for the same file.
    """

    split: SplitName
    item: Item
    other_split: SplitName
    other: Item
    similarity: float


@dataclass(frozen=True)
class LeakReport:
    """What is wrong with a data set.

    The lists are cut at 500 pairs, the counts are not. `small_classes` have fewer than 2 training
    images. `torn` are images that one split has in two classes.
    """

    image_set: ImageSet
    identical: tuple[Leak, ...]
    identical_count: int
    near: tuple[Leak, ...]
    near_count: int
    small_classes: tuple[tuple[str, int], ...]
    torn: tuple[Leak, ...] = ()
    torn_count: int = 0

    @property
    def unreadable(self) -> tuple[str, ...]:
        """One line for each image that was left out."""
        return tuple(
            problem.message for problem in self.image_set.problems if problem.kind == "unreadable"
        )

    @property
    def clean(self) -> bool:
        """Whether there is nothing to report.

        No image stands in two splits, all can be used, and every class has images to train on.
        """
        found = (self.pair_count, self.unreadable, self.small_classes)
        return not any(found)

    def warnings(self) -> tuple[str, ...]:
        """Returns one line for each kind of thing that a user should look at, with an example."""
        return tuple(self._warnings(examples=True))

    def in_short(self) -> tuple[str, ...]:
        """Returns the same lines without examples, for where these are shown beside them."""
        return tuple(self._warnings(examples=False))

    @property
    def pairs(self) -> tuple[Leak, ...]:
        """The pairs that are listed: identical ones first, in two classes, then the most alike."""
        return (*self.identical, *self.torn, *self.near)

    @property
    def pair_count(self) -> int:
        """How many pairs there are; `pairs` may be fewer."""
        return self.identical_count + self.torn_count + self.near_count

    def _warnings(self, *, examples: bool) -> Iterator[str]:
        yield from (
            problem.message for problem in self.image_set.problems if problem.kind == "warning"
        )
        if self.identical_count + self.near_count:
            yield self._leaks(examples=examples)
        if self.torn_count:
            yield self._two_classes(examples=examples)
        if self.unreadable:
            count = numbers.count(len(self.unreadable), "image")
            are = "is" if len(self.unreadable) == 1 else "are"
            example = f", such as: {self.unreadable[0]}" if examples else ""
            yield f"{count} cannot be used and {are} left out{example}"
        if self.small_classes:
            yield self._small(examples=examples)

    def _two_classes(self, *, examples: bool) -> str:
        """What is said of pictures that stand in two classes of one split."""
        pictures = numbers.count(self.torn_count, "picture")
        said = f"{pictures} {'stands' if self.torn_count == 1 else 'stand'} in two classes"
        if not examples:
            return said
        first, called = self.torn[0], quoted_apart(self.image_set.classes)
        one, other = (called[self.image_set.classes[i.label]] for i in (first.item, first.other))
        paths = f"{quoted_path(first.item.path)} and {quoted_path(first.other.path)}"
        return f"{said}, such as {paths} in {one} and {other}"

    def _leaks(self, *, examples: bool) -> str:
        """All that is said of leaks: how many, how alike, where, and whether labels differ."""
        identical, near = self.identical_count, self.near_count
        found = [
            *([numbers.count(identical, "identical pair")] if identical else ()),
            *([f"{numbers.count(near, 'pair')} alike ({_likeness(self.near)})"] if near else ()),
        ]
        stand = "stands" if identical + near == 1 else "stand"
        leaks = (*self.identical, *self.near)
        where = sorted({f"{leak.split} and {leak.other_split}" for leak in leaks})
        said = f"{' and '.join(found)} {stand} in two splits ({', '.join(where)})"
        if examples:
            first = leaks[0]
            said += f", such as {quoted_path(first.item.path)} and {quoted_path(first.other.path)}"
        return said + self._torn(examples=examples)

    def _torn(self, *, examples: bool) -> str:
        torn = [leak for leak in self.identical if leak.item.label != leak.other.label]
        if not torn:
            return ""
        having = "pair has" if len(torn) == 1 else "pairs have"
        least = "at least " if self.identical_count > len(self.identical) else ""
        said = f"; {least}{numbers.whole(len(torn))} identical {having} two labels"
        if not examples:
            return said
        leak, called = torn[0], quoted_apart(self.image_set.classes)
        first, second = (
            called[self.image_set.classes[item.label]] for item in (leak.item, leak.other)
        )
        return f"{said}, such as {first} and {second} for {quoted_path(leak.item.path)}"

    def _small(self, *, examples: bool) -> str:
        label, count = self.small_classes[0]
        called = quoted_apart(self.image_set.classes)[label]
        if len(self.small_classes) == 1:
            return f"the class {called} has {numbers.count(count, 'training image')}"
        example = f", such as {called}" if examples else ""
        many = numbers.whole(len(self.small_classes))
        return f"{many} classes have fewer than {FEW} training images{example}"


def likeness(similarity: float) -> str:
    """Returns a correlation in words: `0.945`; one of different files is never written as 1."""
    return numbers.score(similarity) if similarity < _MOST_UNLIKE else "over 0.999"


def _likeness(leaks: Sequence[Leak]) -> str:
    """The least correlation of the pairs that are listed: the most alike come first."""
    least = likeness(leaks[-1].similarity)
    several = len({likeness(leak.similarity) for leak in leaks}) > 1
    return f"correlation {least} or more" if several else f"correlation {least}"
