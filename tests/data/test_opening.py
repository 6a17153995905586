import os
import shutil
import stat
import zipfile

import pytest

from explorer.data import ImageSet, open_image_set
from explorer.errors import DataError
from explorer.images import encode
from tests.data.conftest import picture, write_pictures


def zipped(folder, target, *, wrap="", extra=()):
    with zipfile.ZipFile(target, "w") as archive:
        for path in sorted(folder.rglob("*")):
            archive.write(path, f"{wrap}{path.relative_to(folder).as_posix()}")
        for name, data in extra:
            archive.writestr(name, data)
    return target


def sizes(image_set):
    return {name: len(items) for name, items in image_set.splits.items()}


def refusal(source, **options):
    with pytest.raises(DataError) as error:
        open_image_set(source, **options)
    assert "\n" not in str(error.value)
    return str(error.value)


def test_the_built_in_sets_hold_what_their_names_promise():
    fashion = open_image_set("fashion-mnist-small")
    assert sizes(fashion) == {"train": 2000, "val": 1000, "test": 1000}
    assert all(
        counts == {"train": 200, "val": 100, "test": 100} for counts in fashion.counts().values()
    )
    digits = open_image_set("digits")
    assert digits.classes == tuple("0123456789")
    assert digits.count == 1797
    assert sizes(digits) == {"train": 1079, "val": 359, "test": 359}
    assert digits.problems == fashion.problems == ()


def test_split_folders_are_kept_as_they_are(split_folders):
    image_set = open_image_set(split_folders)
    assert image_set.name == "pets"
    assert image_set.classes == ("cat", "dog")
    assert sizes(image_set) == {"train": 12, "val": 6, "test": 4}
    assert all(
        item.path.startswith(f"{name}/")
        for name, items in image_set.splits.items()
        for item in items
    )
    assert not image_set.problems


def test_class_folders_are_split_60_20_20_within_each_class(class_folders):
    image_set = open_image_set(class_folders)
    assert image_set.counts() == {
        "cat": {"train": 12, "val": 4, "test": 4},
        "dog": {"train": 6, "val": 2, "test": 2},
    }


def test_a_zip_is_looked_through_to_the_folders_inside(class_folders, tmp_path):
    extra = [("__MACOSX/pets/cat/._000.png", b"junk"), ("wrap/pets/.DS_Store", b"junk")]
    opened = open_image_set(
        zipped(class_folders, tmp_path / "up.zip", wrap="wrap/pets/", extra=extra)
    )
    assert opened.digest == open_image_set(class_folders).digest
    assert opened.name == "up"
    assert not opened.problems


def test_order_and_paths_take_no_part_in_split_and_digest(class_folders, tmp_path):
    renamed = tmp_path / "renamed"
    for label in ("cat", "dog"):
        (renamed / label / "deep").mkdir(parents=True)
        for number, path in enumerate(sorted((class_folders / label).iterdir(), reverse=True)):
            shutil.copy(path, renamed / label / "deep" / f"{number}.png")
    one, other = open_image_set(class_folders), open_image_set(renamed)
    assert one.digest == other.digest
    for name in one.splits:
        assert [item.digest for item in one.split(name)] == [
            item.digest for item in other.split(name)
        ]


def test_one_picture_more_moves_few_others(class_folders):
    before = {
        item.digest: name
        for name, items in open_image_set(class_folders).splits.items()
        for item in items
    }
    (class_folders / "cat" / "new.png").write_bytes(encode(picture(999)))
    after = {
        item.digest: name
        for name, items in open_image_set(class_folders).splits.items()
        for item in items
    }
    assert sum(after[digest] != name for digest, name in before.items()) <= 2


@pytest.mark.parametrize(
    ("dropped", "wanted"),
    [("test", {"train": 8, "val": 6, "test": 4}), ("val", {"train": 8, "val": 4, "test": 4})],
)
def test_a_missing_split_is_drawn_from_train_and_noted(split_folders, dropped, wanted):
    shutil.rmtree(split_folders / dropped)
    image_set = open_image_set(split_folders)
    assert sizes(image_set) == wanted
    (note,) = image_set.problems
    assert note.kind == "note"
    assert f"there is no {dropped} folder: 25% of train" in note.message


def test_train_alone_is_split_like_class_folders(class_folders, tmp_path):
    (tmp_path / "only").mkdir()
    shutil.move(class_folders, tmp_path / "only" / "train")
    assert sizes(open_image_set(tmp_path / "only")) == {"train": 18, "val": 6, "test": 6}


def test_a_class_called_train_is_a_class(tmp_path):
    for number, label in enumerate(("car", "test", "train")):
        write_pictures(tmp_path / "set" / label, 5, first=100 * number)
    assert open_image_set(tmp_path / "set").classes == ("car", "test", "train")


