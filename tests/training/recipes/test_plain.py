import pytest
import torch
from torch.nn import functional as F

from explorer.training.recipes.plain import losses

ANSWERS = torch.tensor([[2.0, -1.0, 0.5], [0.0, 0.0, 3.0]])
LABELS = torch.tensor([0, 1])


@pytest.mark.parametrize("smoothing", [0.0, 0.1, 0.5])
def test_the_loss_to_step_on_is_cross_entropy_with_label_smoothing(smoothing):
    expected = F.cross_entropy(ANSWERS, LABELS, label_smoothing=smoothing)
    torch.testing.assert_close(losses(ANSWERS, LABELS, smoothing).stepped, expected)


def test_the_loss_to_report_is_not_smoothed():
    expected = F.cross_entropy(ANSWERS, LABELS)
    torch.testing.assert_close(losses(ANSWERS, LABELS, 0.3).reported, expected)
