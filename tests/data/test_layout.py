import zipfile

from explorer.data.image_set import open_image_set
from tests.data.sources import refusal


def test_other_files_are_noted(class_folders):
    (class_folders / "cat" / "readme.txt").write_text("hello")
    (problem,) = open_image_set(class_folders).problems
    assert problem.message == "1 file that is no picture was left out (1 .txt)"


def test_an_empty_folder_and_zip_are_refused(tmp_path):
    (tmp_path / "none").mkdir()
    assert refusal(tmp_path / "none") == "'none' is empty"
    with zipfile.ZipFile(tmp_path / "none.zip", "w"):
        pass
    assert refusal(tmp_path / "none.zip") == "'none' is empty"


def test_an_empty_source_is_refused(tmp_path, monkeypatch, class_folders):
    monkeypatch.chdir(class_folders)
    assert refusal("") == "'' names no data set"


def test_text_files_are_refused_whatever_they_are_called(tmp_path):
    for suffix, message in (
        ("txt", "holds no picture"),
        ("png", "'cat/0.png' is not a PNG, JPEG, WebP, BMP or TIFF picture"),
    ):
        for label in ("cat", "dog"):
            folder = tmp_path / suffix / label
            folder.mkdir(parents=True)
            for number in range(5):
                (folder / f"{number}.{suffix}").write_text("hello")
        assert message in refusal(tmp_path / suffix)
