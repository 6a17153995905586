import hashlib
import random

from explorer.data.splits import draw_splits


def digests(count, salt=""):
    return [hashlib.sha256(f"{salt}{number}".encode()).hexdigest() for number in range(count)]


def test_the_ratio_holds_within_each_class():
    images = [("a", digest) for digest in digests(50, "a")] + [
        ("b", digest) for digest in digests(10, "b")
    ]
    drawn = draw_splits(images)
    assert [drawn[:50].count(name) for name in ("train", "val", "test")] == [30, 10, 10]
    assert [drawn[50:].count(name) for name in ("train", "val", "test")] == [6, 2, 2]


def test_order_takes_no_part():
    images = [(label, digest) for label in "abc" for digest in digests(17, label)]
    mixed = random.Random(0).sample(images, len(images))
    assert dict(zip(images, draw_splits(images), strict=True)) == dict(
        zip(mixed, draw_splits(mixed), strict=True)
    )


def test_identical_images_share_a_split_even_across_classes():
    twice = [(label, digest) for digest in digests(30) for label in "aab"]
    drawn = draw_splits(twice)
    assert all(len(set(drawn[start : start + 3])) == 1 for start in range(0, len(drawn), 3))
    assert set(drawn) == {"train", "val", "test"}


def test_small_classes_fill_train_then_val_then_test():
    wanted = {
        1: ["train"],
        2: ["train", "val"],
        3: ["test", "train", "val"],
        4: ["test", "train", "train", "val"],
    }
    for count, names in wanted.items():
        assert sorted(draw_splits([("a", digest) for digest in digests(count)])) == names


def test_a_single_missing_split_takes_a_quarter():
    for missing in ("val", "test"):
        drawn = draw_splits([("a", digest) for digest in digests(40)], ["train", missing])
        assert [drawn.count("train"), drawn.count(missing)] == [30, 10]
