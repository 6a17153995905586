"""Names of splits are never taken for classes, however people write them."""

import shutil
import zipfile

import pytest

from explorer.data import find_leaks, open_image_set
from explorer.data.split_layouts import split_warnings
from explorer.data.split_names import class_and_split, means_split, only_splits
from explorer.errors import DataError
from tests.data.conftest import write_pictures

SPLITS = [
    ("training_set", "test_set"),
    ("seg_train", "seg_test", "seg_pred"),
    ("trainset", "testset"),
    ("train_images", "val-set"),
    ("fold_0", "fold_1", "fold_2"),
    ("fold1", "fold2"),
    ("TRAIN1", "TEST1"),
    ("testing_data", "validation_images", "training data"),
    ("devel", "holdout"),
    ("eval", "trn"),
    ("hold-out", "TRAINING"),
    ("TrainSet", "TestSet"),
    ("trainA", "trainB", "testA", "testB"),
    ("asl_alphabet_train", "asl_alphabet_test"),
    ("train2017", "val2017"),
    ("cv 1", "cv 2"),
    ("public_test", "private_test"),
    ("Training", "PublicTest", "PrivateTest"),
    ("query", "gallery"),
    ("bounding_box_train", "bounding_box_test"),
    ("learn", "validate"),
    ("train_mini", "val_mini"),
    ("seen", "unseen"),
]
CLASS_AND_SPLIT = [
    ("cat_train", "cat_test", "dog_train", "dog_test"),
    ("train cat", "val cat", "test cat", "train dog", "test dog"),
    ("CatTrain", "CatVal", "DogTrain", "DogVal"),
    ("cat_fold_1", "cat_fold_2", "dog_fold_1", "dog_fold_2"),
]
CLASSES = [
    ("train", "car", "bus"),
    ("test positive", "test negative"),
    ("training shoe", "test tube"),
    ("contest", "protest"),
    ("trainer", "sneaker"),
    ("good", "test"),
    ("valley", "crest"),
    ("0", "1"),
    ("set1", "set2"),
    ("gallery", "museum"),
    ("test positive 1", "test positive 2", "test negative 1", "test negative 2"),
]


def refusal(path):
    with pytest.raises(DataError) as error:
        open_image_set(path)
    assert "\n" not in str(error.value)
    return str(error.value)


@pytest.mark.parametrize("names", SPLITS)
def test_names_of_splits_are_known_in_any_spelling(names):
    assert only_splits(names)


@pytest.mark.parametrize("names", CLASSES)
def test_classes_that_look_like_splits_stay_classes(names):
    assert not only_splits(names)
    assert not class_and_split(names)


@pytest.mark.parametrize("names", CLASS_AND_SPLIT)
@pytest.mark.parametrize("inner", ["", "again"])
def test_names_that_are_class_and_split_in_one_are_refused(tmp_path, names, inner):
    for number, name in enumerate(names):
        write_pictures(tmp_path / "set" / name / inner, 6, first=100 * number)
    said = refusal(tmp_path / "set")
    assert all(f"'{name}'" in said for name in names)
    advice = "make the folders train, val and test, with one folder a class in each"
    assert f"name a class and a split in one: {advice}" in said


def test_class_and_split_in_one_are_refused_inside_split_folders_and_in_tables(tmp_path):
    names = CLASS_AND_SPLIT[0]
    for number, name in enumerate(names):
        write_pictures(tmp_path / "set" / name.split("_")[1] / name, 6, first=100 * number)
    assert "name a class and a split in one: name them by their class alone" in refusal(
        tmp_path / "set"
    )
    write_pictures(tmp_path / "flat", 12)
    rows = "".join(f"{number:03d}.png,{names[number % 4]}\n" for number in range(12))
    (tmp_path / "flat" / "labels.csv").write_text(f"path,label\n{rows}")
    assert (
        "give the class in the column label, and train, val or test in a column split"
        in refusal(tmp_path / "flat")
    )


