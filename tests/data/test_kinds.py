import os

import pytest

from explorer.data import kinds
from explorer.data.image_set import open_image_set
from explorer.data.kinds import FILE_SUFFIXES, KINDS
from tests.data.sources import refusal, tarred, zipped

TABLE = "a table (CSV, TSV, JSON lines, Parquet)"


def test_every_kind_of_source_opens_the_same_pictures_to_the_same_set(class_folders, tmp_path):
    pictures = sorted(class_folders.glob("*/*.png"))
    rows = [f"pets/{path.relative_to(class_folders)},{path.parent.name}" for path in pictures]
    table = tmp_path / "pets.csv"
    table.write_text("\n".join(["path,label", *rows]))
    sources = {
        "a folder": class_folders,
        "a zip": zipped(class_folders, tmp_path / "pets.zip"),
        "a tar": tarred(class_folders, tmp_path / "pets.tar.gz"),
        TABLE: table,
    }
    assert set(sources) == {kind.words for kind in KINDS}
    sets = [open_image_set(source) for source in sources.values()]
    assert {found.name for found in sets} == {"pets"}
    assert len({found.digest for found in sets}) == 1


def test_a_list_of_data_sets_offers_the_files_of_every_kind():
    archives = [".zip", ".tar", ".tar.gz", ".tgz"]
    tables = [".csv", ".tsv", ".jsonl", ".ndjson", ".parquet", ".pq"]
    assert list(FILE_SUFFIXES) == archives + tables


def test_a_file_of_no_kind_is_refused_with_all_kinds(tmp_path):
    path = tmp_path / "pets.txt"
    path.write_text("cat, dog")
    said = f"'pets.txt' is neither a folder nor a zip nor a tar nor {TABLE}"
    assert refusal(path) == said


@pytest.mark.parametrize(
    ("source", "message"),
    [
        (
            "nope",
            "'nope' does not exist; built-in data sets are fashion-mnist-small and digits",
        ),
        ("fashion", "does not exist"),
        (os.devnull, "neither a folder nor a file"),
    ],
)
def test_what_is_not_there_is_named(source, message):
    assert message in refusal(source)


def test_built_in_names_are_told_only_where_a_name_was_meant(tmp_path):
    assert refusal(tmp_path / "nope") == f"'{tmp_path / 'nope'}' does not exist"


def test_what_a_data_set_can_be_is_said_by_the_rows(monkeypatch):
    assert kinds.list_kinds() == f"a folder, a zip, a tar or {TABLE}"
    assert (
        kinds.list_kinds("a built-in name") == f"a folder, a zip, a tar, {TABLE} or a built-in name"
    )
    row = kinds.KINDS[0]._replace(words="a list")
    monkeypatch.setattr(kinds, "KINDS", (*kinds.KINDS, row))
    assert kinds.list_kinds() == f"a folder, a zip, a tar, {TABLE} or a list"


def test_a_folder_must_lie_under_a_data_root(class_folders, tmp_path):
    assert open_image_set(class_folders, roots=(tmp_path,)).count == 30
    assert "is not under a data root" in refusal(class_folders, roots=(tmp_path / "other",))
    assert "no data roots were given" in refusal(class_folders, roots=())
    assert "is not under a data root" in refusal(
        class_folders / ".." / "..", roots=(class_folders,)
    )
    assert open_image_set("digits", roots=()).count == 1797
