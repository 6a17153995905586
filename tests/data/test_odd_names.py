"""Names that are not UTF-8, and folders that may not be read.

They are shown as they can be, left out where they must be, and never the end of everything.
"""

import json
import os
import shutil

import pytest
from click.testing import CliRunner

from explorer.cli.data import data
from explorer.data.decoding import decode
from explorer.data.image_set import open_image_set
from explorer.data.leaks import find_leaks
from explorer.errors import DataError
from tests.data.conftest import picture, write_pictures
from tests.data.test_decoding import broken_inside
from tests.unprivileged import as_nobody, open_folder

LATIN_1 = b"caf\xe9".decode("utf-8", "surrogateescape")


@pytest.fixture
def latin(tmp_path):
    """A set whose own name, a class and a picture have a name that is not UTF-8.

    One picture stands in two splits.
    """
    root = tmp_path / LATIN_1
    for number, split in enumerate(("train", "val")):
        write_pictures(root / split / LATIN_1, 3, first=100 * number)
        write_pictures(root / split / "tea", 3, first=100 * number + 50)
    for split in ("train", "val"):
        shutil.copy(root / "train" / "tea" / "050.png", root / split / "tea" / f"{LATIN_1}.png")
    return root


def test_a_set_with_such_names_is_read_and_named_with_the_byte_written_out(latin):
    image_set = open_image_set(latin)
    assert (image_set.name, image_set.classes) == ("caf\\xe9", ("caf\\xe9", "tea"))
    assert all(
        image_set.read(item).width == 16 for items in image_set.splits.values() for item in items
    )
    json.dumps(
        [image_set.name, image_set.classes, find_leaks(image_set).warnings()], ensure_ascii=False
    ).encode()


def test_classes_that_differ_in_such_a_byte_alone_stay_apart(tmp_path):
    for number, byte in enumerate((b"\xe8", b"\xe9")):
        write_pictures(
            tmp_path / "set" / byte.decode("utf-8", "surrogateescape"), 6, first=100 * number
        )
    assert open_image_set(tmp_path / "set").classes == ("\\xe8", "\\xe9")


def test_such_a_name_is_spelled_alike_in_every_line_about_it(latin):
    """In notes, warnings and errors the name stands once, as the page shows it.

    They are about the set, a class, a picture and an empty folder.
    """
    (latin / "train" / f"{LATIN_1}2").mkdir()
    (latin / "train" / "tea" / f"{LATIN_1}3.png").write_bytes(b"no picture")
    for number in range(30):
        (latin / "train" / "tea" / f"more{number}.png").write_bytes(picture_bytes(700 + number))
    image_set = open_image_set(latin)
    said = [problem.message for problem in image_set.problems] + list(
        find_leaks(image_set).warnings()
    )
    for wrong in (latin / "val" / "tea", latin / "val"):
        shutil.rmtree(wrong)
        if wrong.name == "tea":
            with pytest.raises(DataError) as caught:
                open_image_set(latin)
            said.append(str(caught.value))
    shutil.rmtree(latin / "train")
    with pytest.raises(DataError) as caught:
        open_image_set(latin)
    said.append(str(caught.value))
    assert said[-1] == "'caf\\xe9' is empty"
    assert "the folder 'caf\\xe92' holds no picture: it is no class" in said
    assert any("two splits" in line and "caf\\xe9" in line for line in said)
    assert any(line.startswith("'train/tea/caf\\xe93.png' is not") for line in said)
    assert not [line for line in said if "\\\\" in line]


