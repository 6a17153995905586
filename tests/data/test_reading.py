"""Data sets that can be read in two ways are refused with the option that decides, and read so."""

import inspect
import json
import shutil
import unicodedata

import pytest
from click.testing import CliRunner
from hypothesis import Phase, given, settings
from hypothesis import strategies as st

from explorer import Policy, Step, measure
from explorer.cli.data import data
from explorer.data.image_set import open_image_set
from explorer.data.reading import AS_FOUND, Reading
from explorer.errors import DataError, SweepError
from explorer.images import encode
from explorer.measuring.asking import request
from explorer.sweep.planning.draft import draft
from explorer.sweep.planning.spec import SweepSpec
from explorer.sweep.running.work import prepare
from tests.data.conftest import picture, write_pictures
from tests.data.sources import refusal, sizes, zipped


def write_named(folder, labels, count, *, form="{label}.{number}.png", first=0):
    folder.mkdir(parents=True, exist_ok=True)
    for place, label in enumerate(labels):
        for number in range(count):
            name = form.format(label=label, number=number)
            (folder / name).write_bytes(encode(picture(first + 50 * place + number)))


@pytest.fixture
def nested(tmp_path):
    for number, path in enumerate(("beast/lynx", "beast/mole", "herb/mint", "herb/sage")):
        write_pictures(tmp_path / "set" / path, 6, first=100 * number)
    return tmp_path / "set"


def test_folders_in_folders_are_refused_with_both_readings(nested):
    said = refusal(nested)
    assert "'beast/lynx'" in said
    assert "--labels-from folder takes the outermost, 'beast', 'herb'" in said
    assert "--labels-from parent the innermost, 'lynx', 'mint', 'mole', 'sage'" in said


@pytest.mark.parametrize("kind", ["folder", "zip", "splits"])
def test_folders_in_folders_are_read_as_told(nested, tmp_path, kind):
    source = nested
    if kind == "zip":
        source = zipped(nested, tmp_path / "set.zip", wrap="a/b/")
    if kind == "splits":
        for split in ("train", "val"):
            shutil.copytree(nested, tmp_path / "with" / split)
        source = tmp_path / "with"
    outer = open_image_set(source, reading=Reading(labels_from="folder"))
    inner = open_image_set(source, reading=Reading(labels_from="parent"))
    assert outer.classes == ("beast", "herb")
    assert inner.classes == ("lynx", "mint", "mole", "sage")
    assert outer.count == inner.count == (48 if kind == "splits" else 24)
    assert inner.read_as.labels_from == "parent"
    by_pattern = Reading(labels_from=r"/([^/]+)/[0-9]+\.png")
    assert open_image_set(source, reading=by_pattern).digest == inner.digest


def test_one_folder_around_the_pictures_of_a_class_is_no_second_reading(class_folders):
    before = open_image_set(class_folders).digest
    for label in ("cat", "dog"):
        (class_folders / label / "deep").mkdir()
        for path in list((class_folders / label).glob("*.png")):
            path.rename(path.parent / "deep" / path.name)
    assert open_image_set(class_folders).digest == before


def test_folders_beside_the_pictures_of_a_class_are_no_second_reading(class_folders):
    for number, more in enumerate(("old", "new")):
        write_pictures(class_folders / "cat" / more, 2, first=900 + 50 * number)
    assert open_image_set(class_folders).counts()["cat"]["train"] > 12


@pytest.mark.parametrize("form", ["{label}.{number}.png", "{label}_{number:03d}.png"])
@pytest.mark.parametrize("inside", ["", "pictures"])
def test_names_that_tell_classes_are_refused_with_the_option_and_read_by_it(tmp_path, form, inside):
    write_named(tmp_path / "set" / inside, ("cat", "dog", "owl"), 6, form=form)
    assert "'cat', 'dog', 'owl': --labels-from name takes what stands" in refusal(tmp_path / "set")
    image_set = open_image_set(tmp_path / "set", reading=Reading(labels_from="name"))
    assert image_set.classes == ("cat", "dog", "owl")
    assert image_set.count == 18


