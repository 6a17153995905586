"""What survives a reload: read back as it was written, also what release 0.1 wrote."""

import pytest

from explorer.policy.model import Policy, Step
from explorer.ui import kept
from explorer.ui.kept import MOST_BACK, MOST_BACK_CHARS, Kept, Upload, Version
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
    unfolded=("a",),
    parts={"curve.training": False},
    past=(Version(Policy()), Version(Policy(seed=3))),
    future=(Version(Policy(seed=4)),),
)


def test_of_what_undo_brings_back_the_newest_is_kept_within_bounds():
    many = Kept(past=[Version(Policy(seed=seed)) for seed in range(MOST_BACK + 9)]).to_json()
    seeds = [version.policy.seed for version in Kept.from_json(many).past]
    assert seeds == list(range(9, MOST_BACK + 9))


def test_what_undo_brings_back_is_bounded_in_size_too(monkeypatch):
    versions = [Version(Policy((Step("a", "Affine"),), seed=100 + seed)) for seed in range(9)]
    monkeypatch.setattr(kept, "MOST_BACK_CHARS", int(3.5 * len(versions[0].packed)))
    found = Kept.from_json(Kept(past=versions).to_json()).past
    assert [version.policy.seed for version in found] == [106, 107, 108]


def test_a_policy_too_large_to_be_kept_for_undo_keeps_nothing_older():
    class Huge(Version):
        packed = "x" * (MOST_BACK_CHARS + 1)

    found = Kept(past=[Version(Policy()), Huge(Policy(seed=2)), Version(Policy(seed=3))])
    assert [version.policy.seed for version in Kept.from_json(found.to_json()).past] == [3]


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