def test_long_names_of_classes_pictures_and_folders_stay_apart_in_every_line(tmp_path):
    kinds = ("Danaus", "Vanessa")
    names = [
        f"Animalia_Arthropoda_Insecta_Lepidoptera_{kind}_{'x' * 40}_Nymphalidae" for kind in kinds
    ]
    for number, split in enumerate(("train", "val")):
        for place, name in enumerate(names):
            write_pictures(
                tmp_path / "set" / split / name,
                3 if split == "val" else 1,
                first=100 * number + 50 * place,
            )
    for kind in ("Morpho", "Pieris"):
        (tmp_path / "set" / "train" / names[0].replace("Danaus", kind)).mkdir()
    for place, name in enumerate(names):  # one picture under two labels
        shutil.copy(
            tmp_path / "set" / "train" / names[0] / "000.png",
            tmp_path / "set" / ("train", "val")[place] / name / "same.png",
        )
    image_set = open_image_set(tmp_path / "set")
    (note,) = (problem.message for problem in image_set.problems if "no picture" in problem.message)
    assert "Morpho" in note
    assert "Pieris" in note
    leaks, small = find_leaks(image_set).warnings()
    identical, torn = leaks.split(";")
    for said in (identical, torn.split(" for ")[0]):
        assert all(kind in said for kind in kinds)
    assert "Vanessa" in small
    shutil.rmtree(tmp_path / "set" / "val" / names[1])
    with pytest.raises(DataError, match=r"Vanessa.* has no validation images"):
        open_image_set(tmp_path / "set")


@pytest.mark.parametrize("form", [(), ("--json",)])
def test_the_command_shows_such_names(latin, form):
    done = CliRunner().invoke(data, [str(latin), *form])
    assert done.exception is None
    assert "caf\\xe9".replace("\\", "\\\\" if form else "\\") in done.output
    if form:
        assert ["train/tea/caf\\xe9.png", "val/tea/caf\\xe9.png"] in [
            pair["paths"] for pair in json.loads(done.output)["leaks"]["pairs"]
        ]


def test_a_class_with_joiners_or_rare_spaces_is_read_from_folder_and_table(tmp_path):
    names = ("می‌خواهم", "👩‍🔬", "a\u00a0b", "犬\u3000猫")
    for number, name in enumerate(names):
        write_pictures(tmp_path / "set" / name, 5, first=100 * number)
    assert set(open_image_set(tmp_path / "set").classes) == set(names)
    rows = "".join(
        f"{name}/{100 * number + i:03d}.png,{name}\n"
        for number, name in enumerate(names)
        for i in range(5)
    )
    (tmp_path / "set" / "labels.csv").write_text(f"path,label\n{rows}", encoding="utf-8")
    assert set(open_image_set(tmp_path / "set" / "labels.csv").classes) == set(names)


@pytest.mark.parametrize("name", ["a\u202eb", "a\u2066b", "a\nb", "\u200d"])
def test_a_class_that_could_be_disguised_is_refused(tmp_path, name):
    for number, label in enumerate((name, "dog")):
        write_pictures(tmp_path / "set" / label, 5, first=100 * number)
    with pytest.raises(DataError, match="is not a class name of 1 to 200 printable characters"):
        open_image_set(tmp_path / "set")


def test_a_sign_that_turns_the_direction_of_writing_is_named(tmp_path):
    for number, label in enumerate(("\u202ewol", "dog")):
        write_pictures(tmp_path / "set" / label, 5, first=100 * number)
    with pytest.raises(DataError, match=r"which turns the direction of writing \(U\+202E\)$"):
        open_image_set(tmp_path / "set")


@pytest.fixture
def guarded(monkeypatch):
    """Three classes, one with a folder inside that is closed, and a link into a closed folder."""
    with open_folder() as place:
        monkeypatch.setenv("AUG_EXPLORER_HOME", str(place / "home"))
        for number, label in enumerate(("cat", "dog", "eel")):
            write_pictures(place / "set" / label, 5, first=100 * number)
        write_pictures(place / "set" / "dog" / "private", 5, first=900)
        write_pictures(place / "away" / "inner", 5, first=950)
        (place / "set" / "linked").symlink_to(place / "away" / "inner")
        for path in (place, *place.rglob("*")):
            path.chmod(0o777)
        (place / "set" / "dog" / "private").chmod(0)
        (place / "away").chmod(0)
        yield place / "set"


