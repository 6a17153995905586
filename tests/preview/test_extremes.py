import numpy as np
import pytest

from explorer.policy.albumentations import drawing
from explorer.policy.model import Policy
from explorer.preview import (
    extremes,
)
from tests.preview.pictures import LIGHT, look, photo


def test_extremes_rank_the_draws_by_their_change() -> None:
    policy = Policy((LIGHT,))
    found = extremes(policy, photo(), look(), 40, 4, budget_s=60)
    assert found.considered == 40
    amounts = [
        abs(
            drawing.draw(policy, photo(), strength=1, seed=3, draw=i).rgb.astype(int) - photo().rgb
        ).mean()
        / 255
        for i in range(40)
    ]
    assert [draw for draw, _ in found.mildest] == list(np.argsort(amounts, kind="stable")[:3])
    assert [draw for draw, _ in found.harshest] == list(
        np.argsort(amounts, kind="stable")[::-1][:4]
    )
    assert found.mildest[0][1] == pytest.approx(min(amounts), abs=1e-9)
    assert (len(found.sheet.tiles), found.sheet.columns) == (8, 4)


def test_extremes_stop_at_their_budget_and_say_how_many_draws_they_saw() -> None:
    found = extremes(Policy((LIGHT,)), photo(), look(), 200, 2, budget_s=0)
    assert 4 <= found.considered < 200


@pytest.mark.parametrize(("size", "columns"), [((96, 64), 3), ((160, 24), 1), ((24, 160), 6)])
def test_extremes_of_a_panorama_stand_below_each_other(size: tuple[int, int], columns: int) -> None:
    found = extremes(Policy((LIGHT,)), photo(*size), look(), 8, 3, budget_s=0)
    assert found.sheet.columns == columns
