"""Pictures that people upload to Compose.

Each has the name that it was given last, is told apart from others, and never has a disguised name.
"""

from pathlib import Path

import numpy as np
import pytest
from streamlit.testing.v1 import AppTest

from explorer.images import encode
from explorer.ui import session

APP = Path(__file__).resolve().parents[2] / "explorer" / "ui" / "app.py"


@pytest.fixture
def app(tmp_path, monkeypatch):
    monkeypatch.setenv("AUG_EXPLORER_HOME", str(tmp_path))
    session._store.cache_clear()
    yield AppTest.from_file(APP, default_timeout=60).run()
    session._store.cache_clear()


def picture(seed):
    return encode(np.random.default_rng(seed).integers(0, 255, (32, 32, 3), dtype=np.uint8))


def give(app, turn, name, seed):
    app.file_uploader(key=f"images.{turn}").upload(name, picture(seed)).run()
    assert not app.exception
    return [upload.name for upload in app.session_state["session"].uploads]


def test_the_same_picture_under_another_name_is_called_by_that(app):
    assert give(app, 0, "old.png", 1) == ["old.png"]
    assert give(app, 1, "new.png", 1) == ["new.png"]
    assert "new.png" in app.multiselect(key="pictures").options


def test_two_pictures_of_one_name_can_both_be_chosen(app):
    give(app, 0, "a.png", 1)
    assert give(app, 1, "a.png", 2) == ["a.png", "a.png"]
    field = app.multiselect(key="pictures")
    assert {"a.png", "a.png (2)"} <= set(field.options)
    field.set_value([]).run()
    app.multiselect(key="pictures").select("a.png").run()
    first = app.session_state["session"].uploads[0]
    assert app.session_state["session"].chosen == (f"upload:{first.digest}",)


@pytest.mark.parametrize("name", ["می‌خواهم.png", "👩‍🔬.png", "a\u00a0b.png", "犬\u3000猫.png"])
def test_a_name_with_joiners_or_rare_spaces_is_shown_as_it_is(app, name):
    assert give(app, 0, name, 1) == [name]
    assert name in app.multiselect(key="pictures").options


@pytest.mark.parametrize("name", ["photo\u202egnp.png", "\u2066x.png", "a\u200fb.png"])
def test_a_disguised_name_is_refused_in_one_line(app, name):
    assert give(app, 0, name, 1) == []
    assert "rename the file" in app.error[0].value


@pytest.mark.parametrize(
    ("count", "line", "notes"),
    [(1, "b0.jpg", 0), (2, "b0.jpg b1.jpg", 0), (3, "b0.jpg b1.jpg and 1 more", 1)],
)
def test_several_bad_pictures_are_named_in_one_line(app, count, line, notes):
    field = app.file_uploader(key="images.0")
    field.set_value([(f"b{i}.jpg", b"no picture", "image/jpeg") for i in range(count)]).run()
    assert not app.exception
    (told,) = [error.value.replace("\\", "") for error in app.error]
    assert [word for word in line.split() if word not in told] == []
    assert ("more" in told) == (notes > 0)
    panels = [panel for panel in app.expander if panel.label == "1 note"]
    assert len(panels) == notes
    assert all("b2.jpg" in panel.text[0].value for panel in panels)
