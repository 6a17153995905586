"""What is remembered of data sets speaks of the one that was asked for.

Every set of a list has a title of its own.
"""

import os
import shutil
import threading
import time
from dataclasses import replace

import pytest

from explorer import samples, variables
from explorer.errors import DataError
from explorer.ui import caching, datasets
from explorer.ui.datapage import leaks
from explorer.ui.results import files
from explorer.ui.session import Session
from tests.data.conftest import write_pictures
from tests.results import SETTING, make_result
from tests.unprivileged import as_nobody, open_folder

LATIN_1 = b"caf\xe9".decode("utf-8", "surrogateescape")


@pytest.fixture
def root(tmp_path, monkeypatch):
    monkeypatch.setenv("AUG_EXPLORER_HOME", str(tmp_path / "home"))
    monkeypatch.setenv(variables.DATA_ROOTS.name, str(tmp_path / "roots"))
    for number, split in enumerate(("train", "val")):
        write_pictures(tmp_path / "roots" / "pets" / split / "cat", 4, first=100 * number)
        write_pictures(tmp_path / "roots" / "pets" / split / "dog", 4, first=100 * number + 50)
    shutil.copy(
        tmp_path / "roots" / "pets" / "train" / "cat" / "000.png",
        tmp_path / "roots" / "pets" / "val" / "cat" / "copy.png",
    )
    datasets.read_again()
    return tmp_path / "roots"


def copied(root, name):
    """The same pictures under another name, with other names of their own."""
    shutil.copytree(root / "pets", root / name)
    for path in sorted((root / name).rglob("*.png")):
        path.rename(path.with_name(f"new-{path.name}"))
    return str(root / name)


def test_pictures_on_compose_are_titled_by_the_set_that_is_chosen(root):
    assert all(
        title.startswith("pets: ")
        for title in datasets.pictures(Session(data=str(root / "pets"))).values()
    )
    assert all(
        title.startswith("birds: ")
        for title in datasets.pictures(Session(data=copied(root, "birds"))).values()
    )


def test_a_picture_of_another_copy_has_the_name_of_its_own_file(root):
    names = []
    for source in (str(root / "pets"), copied(root, "birds")):
        session = Session(data=source)
        session.chosen = (next(iter(datasets.pictures(session))),)
        names.append(caching.pictures(session, 64)[0].name)
    assert ["new-" in name for name in names] == [False, True]


def test_a_renamed_picture_of_one_set_has_its_new_name(root):
    session = Session(data=str(root / "pets"))
    session.chosen = (next(iter(datasets.pictures(session))),)
    before = caching.pictures(session, 64)[0].name
    (root / "pets" / before).rename(
        root / "pets" / "train" / "cat" / "renamed.png"
        if "cat" in before
        else root / "pets" / "train" / "dog" / "renamed.png"
    )
    datasets.read_again()
    assert caching.pictures(session, 64)[0].name.endswith("renamed.png")


def test_the_leak_report_names_the_files_of_the_set_that_is_shown(root):
    for source, name in (
        (str(root / "pets"), "val/cat/copy.png"),
        (copied(root, "birds"), "val/cat/new-copy.png"),
    ):
        images = datasets.opened(source)
        report = leaks._search(images.identity, images).report.result(60)
        assert (report.image_set.name, report.identical[0].other.path) == (images.name, name)


def test_tiles_that_could_not_be_read_are_read_once_they_are_there(root):
    images = datasets.opened(str(root / "pets"))
    items = images.split("train")
    other = datasets.opened(copied(root, "birds"))
    (root / "pets").rename(root / "away")
    assert set(datasets.tiles(images, items)) == {None}
    assert None not in datasets.tiles(other, other.split("train"))


def test_a_zip_that_was_gone_and_is_back_shows_its_tiles(root):
    path = shutil.make_archive(str(root / "packed"), "zip", root / "pets")
    images = datasets.opened(path)
    os.rename(path, f"{path}.away")  # noqa: PTH104
    assert set(datasets.tiles(images, images.split("train"))) == {None}
    os.rename(f"{path}.away", path)  # noqa: PTH104
    assert None not in datasets.tiles(images, images.split("train"))


def test_sets_of_one_name_have_titles_of_their_own(root):
    upload = datasets.uploads_folder() / "0123456789abcdef" / "digits.zip"
    sources = (
        "digits",
        str(root / "a" / "pets"),
        str(root / "b" / "pets"),
        str(root / "c" / "b" / "pets"),
        str(upload),
        str(root / "alone"),
    )
    called = [datasets.naming(sources)(source) for source in sources]
    assert called == [
        "digits (built in)",
        "pets (in a)",
        "pets (in b)",
        "pets (in b) (2)",
        "digits (upload)",
        "alone",
    ]
    assert datasets.naming(sources)(str(root / "gone")) == "gone"
    assert [
        datasets.naming(samples.builtin_names())(name) for name in samples.builtin_names()
    ] == list(samples.builtin_names())


def test_a_set_whose_name_is_not_utf_8_can_be_opened_and_named(root):
    os.rename(root / "pets", root / LATIN_1)  # noqa: PTH104
    images = datasets.opened(str(root / LATIN_1))
    assert images.name == datasets.label(str(root / LATIN_1)) == "caf\\xe9"
    assert None not in datasets.tiles(images, images.split("train"))
    assert datasets.pictures(Session(data=str(root / LATIN_1)))


def test_a_set_in_a_folder_that_may_not_be_entered_is_one_line(monkeypatch):
    with open_folder() as place:
        write_pictures(place / "roots" / "closed" / "pets" / "cat", 2)
        monkeypatch.setenv(variables.DATA_ROOTS.name, str(place / "roots"))
        monkeypatch.setenv("AUG_EXPLORER_HOME", str(place / "home"))
        datasets.uploads_folder()
        (place / "home").chmod(0o777)
        (place / "roots" / "closed").chmod(0)
        with (
            as_nobody(),
            pytest.raises(DataError, match=r"pets' cannot be read: Permission denied"),
        ):
            datasets.opened(str(place / "roots" / "closed" / "pets"))


def test_what_changed_on_the_disk_is_read_again(root):
    before = datasets.opened(str(root / "pets")).digest
    write_pictures(root / "pets" / "train" / "cat", 1, first=800)
    os.utime(root / "pets", (time.time() + 5, time.time() + 5))
    assert datasets.opened(str(root / "pets")).digest != before


def test_a_report_made_by_a_download_reads_the_pictures_without_a_page(caplog):
    result = replace(make_result(), settings=(replace(SETTING, image_size=8),))
    made = []
    thread = threading.Thread(target=lambda: made.append(files.pictures("digits", result)))
    thread.start()
    thread.join()
    assert len(made[0]) == 5
    assert "ScriptRunContext" not in caplog.text
    assert datasets.opened_off_page("digits").digest == datasets.opened("digits").digest
