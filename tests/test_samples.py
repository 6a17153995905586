import zipfile
from pathlib import Path

import numpy as np
import pytest

from explorer import samples
from explorer.errors import DataError, ImageError
from explorer.samples import builtin_names, builtin_path, sample_image, sample_names

README = (Path(__file__).parent.parent / "sample_data" / "README.md").read_text(encoding="utf-8")


def test_there_are_photographs_of_many_kinds():
    assert len(sample_names()) >= 8
    assert {"face", "animal", "object", "texture", "text", "medical"} <= {
        kind for _, _, kind in sample_names()
    }


@pytest.mark.parametrize("name", [sample.name for sample in sample_names()])
def test_every_photograph_loads_with_its_annotations_inside(name):
    image = sample_image(name)
    assert max(image.width, image.height) >= 384
    assert image.rgb.std() > 10
    for box in image.boxes:
        assert 0 <= box.x_min < box.x_max <= image.width
        assert 0 <= box.y_min < box.y_max <= image.height
        assert box.label
    for point in image.keypoints:
        assert 0 <= point.x <= image.width
        assert 0 <= point.y <= image.height


def test_masks_boxes_and_key_points_come_with_at_least_three_photographs_each():
    images = [sample_image(sample.name) for sample in sample_names()]
    assert sum(image.mask is not None for image in images) >= 3
    assert sum(bool(image.boxes) for image in images) >= 3
    assert sum(bool(image.keypoints) for image in images) >= 3


def test_masks_fill_their_boxes():
    for name, label, value in (
        ("chelsea", "cat", 4),
        ("coffee", "cup", 5),
        ("rocket", "rocket", 8),
        ("retina", "optic disc", 12),
        ("astronaut", "person", 1),
    ):
        image = sample_image(name)
        rows, columns = np.nonzero(image.mask == value)
        box = next(box for box in image.boxes if box.label == label)
        assert (
            np.abs(
                np.array([columns.min(), rows.min(), columns.max() + 1, rows.max() + 1])
                - [box.x_min, box.y_min, box.x_max, box.y_max]
            ).max()
            <= 2
        )


def test_key_points_lie_on_what_they_name():
    dark = sample_image("chelsea")
    for point in dark.keypoints[:2]:  # pupils
        patch = dark.rgb[int(point.y) - 3 : int(point.y) + 4, int(point.x) - 3 : int(point.x) + 4]
        assert patch.mean() < 80
    face = sample_image("astronaut")
    box = next(box for box in face.boxes if box.label == "face")
    assert len(face.keypoints) == 5
    assert all(
        box.x_min < point.x < box.x_max and box.y_min < point.y < box.y_max
        for point in face.keypoints
    )


def test_the_rocket_is_brighter_than_its_sky():
    image = sample_image("rocket")
    around = np.zeros_like(image.mask, dtype=bool)
    around[130:340, 250:300] = True
    assert image.rgb[image.mask > 0].mean() > 1.5 * image.rgb[around].mean()


def test_unknown_names_are_refused():
    with pytest.raises(
        ImageError, match="'lena' is not a sample photograph; there are astronaut, chelsea"
    ):
        sample_image("lena")
    with pytest.raises(
        DataError,
        match="'mnist' is not a built-in data set; there are fashion-mnist-small and digits",
    ):
        builtin_path("mnist")


@pytest.mark.parametrize(("name", "members"), [("fashion-mnist-small", 4000), ("digits", 1797)])
def test_the_zips_hold_sorted_members_of_a_fixed_date(name, members):
    with zipfile.ZipFile(builtin_path(name)) as archive:
        infos = archive.infolist()
    assert len(infos) == members
    assert [info.filename for info in infos] == sorted(info.filename for info in infos)
    assert {info.date_time for info in infos} == {(2025, 1, 1, 0, 0, 0)}


def test_an_installed_package_is_looked_at_first(tmp_path, monkeypatch):
    monkeypatch.setattr(samples, "_INSTALLED", tmp_path)
    assert builtin_path("digits").is_file()
    (tmp_path / "annotations.json").write_text("{}")
    assert builtin_path("digits") == tmp_path / "digits.zip"


def test_the_readme_names_source_and_licence_of_every_file():
    folder = builtin_path("digits").parent
    files = [path.name for path in folder.iterdir() if path.suffix in (".jpg", ".png", ".zip")]
    assert len(files) == len(sample_names()) + len(builtin_names())
    rows = {
        cells[1].strip(" `"): cells
        for line in README.splitlines()
        if (cells := line.split("|"))[1:]
    }
    for name in files:
        assert any(
            word in rows[name][-2] for word in ("CC0", "public domain", "BSD", "MIT", "CC BY 4.0")
        ), name
