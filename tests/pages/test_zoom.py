"""What a browser asks to be enlarged is checked before it is shown."""

from types import SimpleNamespace

import pytest

from explorer.ui.compose import zoom


@pytest.fixture
def opened(monkeypatch):
    """Collects what dialogs would be opened for."""
    found = []
    monkeypatch.setattr(zoom.pictures, "titled", lambda _session: {"sample:chelsea": "Cat"})
    monkeypatch.setattr(
        zoom.st, "dialog", lambda title, **_look: lambda _large: lambda *tile: found.append(tile)
    )
    return found


SESSION = SimpleNamespace(chosen=("sample:chelsea",))


def test_a_tile_is_opened_by_its_picture_draw_and_step(opened):
    for tile in ("0//", "0/3/", "0/3/2"):
        zoom.show(SESSION, tile)
    assert opened == [
        ("sample:chelsea", None, None),
        ("sample:chelsea", 3, None),
        ("sample:chelsea", 3, 2),
    ]


@pytest.mark.parametrize("tile", ["", "x", "1//", "0/-1/", "0/3", "0/3/2/1", "0/1e3/", "9" * 99])
def test_what_is_no_tile_is_not_answered(opened, tile):
    zoom.show(SESSION, tile)
    assert opened == []
