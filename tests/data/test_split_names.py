"""Names of splits are never taken for classes, however people write them."""

import shutil
import zipfile

import pytest

from explorer.data.image_set import open_image_set
from explorer.data.leaks import find_leaks
from explorer.data.reading import Reading
from explorer.data.split_layouts import split_warnings
from explorer.data.split_names import class_and_split, means_split, only_splits
from explorer.errors import DataError
from tests.data.conftest import write_pictures
from tests.data.sources import sizes

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


@pytest.mark.parametrize("beside", ["docs/cat", "docs/other", "docs"])
def test_split_like_folders_of_the_same_classes_are_refused_beside_others(tmp_path, beside):
    for number, name in enumerate(("query", "gallery")):
        for place, label in enumerate(("cat", "dog", "eel")[: 3 - number % 2]):
            write_pictures(tmp_path / "set" / name / label, 4, first=100 * number + 20 * place)
    write_pictures(tmp_path / "set" / beside, 4, first=900)
    said = refusal(tmp_path / "set")
    assert "'gallery', 'query' are named as splits and hold the same folders, 'cat', 'dog'" in said
    assert "rename them to train, val and test" in said


@pytest.mark.parametrize(
    ("splits", "wanted"),
    [
        (("train_images", "test_images"), {"train": 9, "val": 3, "test": 8}),
        (("seg_train", "seg_test", "seg_val"), {"train": 12, "val": 12, "test": 8}),
    ],
)
@pytest.mark.parametrize("beside", ["docs/cat", "docs/other", "docs"])
def test_split_folders_are_known_beside_others_which_are_left_out(tmp_path, splits, wanted, beside):
    for number, name in enumerate(splits):
        for place, label in enumerate(("cat", "dog", "eel")[: 3 - number % 2]):
            write_pictures(tmp_path / "set" / name / label, 4, first=100 * number + 20 * place)
    write_pictures(tmp_path / "set" / beside, 4, first=900)
    image_set = open_image_set(tmp_path / "set")
    assert image_set.classes == ("cat", "dog", "eel")
    assert sizes(image_set) == wanted
    assert image_set.left_out[0].count == 4
    assert image_set.left_out[0].what.startswith("4 pictures outside")


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
        ("TrainA", "TestA"),
        ("testing_data", "validation_images"),
        ("query", "gallery"),
    ],
)
@pytest.mark.parametrize("kind", ["folder", "zip"])
def test_a_folder_or_zip_of_splits_without_classes_is_refused(tmp_path, names, kind):
    for number, name in enumerate(names):
        write_pictures(tmp_path / "set" / name, 12, first=100 * number)
    source = tmp_path / "set"
    if kind == "zip":
        source = shutil.make_archive(tmp_path / "packed", "zip", source)
        assert zipfile.is_zipfile(source)
    said = refusal(source)
    assert all(f"'{name}'" in said for name in names)
    assert "so that no class is told" in said
    assert "rename them to train, val and test" in said
    assert "move the pictures in each into one folder a class" in said


SPELLINGS = {
    "train": ("training_set", "TrainA", "seg_train", "trainset", "Training Data", "trn", "learn"),
    "val": ("validation_images", "Valid", "seg_val", "devset", "DEV", "val-set", "validate"),
    "test": ("test_set", "TestA", "seg_test", "testing_data", "Test Images", "tst", "test2017"),
}


@pytest.mark.parametrize("again", ["", "again", "images"])
@pytest.mark.parametrize("place", range(7))
@pytest.mark.parametrize("wrap", ["", "My Data/export (1)"])
def test_split_folders_are_read_by_any_of_their_names(tmp_path, place, again, wrap):
    for number, (split, names) in enumerate(SPELLINGS.items()):
        name = names[place]
        if place == 2 and split == "test":  # one of a stem: all of it
            assert name.startswith("seg_")
        inner = {"": "", "again": name, "images": "images"}[again]
        for shift, label in enumerate(("cat", "dog")):
            write_pictures(
                tmp_path / "set" / wrap / name / inner / label, 3, first=100 * number + 50 * shift
            )
    image_set = open_image_set(tmp_path / "set")
    assert image_set.classes == ("cat", "dog")
    assert sizes(image_set) == {"train": 6, "val": 6, "test": 6}
    assert dict(image_set.read_as.splits) == {
        names[place]: split for split, names in SPELLINGS.items()
    }


def test_splits_inside_class_folders_are_splits(tmp_path):
    for number, split in enumerate(("Train", "valid")):
        for place, label in enumerate(("cat", "dog")):
            write_pictures(tmp_path / "set" / label / split, 4, first=100 * number + 50 * place)
    image_set = open_image_set(tmp_path / "set")
    assert image_set.classes == ("cat", "dog")
    assert sizes(image_set) == {"train": 6, "val": 8, "test": 2}


