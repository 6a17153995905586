from streamlit.testing.v1 import AppTest

from tests.data.conftest import write_pictures


def _page(source, home):
    import os

    os.environ["AUG_EXPLORER_HOME"] = home
    from explorer.data.image_set import open_image_set
    from explorer.ui.datapage import read

    read.show(open_image_set(source))


def test_the_card_names_the_columns_of_a_table(tmp_path, monkeypatch):
    monkeypatch.setenv("AUG_EXPLORER_HOME", str(tmp_path / "home"))
    write_pictures(tmp_path / "set", 12)
    rows = "".join(f"{number:03d},{number % 2}\n" for number in range(12))
    (tmp_path / "set" / "train.csv").write_text(f"image,diagnosis\n{rows}")
    told = (str(tmp_path / "set"), str(tmp_path / "home"))
    app = AppTest.from_function(_page, args=told, default_timeout=60).run()
    assert not app.exception
    said = app.markdown[1].value
    assert "- image names the picture\n- diagnosis names the class" in said