def test_a_manifest_names_paths_labels_and_splits(split_folders):
    lines = ["Path,label,split"]
    for path in sorted(split_folders.rglob("*.png")):
        split, label, _ = path.relative_to(split_folders).parts
        lines.append(f"{path.relative_to(split_folders)},{label.upper()},{split}")
    (split_folders / "labels.csv").write_text("\n".join(lines), encoding="utf-8-sig")
    for source in (
        split_folders / "labels.csv",
        split_folders,
        zipped(split_folders, split_folders.parent / "with.zip", wrap="w/"),
    ):
        image_set = open_image_set(source)
        assert image_set.classes == ("CAT", "DOG")
        assert sizes(image_set) == {"train": 12, "val": 6, "test": 4}


def test_a_manifest_without_splits_is_split_by_digest(class_folders):
    lines = [
        f"{path.relative_to(class_folders)},{path.parent.name}"
        for path in class_folders.rglob("*.png")
    ]
    (class_folders / "labels.csv").write_text("path,label\n" + "\n".join(lines))
    assert open_image_set(class_folders / "labels.csv").counts()["cat"] == {
        "train": 12,
        "val": 4,
        "test": 4,
    }


def with_manifest(folder, text):
    (folder / "labels.csv").write_text(text)
    return folder / "labels.csv"


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("file,class\na,b\n", "names the columns 'file,class', not path,label"),
        ("path,label\n", "names no pictures"),
        ("path,label\ncat/000.png,\n", "line 2: '' is not a class name"),
        ("path,label\n,cat\n", "line 2: '' is not a path"),
        (
            "path,label,split\ncat/000.png,cat,dev\n",
            "line 2: the split 'dev' is not train, val or test",
        ),
        ("path,label\ncat/000.png,cat\ncat/000.png,dog\n", "names 'cat/000.png' 2 times"),
        (
            "path,label\ncat/000.png,cat\ncat/no.png,cat\ndog/no.png,dog\n",
            "names 2 of 3 files that do not exist, such as 'cat/no.png'",
        ),
        ('path,label\n"cat/000.png,cat\n', "line 2: unexpected end of data"),
        (
            "path,label,split\ncat/000.png,cat,train\ndog/100.png,dog,train\n",
            "has no validation images",
        ),
    ],
)
def test_a_bad_manifest_is_refused_with_its_line(class_folders, text, message):
    assert message in refusal(with_manifest(class_folders, text))


def test_one_class_is_refused(tmp_path):
    write_pictures(tmp_path / "set" / "cat", 10)
    assert refusal(tmp_path / "set") == "'set' has one class, 'cat': at least two are wanted"


def test_no_validation_images_are_refused(split_folders):
    shutil.rmtree(split_folders / "val")
    (split_folders / "val" / "cat").mkdir(parents=True)
    assert refusal(split_folders) == "'pets' has no validation images: 'val' is empty"
    assert "no validation images" in refusal(
        zipped(split_folders, split_folders.parent / "pets.zip")
    )


def test_a_class_missing_in_val_is_refused(split_folders):
    shutil.rmtree(split_folders / "val" / "dog")
    assert (
        refusal(split_folders)
        == "'pets': the class 'dog' has no validation images (6 in train, 2 in test)"
    )


def test_a_class_missing_in_train_is_refused(split_folders):
    shutil.rmtree(split_folders / "train" / "dog")
    assert "the class 'dog' has no training images (3 in val, 2 in test)" in refusal(split_folders)


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


def test_a_few_broken_images_are_skipped_and_reported(class_folders):
    (class_folders / "cat" / "bad.png").write_text("no picture")
    image_set = open_image_set(class_folders)
    assert image_set.count == 30
    (problem,) = image_set.problems
    assert problem.kind == "unreadable"
    assert "'cat/bad.png'" in problem.message
    (class_folders / "cat" / "worse.png").write_text("no picture")
    assert "2 of 32 images cannot be used, more than 5%" in refusal(class_folders)


def test_other_files_are_noted(class_folders):
    (class_folders / "cat" / "readme.txt").write_text("hello")
    (problem,) = open_image_set(class_folders).problems
    assert problem.message == "1 file that is no picture was left out (1 .txt)"


@pytest.mark.parametrize(
    ("source", "message"),
    [
        ("nowhere", "'nowhere' does not exist"),
        ("fashion", "does not exist"),
        (os.devnull, "neither a folder nor a file"),
    ],
)
def test_what_is_not_there_is_named(source, message):
    assert message in refusal(source)


def test_an_empty_folder_and_zip_are_refused(tmp_path):
    (tmp_path / "none").mkdir()
    assert refusal(tmp_path / "none") == "'none' is empty"
    with zipfile.ZipFile(tmp_path / "none.zip", "w"):
        pass
    assert refusal(tmp_path / "none.zip") == "'none' is empty"


def test_pictures_outside_class_folders_are_refused(class_folders):
    (class_folders / "loose.png").write_bytes(encode(picture(1)))
    assert "1 pictures that are in no class folder, such as 'loose.png'" in refusal(class_folders)


def test_two_folders_for_one_split_are_refused(split_folders):
    shutil.copytree(split_folders / "val", split_folders / "valid")
    assert "more than one folder for val: val and valid" in refusal(split_folders)