@pytest.mark.parametrize(
    "splits",
    [
        ("train_images", "test_images"),
        ("seg_train", "seg_test", "seg_val"),
        ("fold_0", "fold_1"),
        ("query", "gallery"),
    ],
)
@pytest.mark.parametrize("beside", ["docs/cat", "docs/other", "docs"])
def test_split_like_folders_of_the_same_classes_are_refused_beside_others(tmp_path, splits, beside):
    for number, name in enumerate(splits):
        for place, label in enumerate(("cat", "dog", "eel")[: 3 - number % 2]):
            write_pictures(tmp_path / "set" / name / label, 4, first=100 * number + 20 * place)
    write_pictures(tmp_path / "set" / beside, 4, first=900)
    said = refusal(tmp_path / "set")
    assert all(f"'{name}'" in said for name in splits)
    assert "are named as splits and hold the same folders, 'cat', 'dog'" in said
    assert (
        "rename one of them, such as 'fold_1', to val"
        if "fold_0" in splits
        else "rename them to train, val and test"
    ) in said


@pytest.mark.parametrize(
    "names", [("training_set", "test_set", "extra"), ("cat_train", "cat_test", "dog")]
)
def test_classes_of_which_two_look_like_splits_are_said(tmp_path, names):
    for number, name in enumerate(names):
        write_pictures(tmp_path / "set" / name, 6, first=100 * number)
    image_set = open_image_set(tmp_path / "set")
    (said,) = (problem.message for problem in image_set.problems if problem.kind == "warning")
    first, second = sorted(names[:2])
    assert said.startswith(f"two class names look like splits, '{first}', '{second}'")
    assert said in find_leaks(image_set).warnings()


@pytest.mark.parametrize("names", CLASSES)
def test_classes_that_are_no_splits_are_not_said_to_look_like_some(names):
    assert not list(split_warnings(names))


def test_a_name_that_says_more_than_its_split_is_not_one():
    assert [
        name
        for name in ("val-set", "holdout", "Dev", "dog_train", "annotations")
        if means_split(name)
    ] == ["val-set", "holdout", "Dev"]


@pytest.mark.parametrize(
    "names",
    [
        ("training_set", "test_set"),
        ("fold_0", "fold_1"),
        ("TrainA", "TestA"),
        ("testing_data", "validation_images"),
    ],
)
@pytest.mark.parametrize("inner", ["", "cat", "again/cat"])
@pytest.mark.parametrize("kind", ["folder", "zip"])
def test_a_folder_or_zip_of_splits_alone_is_refused_by_the_folders_names(
    tmp_path, names, inner, kind
):
    for number, name in enumerate(names):
        write_pictures(tmp_path / "set" / name / inner, 12, first=100 * number)
    source = tmp_path / "set"
    if kind == "zip":
        source = shutil.make_archive(tmp_path / "packed", "zip", source)
        assert zipfile.is_zipfile(source)
    said = refusal(source)
    assert all(f"'{name}'" in said for name in names)
    renaming = (
        "rename one of them, such as 'fold_1', to val, "
        "and move what the others hold together into one folder train"
    )
    assert (renaming if "fold_0" in names else "rename them to train, val and test") in said
    assert ("move the pictures in each into one folder a class" in said) == (inner == "")


@pytest.mark.parametrize(
    ("names", "advice"),
    [
        (
            ("train", "test"),
            "hold pictures where one folder a class is wanted: "
            "move the pictures in each into one folder a class",
        ),
        (
            ("Train", "val", "TEST"),
            "hold pictures where one folder a class is wanted: "
            "move the pictures in each into one folder a class",
        ),
        (
            ("train",),
            "is named as a split, not as a class, and holds pictures where one folder a class is "
            "wanted: move the pictures in it into",
        ),
        (
            ("trainset",),
            "holds pictures where one folder a class is wanted: "
            "move the pictures in it into one folder a class",
        ),
    ],
)
def test_folders_that_have_their_right_names_are_not_asked_to_be_renamed(tmp_path, names, advice):
    for number, name in enumerate(names):
        write_pictures(tmp_path / "set" / name, 6, first=100 * number)
    said = refusal(tmp_path / "set")
    assert advice in said
    assert "rename" not in said