def test_names_tell_classes_inside_splits_too(tmp_path):
    write_named(tmp_path / "set" / "train", ("cat", "dog"), 6)
    write_named(tmp_path / "set" / "validation", ("cat", "dog"), 3, first=300)
    write_pictures(tmp_path / "set" / "validation", 2, first=600)
    assert "no class is told" in (said := refusal(tmp_path / "set"))
    assert "--labels-from name" in said
    image_set = open_image_set(tmp_path / "set", reading=Reading(labels_from="name"))
    assert image_set.classes == ("cat", "dog")
    assert image_set.counts()["cat"]["val"] == 3
    assert [left.what for left in image_set.left_out] == [
        "2 pictures in 'validation' were left out: nothing tells the class"
    ]


def test_an_option_that_finds_nothing_is_refused(class_folders):
    for told in ("name", "(no such thing)"):
        with pytest.raises(DataError, match="no class is told"):
            open_image_set(class_folders, reading=Reading(labels_from=told))


def test_options_for_folders_are_refused_for_a_table(class_folders):
    rows = "".join(
        f"{path.relative_to(class_folders)},{path.parent.name}\n"
        for path in class_folders.rglob("*.png")
    )
    (class_folders / "labels.csv").write_text(f"path,label\n{rows}")
    for source in (class_folders, class_folders / "labels.csv"):
        with pytest.raises(DataError, match=r"^--labels-from is for folders, and 'labels.csv'"):
            open_image_set(source, reading=Reading(labels_from="parent"))


@pytest.mark.parametrize(
    "told",
    [{}, {"labels_from": "name"}, {"fold": 3, "zip_names": "gbk"}, {"columns": "path=a,label=b"}],
)
def test_a_reading_is_kept_as_what_was_told(told):
    reading = Reading(**told)
    assert dict(reading.told) == told
    assert Reading.from_json(json.loads(json.dumps(dict(reading.told)))) == reading
    assert (reading == AS_FOUND) == (not told)


@pytest.mark.parametrize(
    "raw", [None, [], {"colour": 1}, {"fold": True}, {"labels_from": 3}, {"columns": 3}]
)
def test_what_is_no_reading_is_refused(raw):
    with pytest.raises(DataError):
        Reading.from_json(raw)


def test_the_command_says_what_was_taken_for_what(tmp_path):
    for number, split in enumerate(("Training_Set", "test")):
        for place, label in enumerate(("cat", "dog")):
            write_pictures(tmp_path / "set" / split / label, 6, first=100 * number + 50 * place)
    write_pictures(tmp_path / "set" / "pred", 2, first=900)
    done = CliRunner().invoke(data, [str(tmp_path / "set"), "--json"])
    found = json.loads(done.output)
    assert found["read_as"] == {
        "form": "split folders",
        "labels_from": "folder",
        "splits": {"Training_Set": "train", "test": "test"},
        "fold": None,
        "one_class": {},
        "zip_names": None,
    }
    assert found["left_out"] == [
        {
            "count": 2,
            "what": "2 pictures in 'pred' were left out: nothing there tells their classes",
        }
    ]
    plain = CliRunner().invoke(data, [str(tmp_path / "set")]).output
    assert "note: taken: Training_Set for train" in plain
    assert "note: 2 pictures in 'pred' were left out" in plain


def test_the_command_takes_the_options(nested):
    done = CliRunner().invoke(data, [str(nested), "--json", "--labels-from", "parent"])
    assert json.loads(done.output)["classes"] == ["lynx", "mint", "mole", "sage"]


def test_spellings_of_one_class_are_one_class_and_said(tmp_path):
    name = "gâteau"
    spelled = [unicodedata.normalize(form, name) for form in ("NFD", "NFC")]
    for number, (split, form) in enumerate(zip(("train", "val"), spelled, strict=True)):
        write_pictures(tmp_path / "set" / split / form, 3, first=100 * number)
        oak = tmp_path / "set" / split / ("oak" if number else "oak ")
        write_pictures(oak, 3, first=100 * number + 50)
    image_set = open_image_set(tmp_path / "set")
    assert image_set.classes == ("gâteau", "oak")
    notes = [found.message for found in image_set.problems if found.kind == "note"]
    assert any("'gâteau', which differ only in how its letters are composed" in it for it in notes)
    assert any("'oak', which differ only in a space at the end, were taken" in it for it in notes)
    assert image_set.read_as.to_json()["one_class"]["oak"] == ["oak", "oak "]