def test_what_may_not_be_read_is_left_out_and_said(guarded):
    with as_nobody():
        image_set = open_image_set(guarded)
    assert image_set.classes == ("cat", "dog", "eel")
    assert image_set.count == 15
    (said,) = (problem.message for problem in image_set.problems if problem.kind == "warning")
    assert said == (
        "left out: 2 folders that cannot be read, "
        "'dog/private/' (Permission denied), 'linked' (Permission denied)"
    )


@pytest.mark.parametrize("mode", [0o000, 0o444, 0o111])
def test_a_set_that_may_not_be_read_itself_is_one_line(guarded, mode):
    guarded.chmod(mode)
    with as_nobody(), pytest.raises(DataError) as caught:
        open_image_set(guarded)
    assert "\n" not in str(caught.value)
    assert "Errno" not in str(caught.value)
    start = (
        "'set' holds nothing that can be read: 4 folders that cannot be read, 'cat/'"
        if mode == 0o444
        else f"'{guarded}' cannot be read: Permission denied"
    )
    assert str(caught.value).startswith(start)


@pytest.mark.parametrize("inside", ["inner", "inner/deeper", "labels.csv"])
def test_a_link_into_a_closed_folder_is_one_line_with_one_path(guarded, inside):
    link = guarded.parent / "link"
    link.symlink_to(guarded.parent / "away" / inside)
    for opened in (guarded.parent / "away" / inside, link):
        with as_nobody(), pytest.raises(DataError) as caught:
            open_image_set(opened)
        assert str(caught.value) == f"'{opened}' cannot be read: Permission denied"


def test_a_picture_that_cannot_be_read_any_more_is_one_line_with_one_path(guarded):
    image_set = open_image_set(guarded / ".." / "set")
    item = image_set.split("train")[0]
    (guarded / item.path).chmod(0)
    with as_nobody(), pytest.raises(DataError) as caught:
        image_set.read(item)
    assert str(caught.value) == f"'{item.path}' cannot be read any more: Permission denied"


def test_a_result_speaks_of_the_name_it_was_asked_for(split_folders, tmp_path):
    """The cache of decoded pictures answers by content; the name is the asker's."""
    broken_inside(split_folders / "train" / "cat", "zz.png")
    for number in range(30):
        (split_folders / "train" / "dog" / f"more{number}.png").write_bytes(
            picture_bytes(700 + number)
        )
    decode(open_image_set(split_folders), 16)
    other = tmp_path / "renamed"
    shutil.copytree(split_folders, other)
    os.rename(other / "train" / "cat" / "zz.png", other / "train" / "cat" / "aa.png")  # noqa: PTH104
    image_set = open_image_set(other)
    decoded = decode(image_set, 16)
    assert decoded.name == "renamed"
    (problem,) = image_set.without(decoded.broken).problems
    assert problem.message.startswith("'train/cat/aa.png' is a damaged PNG file")
    assert "zz.png" not in " ".join(find_leaks(image_set).unreadable)


def test_the_pairs_of_a_leak_are_those_of_the_set_at_hand(split_folders, tmp_path):
    shutil.copy(
        split_folders / "train" / "cat" / "000.png", split_folders / "test" / "cat" / "copy.png"
    )
    find_leaks(open_image_set(split_folders))
    other = tmp_path / "other"
    shutil.copytree(split_folders, other)
    os.rename(other / "test" / "cat" / "copy.png", other / "test" / "cat" / "another.png")  # noqa: PTH104
    (leak,) = find_leaks(open_image_set(other)).identical
    assert leak.other.path == "test/cat/another.png"


def test_sets_of_one_content_share_a_digest_and_differ_in_identity(split_folders, tmp_path):
    shutil.copytree(split_folders, tmp_path / "other")
    one, other = open_image_set(split_folders), open_image_set(tmp_path / "other")
    assert one.digest == other.digest
    assert one.identity != other.identity
    assert one.identity == open_image_set(split_folders).identity


def picture_bytes(seed):
    from explorer.images import encode

    return encode(picture(seed))
