from explorer.data.image_set import open_image_set
from explorer.images import encode
from tests.data.conftest import picture
from tests.data.sources import refusal


def test_a_scan_is_remembered_until_a_file_changes(class_folders, monkeypatch):
    first = open_image_set(class_folders)
    monkeypatch.setattr("explorer.data.scan.read_header", None)
    assert open_image_set(class_folders).digest == first.digest
    monkeypatch.undo()
    (class_folders / "cat" / "000.png").write_bytes(encode(picture(777)))
    assert open_image_set(class_folders).digest != first.digest


def test_images_of_one_pixel_are_refused(tmp_path):
    for label in ("cat", "dog"):
        (tmp_path / "set" / label).mkdir(parents=True)
        for number in range(5):
            (tmp_path / "set" / label / f"{number}.png").write_bytes(
                encode(picture(number)[:1, :1])
            )
    assert "10 of 10 images cannot be used, more than 5%: 'cat/0.png' is 1 x 1 px" in refusal(
        tmp_path / "set"
    )
