import numpy as np

from explorer.sweep.findings.answers import right


def test_what_was_right_is_a_bit_a_picture_in_the_order_of_the_split():
    assert right((0, 1, 2, 0, 1, 1, 0, 2, 2), (0, 1, 1, 0, 0, 1, 0, 0, 2)) == bytes(
        [0b11010110, 0b10000000]
    )


def test_the_bits_are_read_back_by_the_number_of_pictures():
    generator = np.random.default_rng(0)
    predictions, labels = generator.integers(0, 3, (2, 1001)).tolist()
    found = np.unpackbits(np.frombuffer(right(predictions, labels), np.uint8), count=1001)
    assert found.astype(bool).tolist() == [p == t for p, t in zip(predictions, labels, strict=True)]


def test_predictions_of_other_pictures_and_pictures_without_classes_say_nothing():
    assert right((0, 1), (0, 1, 1)) is None
    assert right((), ()) is None