def test_a_folder_must_lie_under_a_data_root(class_folders, tmp_path):
    assert open_image_set(class_folders, roots=(tmp_path,)).count == 30
    assert "is not under a data root" in refusal(class_folders, roots=(tmp_path / "other",))
    assert "no data roots were given" in refusal(class_folders, roots=())
    assert "is not under a data root" in refusal(
        class_folders / ".." / "..", roots=(class_folders,)
    )
    assert open_image_set("digits", roots=()).count == 1797


def test_links_that_lead_out_of_the_data_roots_are_refused(class_folders, tmp_path):
    secret = tmp_path / "secret"
    write_pictures(secret, 1, first=500)
    inside = (class_folders,)
    (tmp_path / "linked").symlink_to(secret)
    assert "not under a data root" in refusal(tmp_path / "linked", roots=inside)
    (class_folders / "cat" / "link.png").symlink_to(secret / "500.png")
    assert "not under a data root" in refusal(class_folders, roots=inside)
    assert open_image_set(class_folders).count == 31
    (class_folders / "cat" / "link.png").unlink()
    (class_folders / "bird").symlink_to(secret)
    assert "not under a data root" in refusal(class_folders, roots=inside)


def test_a_manifest_may_not_lead_out_of_the_data_roots(class_folders, tmp_path):
    write_pictures(tmp_path / "secret", 1)
    manifest = with_manifest(class_folders, "path,label\n../secret/000.png,cat\ndog/100.png,dog\n")
    assert "not under a data root" in refusal(manifest, roots=(class_folders,))


def test_a_link_to_a_folder_above_does_not_loop(class_folders):
    (class_folders / "cat" / "again").symlink_to(class_folders)
    assert open_image_set(class_folders).count == 30


def test_a_pipe_is_no_picture(class_folders):
    os.mkfifo(class_folders / "cat" / "pipe.png")
    (problem,) = open_image_set(class_folders).problems
    assert "'cat/pipe.png' cannot be read" in problem.message


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
    assert "unpacks to 0.0 GB" in refusal(path)


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


def test_a_scan_is_remembered_until_a_file_changes(class_folders, monkeypatch):
    first = open_image_set(class_folders)
    monkeypatch.setattr("explorer.data.scan.read_header", None)
    assert open_image_set(class_folders).digest == first.digest
    monkeypatch.undo()
    (class_folders / "cat" / "000.png").write_bytes(encode(picture(777)))
    assert open_image_set(class_folders).digest != first.digest


def test_items_are_read_at_full_size(class_folders):
    image_set = open_image_set(class_folders)
    item = image_set.split("train")[0]
    assert image_set.read(item).rgb.shape == (16, 16, 3)
    (class_folders / item.path).unlink()
    with pytest.raises(DataError, match="cannot be read any more"):
        image_set.read(item)


def test_an_image_set_is_valid_or_not_at_all(class_folders):
    image_set = open_image_set(class_folders)
    with pytest.raises(DataError, match="no training images"):
        ImageSet(
            image_set.name, image_set.source, image_set.classes, {"val": image_set.split("val")}
        )


def test_members_of_a_zip_may_begin_with_a_dot_and_a_slash(class_folders, tmp_path):
    with zipfile.ZipFile(tmp_path / "dot.zip", "w") as archive:
        for path in class_folders.rglob("*.png"):
            archive.writestr(
                zipfile.ZipInfo(f"./{path.relative_to(class_folders)}"), path.read_bytes()
            )
    image_set = open_image_set(tmp_path / "dot.zip")
    assert image_set.digest == open_image_set(class_folders).digest
    assert image_set.read(image_set.split("val")[0]).rgb.shape == (16, 16, 3)


def test_an_empty_source_is_refused(tmp_path, monkeypatch, class_folders):
    monkeypatch.chdir(class_folders)
    assert refusal("") == "'' names no data set"


def test_class_folders_without_pictures_are_noted(class_folders, split_folders_of_owls):
    (class_folders / "owl").mkdir()
    (class_folders / "elk").mkdir()
    (class_folders / "elk" / "notes.txt").write_text("none yet")
    for source, names in ((class_folders, "'elk', 'owl'"), (split_folders_of_owls, "'owl'")):
        image_set = open_image_set(source)
        assert image_set.classes == ("cat", "dog")
        assert f"no picture, and so no class, is in {names}" in [
            problem.message for problem in image_set.problems
        ]


@pytest.fixture
def split_folders_of_owls(tmp_path):
    root = tmp_path / "birds"
    for number, split in enumerate(("train", "val", "test")):
        write_pictures(root / split / "cat", 2, first=100 * number)
        write_pictures(root / split / "dog", 2, first=100 * number + 50)
        (root / split / "owl").mkdir()
    return root


def test_a_link_to_itself_is_one_unreadable_picture(class_folders):
    (class_folders / "cat" / "loop.png").symlink_to("loop.png")
    (problem,) = open_image_set(class_folders).problems
    assert problem.kind == "unreadable"
    assert "'cat/loop.png' cannot be read" in problem.message
