"""Data without a browser.

Choosing a set, what the page says of it, and one clear line for each bad one.
"""

import io
import time
import zipfile
from pathlib import Path

import numpy as np
import pytest
from streamlit.testing.v1 import AppTest

from explorer import Policy, variables
from explorer.images import encode
from explorer.ui import datasets, link, session
from explorer.ui.datapage import leaks
from tests.unprivileged import as_nobody, open_folder

APP = Path(__file__).resolve().parents[2] / "explorer" / "ui" / "app.py"
HOSTILE = "<script>alert(1)<b> [x](http:x) $y$ `z`"


def picture(seed, side=16):
    coarse = np.random.default_rng(seed).integers(0, 256, (4, 4, 3), dtype=np.uint8)
    return encode(
        np.kron(coarse, np.ones((side // 4, side // 4, 1), np.uint8))
        if side >= 4
        else coarse[:side, :side].copy()
    )


def write_set(
    folder, classes=("cat", "dog"), splits=(("train", 5), ("val", 3), ("test", 2)), side=16
):
    number = 0
    for split, count in splits:
        for label in classes:
            (folder / split / label).mkdir(parents=True)
            for i in range(count):
                number += 1
                (folder / split / label / f"{i}.png").write_bytes(picture(number, side))
    return folder


def zipped(folder):
    data = io.BytesIO()
    with zipfile.ZipFile(data, "w") as archive:
        for path in sorted(folder.rglob("*.*")):
            archive.write(path, path.relative_to(folder))
    return data.getvalue()


@pytest.fixture
def roots(tmp_path, monkeypatch):
    monkeypatch.setenv("AUG_EXPLORER_HOME", str(tmp_path / "home"))
    monkeypatch.setenv(variables.DATA_ROOTS.name, str(tmp_path / "roots"))
    # A browser asks again for a report that takes longer; an AppTest sees the page once.
    monkeypatch.setattr(leaks, "WAIT_S", 60.0)
    session._store.cache_clear()
    (tmp_path / "roots").mkdir()
    yield tmp_path / "roots"
    session._store.cache_clear()


def open_page(**query):
    app = AppTest.from_file(APP, default_timeout=60)
    for name, value in query.items():
        app.query_params[name] = value
    app.run()
    app.switch_page("../../pages/data.py").run()
    assert not app.exception
    return app


def state(app):
    return app.session_state["session"]


def texts(app):
    return "\n".join(
        element.value
        for kind in (app.markdown, app.caption, app.warning, app.success)
        for element in kind
    )


def table_with(app, column):
    return next(table.value for table in app.dataframe if column in table.value.columns)


def choose_folder(app, path):
    app.selectbox(key="data.folder").set_value(str(path)).run()
    assert not app.exception
    return app


def test_the_empty_state_offers_the_sample_sets(roots):
    app = open_page()
    assert "No data set is chosen yet" in texts(app)
    assert "A folder, a zip, a tar or a table (CSV, TSV, JSON lines, Parquet) below " in texts(app)
    app.button(key="data.try.digits").click().run(timeout=60)
    assert not app.exception
    assert state(app).data == "digits"
    assert app.header[0].value == "digits"
    table = table_with(app, "Train")
    assert table["All"].iloc[-1] == 1797
    assert len(table) == 11


def test_a_folder_below_a_root_is_chosen_and_kept_over_a_reload(roots):
    folder = write_set(roots / "pets")
    app = choose_folder(open_page(), folder)
    assert state(app).data == str(folder)
    said = texts(app)
    assert "**10** to train on, **6** to validate, **4** to test once" in said
    assert "No image stands in two splits" in said
    reloaded = open_page(session=state(app).token)
    assert state(reloaded).data == str(folder)
    assert reloaded.selectbox(key="data.source").options[0] == "pets"


def test_a_leak_between_train_and_validation_is_a_warning_with_both_pictures(roots):
    folder = write_set(roots / "pets")
    (folder / "val" / "cat" / "copy.png").write_bytes(
        (folder / "train" / "cat" / "0.png").read_bytes()
    )
    app = choose_folder(open_page(), folder)
    (warning,) = app.warning
    assert warning.value.replace("\\", "") == (
        "1 identical pair stands in two splits (train and val)."
    )
    (details,) = (each for each in app.expander if each.label == "Show the pairs")
    assert not details.proto.expanded, "the pictures of the classes stay where they are"
    pairs = table_with(app, "Other file")
    assert (pairs["File"][0], pairs["Other file"][0]) == ("train/cat/0.png", "val/cat/copy.png")


def test_an_unreadable_file_is_left_out_and_named(roots):
    folder = write_set(roots / "pets", splits=(("train", 30), ("val", 3)))
    (folder / "train" / "cat" / "bad.png").write_bytes(b"no picture")
    app = choose_folder(open_page(), folder)
    (warning,) = app.warning
    assert warning.value.startswith("1 image cannot be used and is left out")
    assert "bad.png" in table_with(app, "Why")["Why"][0]


def test_the_card_says_what_was_taken_for_what_and_what_was_left_out(roots):
    folder = write_set(roots / "odd", splits=(("Training_Set", 5), ("dev", 3), ("test", 2)))
    (folder / "pred").mkdir()
    (folder / "pred" / "0.png").write_bytes(picture(999))
    (folder / ".DS_Store").write_text("x")
    app = open_page()
    choose_folder(app, roots / "odd")
    said = texts(app).replace("\\", "")
    assert "- taken: Training_Set for train, dev for val" in said
    assert "- 1 picture in 'pred' was left out: nothing there tells their classes" in said
    assert "- 1 '.DS_Store', left behind by a system: passed over" in said


def test_drawn_splits_are_said(roots):
    (roots / "pets").mkdir()
    write_set(roots, splits=(("pets", 10),))
    assert "There are no folders train, val and test." in texts(
        choose_folder(open_page(), roots / "pets")
    )


def test_hostile_class_names_are_shown_as_they_are(roots):
    folder = write_set(roots / "pets", classes=("cat", HOSTILE.replace("/", "_")))
    app = choose_folder(open_page(), folder)
    assert "\\<script\\>" in texts(app)
    assert "<script>" not in texts(app)


def test_an_uploaded_zip_is_kept_and_chosen(roots, tmp_path):
    data = zipped(write_set(tmp_path / "pets"))
    app = open_page()
    app.file_uploader[0].set_value(("my pets.zip", data, "application/zip")).run(timeout=60)
    assert not app.exception
    assert Path(state(app).data).read_bytes() == data
    assert Path(state(app).data).parent.parent == datasets.uploads_folder()
    assert app.header[0].value == "my pets"


BAD = {
    "one class": (lambda folder: write_set(folder, classes=("cat",)), "has one class, 'cat'"),
    "no validation images": (
        lambda folder: (
            write_set(folder, splits=(("train", 3),)),
            (folder / "val" / "cat").mkdir(parents=True),
        ),
        "no validation images",
    ),
    "a class missing in val": (
        lambda folder: [path.unlink() for path in (write_set(folder) / "val" / "dog").iterdir()],
        "'dog' has no validation images",
    ),
    "images of 1 px": (lambda folder: write_set(folder, side=1), "1 x 1 px"),
    "a label file that names missing files": (
        lambda folder: (
            write_set(folder),
            (folder / "labels.csv").write_text("path,label\ngone.png,cat\n"),
        ),
        "files that do not exist, such as 'gone.png'",
    ),
    "text files": (
        lambda folder: (folder.mkdir(), (folder / "a.txt").write_text("x")),
        "holds no picture",
    ),
}


@pytest.mark.parametrize("what", BAD)
def test_a_bad_set_gets_one_line_and_the_chosen_one_stays(roots, what):
    good = write_set(roots / "good")
    make, message = BAD[what]
    make(roots / "bad")
    app = choose_folder(open_page(), good)
    choose_folder(app, roots / "bad")
    assert len(app.error) == 1
    assert message in app.error[0].value.replace("\\", "")
    assert "\n" not in app.error[0].value
    assert state(app).data == str(good)
    assert app.header[0].value == "good"


@pytest.mark.parametrize(
    ("name", "data", "message"),
    [
        ("broken.zip", b"PK\x03\x04 and then nothing", "neither a folder nor a zip"),
        ("texts.zip", None, "holds no picture"),
    ],
)
def test_a_bad_zip_gets_one_line_and_is_not_kept(roots, tmp_path, name, data, message):
    (tmp_path / "texts").mkdir()
    (tmp_path / "texts" / "a.txt").write_text("x")
    app = open_page()
    app.file_uploader[0].set_value(
        (name, data or zipped(tmp_path / "texts"), "application/zip")
    ).run(timeout=60)
    assert message in app.error[0].value.replace("\\", "")
    (layout,) = [each for each in app.expander if each.label == "How to arrange your files"]
    assert layout.proto.expanded, "it says how the files should be arranged"
    assert state(app).data is None
    assert not [path for path in datasets.uploads_folder().rglob("*") if path.is_file()]


def test_a_folder_outside_the_roots_is_refused(roots, tmp_path):
    app = open_page()
    state(app).data = str(write_set(tmp_path / "secret"))
    app.run()
    assert [error.value.replace("\\", "").split(" (")[0] for error in app.error] == [
        f"'{tmp_path}/secret' is not under a data root"
    ]
    assert not app.dataframe


def test_without_data_roots_the_page_says_how_to_start_with_one(roots, monkeypatch):
    monkeypatch.delenv(variables.DATA_ROOTS.name)
    app = open_page()
    assert any("--data-root" in code.value for code in app.code)


def test_images_of_the_set_can_be_composed_on(roots):
    folder = write_set(roots / "pets")
    app = choose_folder(open_page(), folder)
    titles = datasets.pictures(state(app))
    assert sorted(titles.values()) == ["pets: cat", "pets: dog"]
    first = next(iter(titles))
    app.switch_page("../../pages/compose.py").run()
    app.multiselect(key="pictures").set_value([first]).run()
    assert not app.exception
    assert not app.error
    assert state(app).chosen == (first,)


def test_odd_entries_below_a_root_leave_the_page_whole(roots, tmp_path):
    """A name that is not UTF-8, a link to itself, and one into a folder that is not there."""
    latin = roots / b"caf\xe9".decode("utf-8", "surrogateescape")
    write_set(latin)
    (roots / "round").symlink_to(roots / "round")
    (roots / "gone").symlink_to(roots / "nowhere")
    app = open_page()
    assert "caf\\xe9" in app.selectbox(key="data.folder").options
    app.selectbox(key="data.folder").select("caf\\xe9").run()
    assert not app.exception
    assert app.session_state["session"].data == str(latin)
    assert app.header[0].value == "caf\\\\xe9"
    app.switch_page("../../pages/finetune.py").run()
    assert not app.exception
    assert app.selectbox(key="ft.data").value == str(latin)


def test_a_folder_that_may_not_be_read_is_named_and_the_rest_can_be_chosen(monkeypatch):
    with open_folder() as place:
        monkeypatch.setenv("AUG_EXPLORER_HOME", str(place / "home"))
        monkeypatch.setenv(variables.DATA_ROOTS.name, str(place / "roots"))
        session._store.cache_clear()
        write_set(place / "roots" / "pets")
        write_set(place / "roots" / "closed")
        (place / "roots" / "link").symlink_to(place / "roots" / "closed" / "train")
        app = open_page()  # as ourselves: what Python loads lies where nobody else may read
        app.button(key="data.try.digits").click().run()
        for path in (place, *place.rglob("*")):
            if not path.is_symlink():
                path.chmod(0o777)
        (place / "roots" / "closed").chmod(0)
        with as_nobody():
            app.run()
            assert not app.exception
            assert [
                option for option in app.selectbox(key="data.folder").options if "/" not in option
            ] == ["pets"]
            assert any(
                "may not read them: closed, link" in caption.value.replace("\\", "")
                for caption in app.caption
            )
            assert app.header[0].value == "digits"
        session._store.cache_clear()


def test_the_same_pictures_under_another_name_are_named_as_they_were_opened(roots):
    for name in ("pets", "birds"):
        write_set(roots / name)
    app = open_page()
    for name in ("pets", "birds"):
        app.selectbox(key="data.folder").select(name).run()
        assert app.header[0].value == name


def test_folders_of_one_name_are_told_apart_when_chosen_again(roots):
    write_set(roots / "one" / "pets")
    write_set(roots / "two" / "pets", classes=("eel", "fox"))
    app = open_page()
    for name in ("one/pets", "two/pets"):
        app.selectbox(key="data.folder").select(name).run()
    app.selectbox(key="data.source").select("pets (in one)").run()
    assert app.session_state["session"].data == str(roots / "one" / "pets")


def test_a_set_of_splits_alone_is_refused_and_the_one_before_stays(roots):
    write_set(roots / "pets")
    for number, split in enumerate(("training_set", "test_set")):
        (roots / "splits" / split).mkdir(parents=True)
        for i in range(4):
            path = roots / "splits" / split / f"{i}.png"
            path.write_bytes(picture(10 * number + i))
    app = open_page()
    app.selectbox(key="data.folder").select("pets").run()
    app.selectbox(key="data.folder").select("splits").run()
    assert "named as splits, not as classes" in app.error[0].value
    assert app.session_state["session"].data == str(roots / "pets")


def test_captions_of_long_class_names_differ_and_show_the_whole_name_on_hover(roots):
    names = [
        f"Animalia_Arthropoda_Insecta_{order}_Familia_Genus_species_{order}_adult_dorsal_view"
        for order in ("Diptera", "Odonata")
    ]
    write_set(roots / "insects", classes=names)
    app = open_page()
    app.selectbox(key="data.folder").select("insects").run()
    captions = [caption for caption in app.caption if caption.value.startswith("**Animalia")]
    assert len({caption.value for caption in captions}) == 2
    assert [caption.help.replace("\\", "") for caption in captions] == names
    table = app.dataframe[0].value
    assert len(set(table["Class"])) == 3
    assert table["Whole name"].tolist()[:2] == names


def shown(app):
    """What the pictures of the classes show, in words."""
    alts = [image.proto.imgs[0].alt for image in app.get("image")]
    return [alt for alt in alts if ", a training image" in alt]


def test_more_pictures_of_each_class_are_shown_and_augmented_ones_beside_them(roots):
    folder = write_set(roots / "pets", splits=(("train", 12), ("val", 3), ("test", 2)))
    app = choose_folder(open_page(), folder)
    assert app.segmented_control(key="data.many").options == ["5 a class", "10", "20"]
    assert len(shown(app)) == 10
    app.segmented_control(key="data.many").set_value(20).run()
    assert len(shown(app)) == 24
    app.toggle(key="data.augmented").set_value(True).run()
    for _ in range(100):
        if "Drawing the augmented ones" not in texts(app):
            break
        time.sleep(0.1)
        app.run()
    assert not app.exception
    said = (
        "Beside each picture the same one, augmented with 'standard classification' at strength 1"
    )
    assert said in texts(app).replace("\\", "")
    assert shown(app).count("cat, a training image, and the same one augmented") == 12
    assert len(shown(app)) == 24
    app.switch_page("../../pages/results.py").run()
    app.switch_page("../../pages/data.py").run()
    assert app.segmented_control(key="data.many").value == 20
    assert app.toggle(key="data.augmented").value


def test_a_policy_that_changes_nothing_says_so_and_leads_to_compose(roots):
    folder = write_set(roots / "pets")
    app = choose_folder(open_page(policy=link.pack(Policy())), folder)
    assert "data.many" not in app.session_state  # no class has more than five
    app.toggle(key="data.augmented").set_value(True).run()
    assert "Nothing is augmented: your policy changes no picture" in texts(app)
    assert "Compose a policy" in [link.proto.label for link in app.get("page_link")]
    assert len(shown(app)) == 10
