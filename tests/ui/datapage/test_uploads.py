"""Uploaded zips are kept whole, once, within bounds, and under names that are harmless."""

import io
import os
import time

import pytest

from explorer.errors import DataError
from explorer.ui.datapage import uploads


def keep(root, content, name="pets.zip"):
    return uploads.keep(root, name, io.BytesIO(content))


def test_a_zip_is_kept_under_its_digest_and_name(tmp_path):
    path, new = keep(tmp_path, b"one")
    assert new
    assert path.read_bytes() == b"one"
    assert path.name == "pets.zip"
    assert path.parent.parent == tmp_path
    assert len(path.parent.name) == 16


def test_the_same_zip_is_kept_once(tmp_path):
    first, _ = keep(tmp_path, b"one")
    second, new = keep(tmp_path, b"one", "other.zip")
    assert second.samefile(first)
    assert not new
    assert [folder.name for folder in tmp_path.iterdir()] == [first.parent.name]


def test_the_same_zip_under_another_name_has_both_names(tmp_path):
    first, _ = keep(tmp_path, b"one", "pets.zip")
    second, _ = keep(tmp_path, b"one", "birds.zip")
    assert (first.name, second.name) == ("pets.zip", "birds.zip")
    assert first.exists()  # a sweep or another session reads it under that name
    assert keep(tmp_path, b"one", "pets.zip")[0] == first


def test_names_of_one_zip_are_bounded_and_count_once(tmp_path, monkeypatch):
    monkeypatch.setattr(uploads, "MAX_NAMES", 2)
    monkeypatch.setattr(uploads, "MAX_STORE_BYTES", 10)
    keep(tmp_path, b"1234", "a.zip")
    keep(tmp_path, b"1234", "b.zip")
    with pytest.raises(DataError, match="under 2 names already"):
        keep(tmp_path, b"1234", "c.zip")
    keep(tmp_path, b"567890", "d.zip")  # 4 and 6 bytes: the two names took no more room


@pytest.mark.parametrize(
    "name",
    ["a\0b.zip", "a\nb.zip", "photo\u202epiz.zip", "\u2066x.zip", "\u200fx.zip", "\ud800.zip"],
)
def test_a_name_that_could_be_disguised_is_refused(tmp_path, name):
    with pytest.raises(DataError, match="rename the file"):
        keep(tmp_path, b"one", name)
    assert not list(tmp_path.iterdir())


@pytest.mark.parametrize(
    "name", ["می‌خواهم", "ශ්‍රී", "हिन्दी", "👩‍🔬 👍🏽", "a\u00a0b", "犬\u3000猫", "it's 50% $"]
)
def test_every_other_name_is_kept_as_it_is(tmp_path, name):
    assert keep(tmp_path, b"one", f"{name}.zip")[0].name == f"{name}.zip"


@pytest.mark.parametrize(
    ("name", "safe"),
    [
        ("../../etc/passwd.zip", "passwd"),
        ("C:\\Users\\me\\cats.ZIP", "cats"),
        ("<script>alert(1)</script>.zip", "script_"),
        ("..zip", "upload"),
        ("Kätzchen und Hündchen.zip", "Kätzchen und Hündchen"),
        ("x" * 100 + "y" * 100 + ".zip", "x" * 30 + "…" + "y" * 29),
        ("a\0b\nc.zip", "a_b_c"),
    ],
)
def test_names_are_made_harmless(name, safe):
    assert uploads.safe_name(name) == safe


def test_what_was_unused_for_longest_makes_room(tmp_path, monkeypatch):
    monkeypatch.setattr(uploads, "MAX_SETS", 2)
    old, _ = keep(tmp_path, b"old")
    older, _ = keep(tmp_path, b"older")
    for path, days in ((old, 2), (older, 3)):
        os.utime(path.parent, (time.time() - days * 86400,) * 2)
    fresh, _ = keep(tmp_path, b"fresh")
    assert fresh.exists()
    assert old.exists()
    assert not older.exists()


def test_what_was_used_today_is_never_thrown_out(tmp_path, monkeypatch):
    monkeypatch.setattr(uploads, "MAX_SETS", 1)
    kept, _ = keep(tmp_path, b"one")
    with pytest.raises(DataError, match="at most 1 uploaded data sets"):
        keep(tmp_path, b"two")
    assert kept.exists()


def test_all_of_them_together_are_bounded_in_size(tmp_path, monkeypatch):
    monkeypatch.setattr(uploads, "MAX_STORE_BYTES", 10)
    keep(tmp_path, b"123456")
    with pytest.raises(DataError, match="keeps at most"):
        keep(tmp_path, b"abcdef")
    assert sum(path.is_file() for path in tmp_path.rglob("*")) == 1


def test_a_zip_that_is_too_large_is_refused_by_name(tmp_path, monkeypatch):
    monkeypatch.setattr(uploads, "MAX_ZIP_MB", 0)
    with pytest.raises(DataError, match="has 0 MB, more than"):
        keep(tmp_path, b"one")
    assert not list(tmp_path.iterdir())
