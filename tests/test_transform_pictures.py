"""The sheet of small pictures that the search for a transform shows."""

import importlib.util
from pathlib import Path

import cv2
import numpy as np
import pytest

from explorer import samples
from explorer.policy.catalog import CATALOG
from explorer.ui.compose import adding

MAKER = Path(__file__).parents[1] / "sample_data" / "make_transforms.py"
NAMES = samples.transform_names()


@pytest.fixture(scope="module")
def maker():
    spec = importlib.util.spec_from_file_location("make_transforms", MAKER)
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


@pytest.fixture(scope="module")
def sheet():
    data = np.frombuffer(adding.SHEET.read_bytes(), np.uint8)
    return cv2.cvtColor(cv2.imdecode(data, cv2.IMREAD_COLOR), cv2.COLOR_BGR2RGB)


def cell(sheet, name):
    row, column = divmod(NAMES.index(name), samples.TRANSFORM_COLUMNS)
    side = samples.TRANSFORM_PX
    return sheet[row * side : (row + 1) * side, column * side : (column + 1) * side]


def test_every_transform_has_its_place(sheet):
    assert sorted(NAMES) == sorted(CATALOG), "run python sample_data/make_transforms.py"
    rows = -(-len(NAMES) // samples.TRANSFORM_COLUMNS)
    side = samples.TRANSFORM_PX
    assert sheet.shape == (rows * side, samples.TRANSFORM_COLUMNS * side, 3)
    assert all(cell(sheet, name).std() > 5 for name in NAMES)


@pytest.mark.parametrize("name", [*NAMES[:70:10], NAMES[-1]])
def test_a_picture_is_what_its_transform_does_today(maker, sheet, name):
    off = np.abs(cell(sheet, name).astype(float) - maker.square(name))
    assert off.mean() < 8, "run python sample_data/make_transforms.py"
