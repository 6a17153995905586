"""Tables as people have them: read where one reading is possible, refused in one line where not."""

import csv
import io
import json

import pyarrow
import pytest
from hypothesis import Phase, given, settings
from hypothesis import strategies as st
from pyarrow import parquet

from explorer.data.image_set import open_image_set
from explorer.data.reading import Reading
from explorer.errors import DataError
from explorer.images import encode
from tests.data.conftest import picture, write_pictures
from tests.data.sources import refusal, sizes, zipped

COUNT = 12
LABELS = ("cat", "dog", "owl")


def written(root, header, row, *, name="list.csv", below="", delimiter=",", encoding="utf-8"):
    """Writes 12 pictures and a table of them; `row` makes the cells of a number and a class."""
    write_pictures(root / below, COUNT)
    text = io.StringIO()
    lines = csv.writer(text, delimiter=delimiter, lineterminator="\n")
    if header:
        lines.writerow(header)
    lines.writerows(row(f"{number:03d}", LABELS[number % 3]) for number in range(COUNT))
    (root / name).write_bytes(text.getvalue().encode(encoding))
    return root / name


def plain(number, label):
    return (f"{number}.png", label)


def said(image_set):
    return " / ".join(problem.message for problem in image_set.problems)


def per_class(image_set):
    return {label: sum(counts.values()) for label, counts in image_set.counts().items()}


EACH = dict.fromkeys(LABELS, 4)


@pytest.mark.parametrize(
    ("options", "note"),
    [
        ({"delimiter": ";"}, "semicolons"),
        ({"delimiter": "|"}, "bars"),
        ({"delimiter": "\t", "name": "list.txt"}, "tabs"),
        ({"encoding": "utf-16"}, "UTF-16"),
        ({"encoding": "utf-16-le"}, "UTF-16"),
    ],
)
def test_delimiter_and_encoding_are_found_and_said(tmp_path, options, note):
    found = open_image_set(written(tmp_path / "set", ("path", "label"), plain, **options))
    assert per_class(found) == EACH
    assert note in said(found)


def test_what_is_no_utf_8_is_read_as_western_european(tmp_path):
    table = written(
        tmp_path / "set",
        ("path", "label"),
        lambda number, label: (f"{number}.png", label.replace("owl", "hibou à aigrettes")),
        encoding="latin-1",
    )
    found = open_image_set(table)
    assert "hibou à aigrettes" in found.classes
    assert "Western European" in said(found)


def test_a_table_without_a_header_loses_no_picture(tmp_path):
    found = open_image_set(written(tmp_path / "set", None, plain))
    assert per_class(found) == EACH
    assert "has no header" in said(found)


def test_ids_are_found_with_their_suffix_and_columns_are_said(tmp_path):
    table = written(tmp_path / "set", ("ID_Code", "Diagnosis"), lambda *one: one, below="images")
    for source in (table, tmp_path / "set", zipped(tmp_path / "set", tmp_path / "set.zip")):
        found = open_image_set(source)
        assert per_class(found) == EACH
        assert "'ID_Code' names the picture, 'Diagnosis' the class" in said(found)
        assert found.read_as.to_json()["columns"] == {"path": "ID_Code", "label": "Diagnosis"}


@pytest.mark.parametrize("start", ["C:\\Users\\Kim\\pics\\", "/home/kim/pics/", "old/pics/"])
def test_paths_of_another_machine_are_looked_up_below_the_folder(tmp_path, start):
    table = written(
        tmp_path / "set",
        ("path", "label"),
        lambda number, label: (f"{start}{number}.png", label),
        below="pics",
    )
    found = open_image_set(table, roots=(tmp_path / "set",))
    assert per_class(found) == EACH
    assert "were looked up under the folder of 'list.csv'" in said(found)


def test_a_name_that_two_pictures_have_is_refused_with_both(tmp_path):
    table = written(tmp_path / "set", ("file", "label"), plain, below="a")
    write_pictures(tmp_path / "set" / "b", COUNT, first=0)
    assert "line 2: '000.png' may be 'a/000.png' or 'b/000.png'" in refusal(table)


def test_a_table_of_a_split_names_the_pictures_in_the_folder_of_that_split(tmp_path):
    written(tmp_path / "set", ("id", "breed"), lambda *one: one, below="train", name="train.csv")
    write_pictures(tmp_path / "set" / "test", COUNT)
    found = open_image_set(tmp_path / "set")
    assert per_class(found) == EACH
    assert "12 pictures in 'test' were left out: no row gives their class" in said(found)


