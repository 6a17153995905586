"""What survives a reload: read back as it was written, also what release 0.1 wrote."""

import pytest

from explorer.policy.model import Policy, Step
from explorer.ui.kept import Kept, Upload
from explorer.ui.viewing import Viewing

KEPT = Kept(
    policy=Policy(steps=(Step("a", "Rotate"),), name="turns"),
    chosen=("sample:coffee",),
    uploads=(Upload("d" * 64, "mine.png"),),
    coco=Upload("e" * 64, "boxes.json"),
    viewing=Viewing(view="Steps", draws=3, size_px=32),
    data="digits",
    sets=("/sets/pets",),
    sweep_id="s1",
    finetune={"ft.seeds": 2, "ft.strengths": "0, 1"},
    left="t1",
)


def test_what_was_written_is_read_back():
    assert Kept.from_json(KEPT.to_json()) == KEPT


def test_the_image_size_that_release_0_1_kept_is_found_under_its_new_name():
    old = KEPT.to_json() | {"finetune": {"ft.size": 48, "ft.seeds": 2}}
    assert dict(Kept.from_json(old).finetune) == {"ft.image_size": 48, "ft.seeds": 2}


@pytest.mark.parametrize("name", sorted(KEPT.to_json()))
def test_a_damaged_part_is_left_out_and_the_others_stand(name):
    found = Kept.from_json(KEPT.to_json() | {name: 5})
    whole = Kept.from_json(KEPT.to_json()).to_json()
    assert {key: value for key, value in found.to_json().items() if key != name} == {
        key: value for key, value in whole.items() if key != name
    }
