import pytest

from explorer.data.image_set import open_image_set
from tests.data.conftest import write_pictures
from tests.data.sources import refusal, sizes, zipped


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
        ("file,class\na,b\n", "names 1 of 1 files that do not exist, such as 'a'"),
        ("size,colour\n3,red\n", "names the columns 'size', 'colour', not path,label"),
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


def test_a_manifest_may_not_lead_out_of_the_data_roots(class_folders, tmp_path):
    write_pictures(tmp_path / "secret", 1)
    manifest = with_manifest(class_folders, "path,label\n../secret/000.png,cat\ndog/100.png,dog\n")
    assert "not under a data root" in refusal(manifest, roots=(class_folders,))
