import pytest
import torch

from explorer.errors import SweepError
from explorer.training.networks import create
from tests.training.conftest import OWN


def test_a_network_of_ones_own_is_found_by_its_path():
    assert create(f"{OWN}:flat", 7, 16).module(torch.zeros(2, 3, 16, 16)).shape == (2, 7)


@pytest.mark.parametrize(
    ("name", "problem"),
    [
        (
            f"{OWN}:too_many",
            r"gives \(2, 4\) for 2 pictures of 3 classes, not \(2, 3\)",
        ),
        (f"{OWN}:untrainable", "has no weights that can be trained"),
        (f"{OWN}:no_module", "the function gives int, not a torch.nn.Module"),
        (f"{OWN}:raises", "ValueError: cannot do 3"),
        (f"{OWN}:wants_large_pictures", "RuntimeError: "),
        (f"{OWN}:absent", "has no function absent"),
        (f"{OWN}:NOT_CALLABLE", "has no function NOT_CALLABLE"),
        ("tests.training.no_such_module:net", "ModuleNotFoundError: No module named"),
    ],
)
def test_a_network_that_cannot_be_used_is_refused_in_one_line_that_names_it(name, problem):
    with pytest.raises(SweepError, match=problem) as caught:
        create(name, 3, 16)
    assert name in str(caught.value)
    assert "\n" not in str(caught.value)