def test_a_few_rows_without_a_file_are_left_out_and_named(tmp_path):
    table = written(tmp_path / "set", ("path", "label"), plain)
    with table.open("a") as file:
        file.write("owl_99.png,owl\n")
    found = open_image_set(table)
    assert per_class(found) == EACH
    assert "'owl_99.png'" in said(found)


def test_rows_said_twice_count_once_and_two_classes_are_refused(tmp_path):
    table = written(tmp_path / "set", ("file", "label"), plain)
    with table.open("a") as file:
        file.write("000.png,cat\n")
    assert per_class(open_image_set(table)) == EACH
    with table.open("a") as file:
        file.write("000.png,owl\n")
    assert "names '000.png' 3 times, as 'cat' and 'owl'" in refusal(table)


def test_two_columns_that_could_be_the_class_are_refused_and_read_as_told(tmp_path):
    table = written(
        tmp_path / "set",
        ("file", "family", "species"),
        lambda number, label: (f"{number}.png", "bird" if label == "owl" else "mammal", label),
    )
    assert "--columns path=file,label=family or --columns path=file,label=species" in refusal(table)
    for source in (table, tmp_path / "set"):
        found = open_image_set(source, reading=Reading(columns="path=file,label=family"))
        assert per_class(found) == {"bird": 4, "mammal": 8}


def test_names_and_numbers_of_the_same_classes_are_one_column(tmp_path):
    table = written(
        tmp_path / "set",
        ("image", "label", "label_name"),
        lambda number, label: (f"{number}.png", LABELS.index(label), label),
    )
    assert per_class(open_image_set(table)) == EACH


@pytest.mark.parametrize("other", ["license", "patient_id", "split", "fold"])
def test_what_says_something_else_is_never_the_class(tmp_path, other):
    table = written(
        tmp_path / "set", ("file", other), lambda number, label: (f"{number}.png", int(number) % 3)
    )
    assert "no column could be the class" in refusal(table)


def test_a_column_a_class_is_read_and_two_marks_are_refused(tmp_path):
    def row(number, label):
        return (f"{number}.png", *(f" {int(label == one)}" for one in LABELS))

    table = written(tmp_path / "set", ("filename", " cat", " dog", " owl"), row)
    assert per_class(open_image_set(table)) == EACH
    table.write_text(table.read_text().replace("000.png, 1, 0, 0", "000.png, 1, 0, 1"))
    assert "line 2 marks 2 classes, 'cat', 'owl'" in refusal(table)


