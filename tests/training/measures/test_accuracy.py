from types import SimpleNamespace

import numpy as np
import pytest

from explorer.training.measures.accuracy import score


@pytest.mark.parametrize(
    ("predictions", "labels", "share"),
    [([0, 1, 2], [0, 1, 2], 1.0), ([0, 1], [1, 0], 0.0), ([0, 1, 1, 1], [0, 1, 2, 3], 0.5)],
)
def test_accuracy_is_the_share_of_right_predictions(predictions, labels, share):
    scored = SimpleNamespace(predictions=np.array(predictions), labels=np.array(labels))
    assert score(scored) == share
