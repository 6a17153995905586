"""Folders below the data roots: listed for choosing, typed by hand, and never a way out."""

import pytest

from explorer.errors import DataError
from explorer.ui.datapage import folders
from tests.unprivileged import as_nobody, open_folder


@pytest.fixture
def root(tmp_path):
    (tmp_path / "roots" / "pets" / "train" / "cat").mkdir(parents=True)
    (tmp_path / "roots" / ".hidden").mkdir()
    (tmp_path / "roots" / "set.zip").write_bytes(b"")
    (tmp_path / "roots" / "notes.txt").write_text("")
    (tmp_path / "secret" / "cat").mkdir(parents=True)
    (tmp_path / "roots" / "escape").symlink_to(tmp_path / "secret")
    return tmp_path / "roots"


def test_two_levels_zips_and_csv_files_are_listed_and_links_that_lead_out_are_not(root):
    listed = folders.candidates([root])
    assert [folders.short(path, [root]) for path in listed] == ["pets", "set.zip", "pets/train"]


def test_the_list_is_bounded(root, monkeypatch):
    monkeypatch.setattr(folders, "MAX_LISTED", 2)
    assert len(folders.candidates([root])) == 2


@pytest.mark.parametrize("text", ["pets", " pets ", "pets/train"])
def test_a_path_counts_from_the_root(root, text):
    assert folders.named(text, [root]) == str(root / text.strip())


def test_an_absolute_path_below_a_root_is_taken(root):
    assert folders.named(str(root / "pets"), [root]) == str(root / "pets")


@pytest.mark.parametrize("text", ["escape", "escape/cat", "../secret", "/etc", "pets/../../secret"])
def test_ways_out_are_refused(root, text):
    with pytest.raises(DataError, match="is not under a data root"):
        folders.named(text, [root])


@pytest.mark.parametrize("text", ["nothing", "", "  ", "a\0b", "x" * 3000, "/".join("y" * 9000)])
def test_what_is_not_there_or_no_path_is_refused_by_name(root, text):
    with pytest.raises(DataError, match=r"does not exist|is not a path"):
        folders.named(text, [root])


def test_a_root_that_cannot_be_read_lists_nothing(tmp_path):
    assert folders.candidates([tmp_path / "gone"]) == []


def test_a_name_that_is_not_utf_8_is_listed_with_the_byte_written_out(root):
    (root / b"caf\xe9".decode("utf-8", "surrogateescape")).mkdir()
    listed = folders.candidates([root])
    assert "caf\\xe9" in [folders.short(path, [root]) for path in listed]
    [folders.short(path, [root]).encode() for path in listed]


@pytest.mark.parametrize("mode", [0o000, 0o444, 0o111])
def test_a_folder_that_may_not_be_read_is_left_out_and_named_and_the_rest_stands(mode):
    with open_folder() as place:
        (place / "root" / "closed" / "inner").mkdir(parents=True)
        (place / "root" / "closed" / "set.zip").write_bytes(b"")
        (place / "root" / "pets" / "linked").mkdir(parents=True)
        (place / "away" / "inner").mkdir(parents=True)
        (place / "root" / "link").symlink_to(place / "root" / "closed" / "inner")
        (place / "root" / "round").symlink_to(place / "root" / "round")
        for folder in (place / "root", place / "root" / "pets"):
            folder.chmod(0o755)
        (place / "root" / "closed").chmod(mode)
        with as_nobody():
            listed = [
                folders.short(path, [place / "root"])
                for path in folders.candidates([place / "root"])
            ]
            closed = [
                folders.short(path, [place / "root"]) for path in folders.unread([place / "root"])
            ]
    assert [name for name in listed if not name.startswith(("closed/", "link"))] == [
        "pets",
        "pets/linked",
    ]
    assert "closed" in closed
    assert ("link" in listed) == (
        mode == 0o111
    )  # that one may be passed through, though not listed