def test_what_systems_leave_behind_is_passed_over_and_counted(class_folders):
    before = open_image_set(class_folders)
    for place in ("cat/@eaDir/000.png", "$RECYCLE.BIN", ".Trashes", "lost+found", "dog/.thumbs"):
        write_pictures(class_folders / place, 2, first=800)
    (class_folders / "cat" / "Thumbs.db").write_text("x")
    (class_folders / "dog" / "DESKTOP.INI").write_text("x")
    image_set = open_image_set(class_folders)
    assert image_set.digest == before.digest
    assert not image_set.problems
    left = {found.what.split(",")[0]: found.count for found in image_set.left_out}
    assert left == {
        "'$RECYCLE.BIN'": 1,
        "'.*'": 1,
        "'.Trashes'": 1,
        "'@eaDir'": 1,
        "'DESKTOP.INI'": 1,
        "'Thumbs.db'": 1,
        "'lost+found'": 1,
    }
    done = CliRunner().invoke(data, [str(class_folders)])
    assert "note: 1 '@eaDir', left behind by a system: passed over" in done.output


def cased(name):
    return st.tuples(*(st.sampled_from((one.lower(), one.upper())) for one in name)).map("".join)


SPELLED = {
    "train": ("train", "training", "training_set", "train-images", "trainset"),
    "val": ("val", "valid", "validation", "dev", "val images"),
    "test": ("test", "testing", "test_set", "Test-Data", "testset"),
}


@settings(max_examples=25, deadline=None, phases=(Phase.generate,))
@given(
    folders=st.tuples(*(st.sampled_from(names).flatmap(cased) for names in SPELLED.values())),
    wraps=st.lists(st.sampled_from(("My Data", "export (1)", "v2")), max_size=2),
    again=st.booleans(),
)
def test_harmless_renames_do_not_change_what_is_read(tmp_path_factory, folders, wraps, again):
    root = tmp_path_factory.mktemp("renamed")
    plain = _written(root / "plain", tuple(SPELLED), [], again=False)
    other = _written(root / "other", folders, wraps, again=again)
    one, two = open_image_set(plain), open_image_set(other)
    assert one.digest == two.digest
    assert sizes(one) == sizes(two) == {"train": 4, "val": 4, "test": 4}
    assert not two.problems


def _written(root, folders, wraps, *, again):
    for number, folder in enumerate(folders):
        for place, label in enumerate(("cat", "dog")):
            inner = [folder, label] if again else [label]
            path = root.joinpath(*wraps, folder, *inner)
            write_pictures(path, 2, first=100 * number + 50 * place)
    return root


def test_a_sweep_keeps_how_its_data_set_is_read(nested):
    reading = Reading(labels_from="parent")
    image_set = open_image_set(nested, reading=reading)
    policy = Policy((Step("flip", "HorizontalFlip"),))
    spec = draft(policy, image_set, str(nested), reading=reading)
    raw = json.loads(json.dumps(spec.to_json()))
    assert raw["reading"] == {"labels_from": "parent"}
    assert SweepSpec.from_json(raw) == spec
    assert SweepSpec.from_json({k: v for k, v in raw.items() if k != "reading"}).reading == AS_FOUND
    assert prepare(spec).facts.classes == ("lynx", "mint", "mole", "sage")
    with pytest.raises(SweepError):
        SweepSpec.from_json({**raw, "reading": {"fold": "x"}})
    assert SweepSpec.stored({**raw, "reading": {"fold": "x"}}).reading == AS_FOUND


def test_a_run_from_python_and_from_the_command_line_takes_the_options(nested, tmp_path):
    policy = tmp_path / "policy.json"
    Policy((Step("flip", "HorizontalFlip"),)).save(policy)
    asked = request(policy, nested, labels_from="parent", seeds=1)
    assert asked.spec.reading == Reading(labels_from="parent")
    with pytest.raises(DataError, match="--labels-from parent the innermost"):
        request(policy, nested)
    assert {"labels_from", "fold", "zip_names", "columns"} <= set(
        inspect.signature(measure).parameters
    )