def test_a_column_of_folds_counts_only_where_it_is_told(tmp_path):
    table = written(
        tmp_path / "set",
        ("image", "label", "fold"),
        lambda number, label: (f"{number}.png", label, int(number) // 3),
    )
    assert "'fold' of 'list.csv' holds folds" in said(open_image_set(table))
    found = open_image_set(table, reading=Reading(fold=2))
    assert sizes(found)["val"] == 3
    assert "has no such fold" in refusal(table, reading=Reading(fold=7))


def test_a_table_with_a_test_but_no_val_draws_val(tmp_path):
    table = written(
        tmp_path / "set",
        ("path", "label", "split"),
        lambda number, label: (f"{number}.png", label, "train" if int(number) < 9 else "test"),
    )
    found = open_image_set(table)
    assert sizes(found) == {"train": 6, "val": 3, "test": 3}
    assert "there is no val split" in said(found)


@pytest.mark.parametrize("name", ["metadata.csv", "metadata.jsonl", "_classes.csv"])
def test_tables_beside_the_pictures_of_each_split_are_read_together(tmp_path, name):
    for place, split in enumerate(("train", "valid")):
        folder = tmp_path / "set" / split
        write_pictures(folder, 6, first=100 * place)
        files = sorted(folder.glob("*.png"))
        rows = [(file.name, LABELS[number % 2]) for number, file in enumerate(files)]
        if name.endswith("l"):
            lines = [json.dumps({"file_name": file, "label": label}) for file, label in rows]
        elif name.startswith("_"):
            lines = [f"{file},{int(label == 'cat')},{int(label == 'dog')}" for file, label in rows]
            lines.insert(0, "filename,cat,dog")
        else:
            lines = ["file_name,label", *(f"{file},{label}" for file, label in rows)]
        (folder / name).write_text("\n".join(lines))
    found = open_image_set(tmp_path / "set")
    assert per_class(found) == {"cat": 6, "dog": 6}
    assert sizes(found)["val"] == 6


def test_a_table_gives_labels_and_folders_the_splits(tmp_path):
    lines = ["file,label"]
    for place, split in enumerate(("train", "val")):
        write_pictures(tmp_path / "set" / split, 6, first=100 * place)
        lines += [f"{100 * place + i:03d}.png,{LABELS[i % 2]}" for i in range(6)]
    (tmp_path / "set" / "labels.csv").write_text("\n".join(lines))
    assert sizes(open_image_set(tmp_path / "set"))["val"] == 6


def test_class_folders_count_before_a_table_that_is_found(class_folders):
    before = open_image_set(class_folders).digest
    rows = "".join(f"{path.name},a\n" for path in class_folders.rglob("*.png"))
    (class_folders / "more.csv").write_text(f"file,kind\n{rows}")
    assert open_image_set(class_folders).digest == before


def packed(path, count=COUNT, **more):
    features = {"image": {"_type": "Image"}, "label": {"names": list(LABELS)}}
    cells = pyarrow.table(
        {
            "image": [{"bytes": encode(picture(i)), "path": f"../{i}.png"} for i in range(count)],
            "label": [i % 3 for i in range(count)],
            **more,
        }
    )
    told = {"huggingface": json.dumps({"info": {"features": features}})}
    path.parent.mkdir(parents=True, exist_ok=True)
    parquet.write_table(cells.replace_schema_metadata(told), path)
    return path


def test_parquet_brings_pictures_and_names_of_classes(tmp_path):
    path = packed(tmp_path / "data" / "train-00000-of-00001.parquet")
    for source in (path, tmp_path / "data", zipped(tmp_path / "data", tmp_path / "data.zip")):
        found = open_image_set(source)
        assert per_class(found) == EACH
        assert found.read(found.split("train")[0]).rgb.shape[:2] == (16, 16)


def test_parquet_of_several_splits_is_read_together(tmp_path):
    for split in ("train", "validation", "test"):
        packed(tmp_path / "set" / "data" / f"{split}-00000-of-00001.parquet")
    (tmp_path / "set" / "README.md").write_text("x")
    assert sizes(open_image_set(tmp_path / "set")) == {"train": 12, "val": 12, "test": 12}


@pytest.mark.parametrize("cut", [0, 4, 100, -20])
def test_a_damaged_parquet_is_refused_in_one_line(tmp_path, cut):
    path = packed(tmp_path / "a.parquet")
    data = path.read_bytes()
    path.write_bytes(data[:cut] + (b"PAR1" if cut else b"x"))
    assert "'a.parquet'" in refusal(path)


@pytest.mark.parametrize(
    ("name", "text", "message"),
    [
        ("a.jsonl", '{"file": "000.png", "label": "a"}\n{oops\n', "line 2 is no JSON object"),
        ("a.jsonl", "[" * 100_000, "is no JSON object a line"),
        ("a.csv", "file,label\n000.png,cat, big\n", "line 2: 3 cells, and the first line has 2"),
        ("a.csv", "file,label\n000.png,\0\n", "holds a zero byte"),
        ("a.csv", "file\n000.png\n", "no column could be the class"),
        ("a.csv", f"file,label\n{'x' * 200_000},cat\n", "field larger than field limit"),
    ],
)
def test_what_is_no_table_is_refused_with_its_line(tmp_path, name, text, message):
    write_pictures(tmp_path, 3)
    (tmp_path / name).write_text(text)
    assert message in refusal(tmp_path / name)


@pytest.mark.parametrize(
    ("told", "message"),
    [
        ("", "names no columns"),
        ("label", "is not ROLE=COLUMN"),
        ("colour=x", "is not ROLE=COLUMN"),
        ("label=a,label=b", "gives label twice"),
        ("path=a,label=a", "two roles"),
        ('"label=a', "cannot be read"),
        ("label=" + "x" * 600, "more than 500 characters"),
    ],
)
def test_columns_are_told_strictly(told, message):
    with pytest.raises(DataError, match=message):
        Reading(columns=told)


def test_columns_that_are_not_there_and_sets_without_a_table_are_refused(tmp_path, class_folders):
    table = written(tmp_path / "set", ("file", "kind"), plain)
    assert "has no such column, but 'file', 'kind'" in refusal(
        table, reading=Reading(columns="label=nope")
    )
    assert "--columns is for tables" in refusal(class_folders, reading=Reading(columns="label=a"))


def test_a_table_of_another_form_may_not_lead_out_of_the_data_roots(tmp_path):
    write_pictures(tmp_path / "secret", COUNT)
    write_pictures(tmp_path / "set", 3)
    rows = "".join(f"../secret/{i:03d}.png,{LABELS[i % 3]}\n" for i in range(COUNT))
    (tmp_path / "set" / "a.csv").write_text(f"file,kind\n{rows}")
    assert "not under a data root" in refusal(tmp_path / "set" / "a.csv", roots=(tmp_path / "set",))


@settings(max_examples=25, deadline=None, phases=(Phase.generate,))
@given(
    delimiter=st.sampled_from(",;|\t"),
    encoding=st.sampled_from(("utf-8", "utf-8-sig", "utf-16", "utf-16-be")),
    order=st.permutations(("image_id", "Breed", "subset", "license")),
    end=st.sampled_from(("\n", "\r\n")),
)
def test_however_a_table_is_written_it_reads_the_same(
    tmp_path_factory, delimiter, encoding, order, end
):
    root = tmp_path_factory.mktemp("written")
    write_pictures(root, COUNT)
    lines = [delimiter.join(order)]
    for number in range(COUNT):
        split = ("train", "train", "Valid", "TEST")[number // 3]
        label = ("cat", "big; dog, or | so", "hibou à aigrettes")[number % 3]
        cells = {"image_id": f"{number:03d}", "Breed": f'"{label}"', "subset": split}
        lines.append(delimiter.join({**cells, "license": f"cc{number % 2}"}[one] for one in order))
    (root / "t.csv").write_bytes(end.join(lines).encode(encoding))
    found = open_image_set(root / "t.csv")
    assert found.classes == ("big; dog, or | so", "cat", "hibou à aigrettes")
    assert sizes(found) == {"train": 6, "val": 3, "test": 3}
    assert dict(found.read_as.columns) == {"path": "image_id", "label": "Breed", "split": "subset"}


def beside_folders(root, header, row):
    """Two folders of 6 pictures each, and a table beside them that names all by their ids."""
    for number in range(COUNT):
        folder = root / ("part_a" if number < COUNT / 2 else "part_b")
        folder.mkdir(parents=True, exist_ok=True)
        (folder / f"{number:03d}.png").write_bytes(encode(picture(number)))
    rows = [",".join(row(number)) for number in range(COUNT)]
    (root / "list.csv").write_text("\n".join([header, *rows]))
    return root


def test_folders_and_a_table_that_give_other_classes_are_two_readings(tmp_path):
    root = beside_folders(tmp_path / "set", "id,label", lambda n: (f"{n:03d}", LABELS[n % 3]))
    assert refusal(root) == (
        "'set': its folders give the classes 'part_a', 'part_b', and a table 'cat', 'dog', 'owl': "
        "say which count with --labels-from folder or --columns path=id,label=label"
    )
    folders = open_image_set(root, reading=Reading(labels_from="folder"))
    assert folders.classes == ("part_a", "part_b")
    told = open_image_set(root, reading=Reading(columns="path=id,label=label"))
    assert per_class(told) == EACH


@pytest.mark.parametrize(
    ("header", "row"),
    [
        ("id,label", lambda n: (f"{n:03d}", str(n // 6))),  # the same, as numbers
        ("id,artist", lambda n: (f"{n:03d}", LABELS[n % 3])),  # is no class by its name
        ("id,label", lambda n: (f"x{n:03d}", LABELS[n % 3])),  # names other pictures
    ],
)
def test_a_table_that_says_nothing_against_the_folders_leaves_them_as_they_are(
    tmp_path, header, row
):
    root = beside_folders(tmp_path / "set", header, row)
    assert open_image_set(root).classes == ("part_a", "part_b")


def test_columns_of_zeros_and_ones_that_mark_several_are_no_class(tmp_path):
    table = written(
        tmp_path, ("file", "striped", "furry"), lambda n, label: (f"{n}.png", "1", str(int(n) % 2))
    )
    assert refusal(table) == (
        "'list.csv', line 3 marks 2 of the columns of zeros and ones 'striped', 'furry': a picture "
        "has one class; where one of them is the class, say so with "
        "--columns path=file,label=striped"
    )


def test_a_table_whose_rows_mostly_have_no_class_says_how_many(tmp_path):
    table = written(
        tmp_path, ("file", "label"), lambda n, label: (f"{n}.png", "" if int(n) < 8 else label)
    )
    assert refusal(table) == (
        "'list.csv', line 2: '' is not a class name, and 8 of 12 rows have none other"
    )
