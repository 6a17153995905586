import stat
import zipfile

import pytest

from explorer.data import open_image_set
from explorer.images import encode
from tests.data.conftest import picture
from tests.data.sources import refusal, zipped


def test_a_zip_is_looked_through_to_the_folders_inside(class_folders, tmp_path):
    extra = [("__MACOSX/pets/cat/._000.png", b"junk"), ("wrap/pets/.DS_Store", b"junk")]
    opened = open_image_set(
        zipped(class_folders, tmp_path / "up.zip", wrap="wrap/pets/", extra=extra)
    )
    assert opened.digest == open_image_set(class_folders).digest
    assert opened.name == "up"
    assert not opened.problems


def test_a_zip_with_the_separators_of_windows_is_read(class_folders, tmp_path):
    with zipfile.ZipFile(tmp_path / "old.zip", "w") as archive:
        archive.writestr("pets\\cat\\", b"")
        for path in class_folders.rglob("*.png"):
            archive.writestr(f"pets\\{path.parent.name}\\{path.name}", path.read_bytes())
    opened = open_image_set(tmp_path / "old.zip")
    assert opened.digest == open_image_set(class_folders).digest
    assert not opened.problems


@pytest.mark.parametrize(
    "name",
    [
        "../evil.png",
        "/evil.png",
        "cat/../../evil.png",
        "C:/evil.png",
        "..\\evil.png",
        "\\evil.png",
        "C:\\evil.png",
    ],
)
def test_a_zip_with_a_path_that_leads_out_is_refused(class_folders, tmp_path, name):
    assert "holds a path that leads out of it" in refusal(
        zipped(class_folders, tmp_path / "a.zip", extra=[(name, encode(picture(1)))])
    )


def test_a_zip_with_a_link_is_refused(class_folders, tmp_path):
    link = zipfile.ZipInfo("cat/link.png")
    link.external_attr = (stat.S_IFLNK | 0o777) << 16
    assert "holds a link: 'cat/link.png'" in refusal(
        zipped(class_folders, tmp_path / "a.zip", extra=[(link, "/etc/passwd")])
    )


def test_an_encrypted_zip_is_refused(class_folders, tmp_path):
    path = zipped(class_folders, tmp_path / "a.zip")
    data = bytearray(path.read_bytes())
    place = data.index(b"PK\x01\x02")
    data[place + 8] |= 1
    path.write_bytes(data)
    assert "is encrypted" in refusal(path)


def test_a_zip_bomb_is_refused_or_skipped(class_folders, tmp_path, monkeypatch):
    bomb = zipfile.ZipInfo("cat/bomb.png")
    bomb.compress_type = zipfile.ZIP_DEFLATED
    path = zipped(class_folders, tmp_path / "a.zip", extra=[(bomb, bytes(40_000_000))])
    assert path.stat().st_size < 100_000
    (problem,) = open_image_set(path).problems
    assert problem.message == "'cat/bomb.png' is 40 MB; the limit is 30 MB"
    monkeypatch.setattr("explorer.data.readers.archives.MAX_ZIP_BYTES", 30_000_000)
    assert "unpacks to 0 GB" in refusal(path)


def test_a_zip_with_too_many_members_is_refused(class_folders, tmp_path, monkeypatch):
    monkeypatch.setattr("explorer.data.readers.archives.MAX_FILES", 20)
    monkeypatch.setattr("explorer.data.readers.folders.MAX_FILES", 20)
    assert "members, more than 20" in refusal(zipped(class_folders, tmp_path / "a.zip"))
    assert "has more than 20 files" in refusal(class_folders)


def test_a_damaged_zip_is_refused_or_its_member_skipped(class_folders, tmp_path):
    path = zipped(class_folders, tmp_path / "a.zip")
    data = path.read_bytes()
    (tmp_path / "cut.zip").write_bytes(data[: len(data) // 2])
    assert "neither a folder nor a zip nor a CSV file" in refusal(tmp_path / "cut.zip")
    damaged = bytearray(data)
    damaged[data.index(b"IDAT") + 8] ^= 0xFF
    (tmp_path / "bad.zip").write_bytes(damaged)
    (problem,) = open_image_set(tmp_path / "bad.zip").problems
    assert "damaged in the zip" in problem.message


def test_members_of_a_zip_may_begin_with_a_dot_and_a_slash(class_folders, tmp_path):
    with zipfile.ZipFile(tmp_path / "dot.zip", "w") as archive:
        for path in class_folders.rglob("*.png"):
            archive.writestr(
                zipfile.ZipInfo(f"./{path.relative_to(class_folders)}"), path.read_bytes()
            )
    image_set = open_image_set(tmp_path / "dot.zip")
    assert image_set.digest == open_image_set(class_folders).digest
    assert image_set.read(image_set.split("val")[0]).rgb.shape == (16, 16, 3)