@pytest.mark.parametrize("loose", ["seg_pred", "seg_pred/seg_pred"])
@pytest.mark.parametrize("filled", [("seg_train", "seg_test"), ("seg_train",)])
def test_a_split_that_holds_no_classes_is_to_be_moved_out(tmp_path, loose, filled):
    for number, name in enumerate(filled):
        for place, label in enumerate(("cat", "dog")):
            write_pictures(tmp_path / "set" / name / label, 6, first=100 * number + 50 * place)
    write_pictures(tmp_path / "set" / loose, 6, first=900)
    said = refusal(tmp_path / "set")
    assert said.endswith("; move 'seg_pred' out: it holds no class folder")
    assert (
        "rename 'seg_test', 'seg_train' to train, val and test"
        if len(filled) == 2
        else "keep 'seg_train' alone"
    ) in said
    shutil.move(tmp_path / "set" / "seg_pred", tmp_path / "out")
    if len(filled) == 1:  # what is advised works
        assert open_image_set(tmp_path / "set").classes == ("cat", "dog")


@pytest.mark.parametrize("name", ["unlabeled", "pred"])
def test_a_split_without_classes_beside_train_is_to_be_moved_out(tmp_path, name):
    for place, label in enumerate(("cat", "dog")):
        write_pictures(tmp_path / "set" / "train" / label, 6, first=50 * place)
    write_pictures(tmp_path / "set" / name, 6, first=900)
    said = refusal(tmp_path / "set")
    assert said.endswith(
        f"'{name}', which names a split too, but holds pictures where one folder a class is "
        "wanted: move it out of this folder"
    )


def test_the_intel_set_with_its_doubled_folders_is_refused(tmp_path):
    for number, split in enumerate(("seg_train", "seg_test")):
        for place, label in enumerate(("buildings", "forest")):
            write_pictures(
                tmp_path / "intel" / split / split / label, 6, first=100 * number + 50 * place
            )
    write_pictures(tmp_path / "intel" / "seg_pred" / "seg_pred", 6, first=900)
    said = refusal(tmp_path / "intel")
    assert "'seg_pred', 'seg_test', 'seg_train' are named as splits" in said
    assert said.endswith("move 'seg_pred' out: it holds no class folder")


def test_splits_inside_split_folders_are_refused(tmp_path):
    for number, split in enumerate(("train", "test")):
        write_pictures(tmp_path / "set" / split / split / "cat", 6, first=100 * number)
    assert "move what they hold one folder up" in refusal(tmp_path / "set")


@pytest.mark.parametrize("other", ["val-set", "dev", "holdout", "test_images"])
def test_a_split_under_another_name_beside_train_is_not_passed_over(tmp_path, other):
    for number, split in enumerate(("train", other)):
        for place, label in enumerate(("cat", "dog")):
            write_pictures(tmp_path / "set" / split / label, 6, first=100 * number + 50 * place)
    assert f"'{other}', which names a split too: rename it to val or test" in refusal(
        tmp_path / "set"
    )


def test_with_all_three_splits_there_others_are_left_out_with_a_note(split_folders):
    write_pictures(split_folders / "unlabelled", 3, first=900)
    assert (
        open_image_set(split_folders)
        .problems[0]
        .message.startswith("3 pictures outside test, train, val")
    )


def test_means_of_transport_are_classes(tmp_path):
    for number, label in enumerate(("Train_", "car", "bus")):
        write_pictures(tmp_path / "set" / label, 6, first=100 * number)
    assert open_image_set(tmp_path / "set").classes == ("Train_", "bus", "car")


@pytest.mark.parametrize(
    ("labels", "refused"),
    [(("train", "test"), True), (("fold 1", "fold 2"), True), (("train", "bus"), False)],
)
def test_a_table_whose_labels_are_splits_is_refused_by_them(tmp_path, labels, refused):
    write_pictures(tmp_path / "set", 12)
    rows = "".join(f"{number:03d}.png,{labels[number % 2]}\n" for number in range(12))
    table = tmp_path / "set" / "labels.csv"
    table.write_text(f"path,label\n{rows}")
    if not refused:
        assert open_image_set(table).classes == tuple(sorted(labels))
        return
    for source in (table, tmp_path / "set"):
        said = refusal(source)
        assert all(f"'{label}'" in said for label in labels)
        assert "rename that column to split" in said
