import stat
import zipfile

import pytest

from explorer.data.image_set import open_image_set
from explorer.data.reading import Reading
from explorer.errors import DataError
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
    assert "neither a folder nor a zip nor a tar nor a table (CSV" in refusal(tmp_path / "cut.zip")
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


class _Named(zipfile.ZipInfo):
    """A member whose name stands in the bytes of an older system, without the flag of UTF-8."""

    raw = b""

    def _encodeFilenameFlags(self):  # noqa: N802 - called so by zipfile
        return self.raw, self.flag_bits & ~0x800


def named(target, encoding, labels, *, slash="/"):
    with zipfile.ZipFile(target, "w") as archive:
        for place, label in enumerate(labels):
            for number in range(4):
                member = _Named(f"{place}/{number}.png")
                member.raw = f"{label}{slash}{number}.png".encode(encoding)
                archive.writestr(member, encode(picture(100 * place + number)))
    return target


@pytest.mark.parametrize(
    ("encoding", "labels"),
    [
        (
            "cp932",
            ("表紙", "表題", "ソース", "予定"),
        ),  # the second byte of 表 and ソ is a backslash
        ("cp932", ("さくら", "もみじ")),
        ("gbk", ("苹果", "香蕉", "葡萄")),
        ("cp949", ("사과", "바나나", "포도")),
        ("big5", ("蘋果", "香蕉", "葡萄")),
        ("cp437", ("Kürbis", "Möhre", "Spargel")),
        ("cp1252", ("Kürbis", "Möhre", "Spargel")),
        ("cp866", ("яблоко", "груша")),
    ],
)
def test_names_of_older_systems_are_guessed_and_said(tmp_path, encoding, labels):
    image_set = open_image_set(named(tmp_path / "old.zip", encoding, labels))
    assert set(image_set.classes) == set(labels)
    (note,) = (found.message for found in image_set.problems)
    assert f"were read as {encoding}, such as" in note
    assert "--zip-names ENCODING" in note
    assert image_set.read_as.zip_names == encoding
    told = open_image_set(tmp_path / "old.zip", reading=Reading(zip_names=encoding))
    assert set(told.classes) == set(labels)
    assert not told.problems
    assert told.digest == image_set.digest
    item = told.split("train")[0]
    assert told.read(item).rgb.shape == (16, 16, 3)


def test_names_in_utf_8_need_no_flag(tmp_path):
    image_set = open_image_set(named(tmp_path / "new.zip", "utf-8", ("Kürbis", "西瓜")))
    assert image_set.classes == ("Kürbis", "西瓜")
    assert not image_set.problems


def test_an_archive_that_knows_only_backslashes_is_read(tmp_path):
    path = named(tmp_path / "old.zip", "cp1252", ("Möhre", "Kürbis"), slash="\\")
    assert open_image_set(path).classes == ("Kürbis", "Möhre")


def test_an_encoding_that_does_not_fit_is_refused(tmp_path, class_folders):
    path = named(tmp_path / "old.zip", "cp1252", ("Möhre", "Kürbis"))
    with pytest.raises(DataError, match=r"^--zip-names utf-8: 'old' holds 'M"):
        open_image_set(path, reading=Reading(zip_names="utf-8"))
    with pytest.raises(DataError, match="is not an encoding that is known"):
        Reading(zip_names="rot13")
    with pytest.raises(DataError, match="is for zips, not for a folder"):
        open_image_set(class_folders, reading=Reading(zip_names="gbk"))


def test_what_systems_leave_in_a_zip_is_counted(class_folders, tmp_path):
    extra = [("__MACOSX/a.png", b"x"), ("__MACOSX/b.png", b"x"), ("cat/.DS_Store", b"x")]
    opened = open_image_set(zipped(class_folders, tmp_path / "up.zip", extra=extra))
    assert [(left.count, left.what.split(",")[0]) for left in opened.left_out] == [
        (1, "'.DS_Store'"),
        (2, "'__MACOSX'"),
    ]
