"""Pictures that are not square lose their sides.

How much is said wherever the set is looked at, and with every result.
"""

import json

import numpy as np
import pytest
from click.testing import CliRunner

from explorer.cli.data import data
from explorer.data.image_set import open_image_set
from explorer.data.squares import square
from explorer.images import encode
from explorer.sweep.running import work
from tests.data.conftest import write_pictures
from tests.sweep.conftest import fake_spec

SAID = (
    "2 of 20 pictures are not square: each is cut to its middle square and loses 90% of its area "
    "on average; 'a/plate.png' (400 x 40 px) keeps 10%"
)


@pytest.fixture
def plates(tmp_path):
    for number, label in enumerate(("a", "b")):
        write_pictures(tmp_path / "plates" / label, 9, first=100 * number)
        plate = np.random.default_rng(number).integers(0, 255, (40, 400, 3), dtype=np.uint8)
        (tmp_path / "plates" / label / "plate.png").write_bytes(encode(plate))
    return tmp_path / "plates"


def test_what_pictures_lose_to_a_square_is_said_with_numbers(plates):
    for _ in range(2):  # read, and remembered
        assert [
            problem.message
            for problem in open_image_set(plates).problems
            if problem.kind == "warning"
        ] == [SAID]


def test_the_command_says_it_in_both_its_forms(plates):
    assert SAID in json.loads(CliRunner().invoke(data, [str(plates), "--json"]).output)["warnings"]
    said = CliRunner().invoke(data, [str(plates)]).output
    assert f"warning: {SAID}" in said
    assert "no leaks between the splits" in said


def test_a_sweep_notes_it(plates):
    assert work.warnings(fake_spec(data=str(plates))) == [SAID]


def test_pictures_that_are_nearly_square_lose_nothing_worth_a_word(class_folders):
    (class_folders / "cat" / "wide.png").write_bytes(
        encode(np.random.default_rng(5).integers(0, 255, (39, 40, 3), dtype=np.uint8))
    )
    assert open_image_set(class_folders).problems == ()


def test_the_middle_square_is_kept():
    wide = np.zeros((10, 30, 3), np.uint8)
    wide[:, 10:20] = 200
    assert np.all(square(wide, 5) == 200)
    assert np.all(square(wide.transpose(1, 0, 2), 20) == 200)