@pytest.mark.parametrize(
    ("names", "advice"),
    [
        (
            ("train", "test"),
            "hold pictures where one folder a class is wanted, so that no class is told: "
            "move the pictures in each into one folder a class",
        ),
        (
            ("Train", "val", "TEST"),
            "hold pictures where one folder a class is wanted, so that no class is told: "
            "move the pictures in each into one folder a class",
        ),
        (
            ("train",),
            "is named as a split, not as a class, and holds pictures where one folder a class is "
            "wanted, so that no class is told: move the pictures in it into",
        ),
        (
            ("trainset",),
            "holds pictures where one folder a class is wanted, so that no class is told: "
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


@pytest.mark.parametrize("loose", ["seg_pred", "seg_pred/seg_pred", "seg_val"])
@pytest.mark.parametrize("filled", [("seg_train", "seg_test"), ("seg_train",)])
def test_a_split_that_holds_no_classes_is_left_out(tmp_path, loose, filled):
    for number, name in enumerate(filled):
        for place, label in enumerate(("cat", "dog")):
            write_pictures(
                tmp_path / "set" / name / name / label, 6, first=100 * number + 50 * place
            )
    write_pictures(tmp_path / "set" / loose, 5, first=900)
    image_set = open_image_set(tmp_path / "set")
    assert image_set.classes == ("cat", "dog")
    assert image_set.count == 12 * len(filled)
    name = loose.split("/")[0]
    said = f"5 pictures in '{name}' were left out: nothing there tells their classes"
    assert [(left.count, left.what) for left in image_set.left_out] == [(5, said)]
    assert said in [problem.message for problem in image_set.problems]
    assert "'val'" in " ".join(image_set.read_as.to_json()["splits"]) or "val" in " ".join(
        problem.message for problem in image_set.problems
    )


@pytest.mark.parametrize("name", ["unlabeled", "pred", "test"])
def test_a_split_without_classes_beside_train_is_left_out(tmp_path, name):
    for place, label in enumerate(("cat", "dog")):
        write_pictures(tmp_path / "set" / "train" / label, 6, first=50 * place)
    write_pictures(tmp_path / "set" / name, 6, first=900)
    image_set = open_image_set(tmp_path / "set")
    assert image_set.count == 12
    assert [left.count for left in image_set.left_out] == [6]
    assert any("there is no val or test folder" in found.message for found in image_set.problems)


def test_a_split_that_says_its_name_again_is_looked_through(tmp_path):
    for number, split in enumerate(("train", "test")):
        write_pictures(tmp_path / "set" / split / split / "cat", 6, first=100 * number)
    assert refusal(tmp_path / "set") == "'set' has one class, 'cat': at least two are wanted"


@pytest.mark.parametrize("other", ["holdout", "eval", "unseen"])
def test_a_split_of_which_people_mean_different_ones_is_not_passed_over(tmp_path, other):
    for number, split in enumerate(("train", other)):
        for place, label in enumerate(("cat", "dog")):
            write_pictures(tmp_path / "set" / split / label, 6, first=100 * number + 50 * place)
    assert f"'{other}', which names a split too: rename it to val or test" in refusal(
        tmp_path / "set"
    )


def test_with_all_three_splits_there_others_are_left_out_with_a_note(split_folders):
    write_pictures(split_folders / "unlabelled", 3, first=900)
    write_pictures(split_folders / "docs", 2, first=950)
    assert [left.what for left in open_image_set(split_folders).left_out] == [
        "2 pictures outside test, train, val were left out",
        "3 pictures in 'unlabelled' were left out: nothing there tells their classes",
    ]


def test_train_without_classes_is_refused_though_test_has_some(tmp_path):
    write_pictures(tmp_path / "set" / "train", 6)
    for place, label in enumerate(("cat", "dog")):
        write_pictures(tmp_path / "set" / "test" / label, 6, first=50 * place + 100)
    assert "but no train folder with a folder a class" in refusal(tmp_path / "set")


@pytest.fixture
def folds(tmp_path):
    for number in range(3):
        for place, label in enumerate(("cat", "dog")):
            write_pictures(
                tmp_path / "set" / f"Fold_{number}" / label, 4, first=100 * number + 50 * place
            )
    return tmp_path / "set"


def test_folds_are_refused_with_the_option_that_decides(folds):
    said = refusal(folds)
    assert (
        "'Fold_0', 'Fold_1', 'Fold_2' are folds of a cross-validation: --fold N validates" in said
    )
    assert said.endswith("such as --fold 0")


def test_a_fold_is_validated_on_and_the_others_are_trained_on(folds):
    image_set = open_image_set(folds, reading=Reading(fold=1))
    assert image_set.classes == ("cat", "dog")
    assert sizes(image_set) == {"train": 12, "val": 8, "test": 4}
    assert all(item.path.startswith("Fold_1/") for item in image_set.split("val"))
    assert dict(image_set.read_as.splits) == {"Fold_0": "train", "Fold_1": "val", "Fold_2": "train"}
    write_pictures(folds / "test" / "cat", 2, first=900)
    write_pictures(folds / "test" / "dog", 2, first=950)
    assert sizes(open_image_set(folds, reading=Reading(fold=1))) == {
        "train": 16,
        "val": 8,
        "test": 4,
    }


def test_a_fold_that_there_is_not_is_refused(folds, class_folders):
    with pytest.raises(DataError, match=r"^--fold 7: 'set' has no fold of that number, but 'Fold"):
        open_image_set(folds, reading=Reading(fold=7))
    with pytest.raises(DataError, match=r"^--fold 0: 'pets' has no folds"):
        open_image_set(class_folders, reading=Reading(fold=0))
    with pytest.raises(DataError, match="is not a whole number from 0"):
        Reading(fold=-1)


def test_folds_that_bring_their_own_splits_are_read_one_at_a_time(tmp_path):
    for number in range(2):
        for half, split in enumerate(("train", "val")):
            for place, label in enumerate(("cat", "dog")):
                first = 500 * number + 100 * half + 50 * place
                write_pictures(
                    tmp_path / "set" / f"fold_{number}" / split / label, 4 - half, first=first
                )
    image_set = open_image_set(tmp_path / "set", reading=Reading(fold=1))
    assert {item.path.split("/")[0] for item in image_set.split("train")} == {"fold_1"}
    assert len(image_set.split("val")) == 6
    assert image_set.left_out[0].count == 14


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
