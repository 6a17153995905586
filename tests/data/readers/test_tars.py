import io
import os
import tarfile
import time

import pytest

from explorer.data.image_set import open_image_set
from explorer.images import encode
from tests.data.conftest import picture
from tests.data.sources import refusal, tarred


def with_member(folder, target, info, data=b""):
    tarred(folder, target)
    with tarfile.open(target, "a") as archive:
        info.size = len(data)
        archive.addfile(info, io.BytesIO(data))
    return target


@pytest.mark.parametrize("name", ["pets.tar", "pets.tar.gz", "pets.tgz"])
def test_a_tar_is_looked_through_to_the_folders_inside(class_folders, tmp_path, name):
    opened = open_image_set(tarred(class_folders, tmp_path / name, wrap="my set/v2"))
    assert opened.digest == open_image_set(class_folders).digest
    assert opened.name == "pets"
    assert not opened.problems
    assert opened.read(opened.split("train")[0]).rgb.shape == (16, 16, 3)


def test_what_was_unpacked_is_kept_and_forgotten_when_unused(class_folders, tmp_path, monkeypatch):
    monkeypatch.setenv("AUG_EXPLORER_HOME", str(tmp_path / "home"))
    open_image_set(tarred(class_folders, tmp_path / "pets.tgz"))
    open_image_set(tmp_path / "pets.tgz")
    (kept,) = (tmp_path / "home" / "cache" / "unpacked").iterdir()
    os.utime(kept, (time.time() - 30 * 86400,) * 2)
    open_image_set(tarred(class_folders, tmp_path / "other.tgz", wrap="other"))
    (left,) = (tmp_path / "home" / "cache" / "unpacked").iterdir()
    assert left != kept


@pytest.mark.parametrize("name", ["../evil.png", "/evil.png", "cat/../../evil.png", "C:/evil.png"])
def test_a_tar_with_a_path_that_leads_out_is_refused(class_folders, tmp_path, name):
    path = with_member(class_folders, tmp_path / "a.tar", tarfile.TarInfo(name), encode(picture(1)))
    assert "holds a path that leads out of it" in refusal(path)


@pytest.mark.parametrize(
    ("kind", "said"),
    [
        (tarfile.SYMTYPE, "holds a link: 'cat/x.png'"),
        (tarfile.LNKTYPE, "holds a link: 'cat/x.png'"),
        (tarfile.FIFOTYPE, "holds what is no plain file: 'cat/x.png'"),
        (tarfile.CHRTYPE, "holds what is no plain file: 'cat/x.png'"),
    ],
)
def test_a_tar_with_a_link_or_a_device_is_refused(class_folders, tmp_path, kind, said):
    info = tarfile.TarInfo("cat/x.png")
    info.type, info.linkname = kind, "/etc/passwd"
    assert said in refusal(with_member(class_folders, tmp_path / "a.tar", info))


def test_a_tar_that_is_too_large_is_refused(class_folders, tmp_path, monkeypatch):
    packed = tarred(class_folders, tmp_path / "a.tgz")
    plain = tarred(class_folders, tmp_path / "a.tar")
    with monkeypatch.context() as patch:
        patch.setattr("explorer.data.readers.tars.MAX_FILES", 20)
        assert "has more than 20 members" in refusal(plain)
    monkeypatch.setattr("explorer.data.readers.tars.MAX_ZIP_BYTES", 5_000)
    assert "unpacks to more than" in refusal(packed)
    monkeypatch.setattr("explorer.data.readers.tars.MAX_ZIP_BYTES", 500)
    assert "unpacks to more than" in refusal(plain)


def test_a_tar_with_a_huge_description_is_refused(class_folders, tmp_path):
    info = tarfile.TarInfo("x")
    info.type = tarfile.GNUTYPE_LONGNAME
    path = with_member(class_folders, tmp_path / "a.tar", info, b"x" * 200_000)
    assert "describes a member in 200000 bytes" in refusal(path)


def test_a_damaged_tar_is_one_line(class_folders, tmp_path):
    data = tarred(class_folders, tmp_path / "a.tgz").read_bytes()
    (tmp_path / "cut.tgz").write_bytes(data[: len(data) // 2])
    assert "is a damaged tar file" in refusal(tmp_path / "cut.tgz")


def test_what_systems_leave_in_a_tar_is_passed_over(class_folders, tmp_path):
    info = tarfile.TarInfo("pets/cat/._000.png")
    opened = open_image_set(with_member(class_folders, tmp_path / "a.tar", info, b"junk"))
    assert opened.count == 30
    assert [left.count for left in opened.left_out] == [1]
