"""What survives a reload: kept whole, found by token alone, bounded in size and time."""

import json
import os

import pytest

from explorer.errors import ImageError
from explorer.ui import store as stores
from explorer.ui.store import SessionStore, new_token


@pytest.fixture
def store(tmp_path):
    return SessionStore(tmp_path / "sessions")


def test_a_state_is_found_again_by_its_token_and_by_no_other(store):
    token = new_token()
    store.save(token, {"name": "mine"})
    assert store.load(token) == {"name": "mine"}
    assert store.load(new_token()) is None


@pytest.mark.parametrize(
    "token", [None, "", "../../etc/passwd", "x" * 24 + "/", "a" * 23, 7, ["a"]]
)
def test_what_is_no_token_opens_nothing(store, token):
    assert store.load(token) is None


def test_the_folder_does_not_show_the_token(store, tmp_path):
    token = new_token()
    store.save(token, {})
    assert all(token not in str(path) for path in tmp_path.rglob("*"))


@pytest.mark.parametrize("content", [b"", b"{", b"[]", b"\xff\xfe", b"[" * 100_000])
def test_a_damaged_state_is_as_good_as_none(store, tmp_path, content):
    token = new_token()
    store.save(token, {})
    next(tmp_path.rglob("state.json")).write_bytes(content)
    assert store.load(token) is None


def test_a_file_is_kept_once_and_forgotten_when_dropped(store):
    token = new_token()
    digest = store.put_file(token, b"pixels")
    assert store.put_file(token, b"pixels") == digest
    assert store.get_file(token, digest) == b"pixels"
    store.drop_file(token, digest)
    with pytest.raises(ImageError, match="upload it again"):
        store.get_file(token, digest)


def test_a_name_that_is_no_digest_reaches_no_file(store):
    with pytest.raises(ImageError, match="not the name of an upload"):
        store.get_file(new_token(), "../state.json")


def test_a_session_keeps_a_bounded_number_of_files(store, monkeypatch):
    monkeypatch.setattr(stores, "MAX_FILES", 2)
    token = new_token()
    store.put_file(token, b"1")
    store.put_file(token, b"2")
    with pytest.raises(ImageError, match="at most 2 uploads"):
        store.put_file(token, b"3")


def test_sessions_that_are_old_or_too_many_are_removed_oldest_first(store, tmp_path, monkeypatch):
    tokens = [new_token() for _ in range(3)]
    for age_days, token in zip((20, 2, 1), tokens, strict=True):
        store.save(token, {"filling": "x" * 1000})
        then = 1_000_000_000 - age_days * 86_400
        os.utime(
            next(
                path
                for path in (tmp_path / "sessions").iterdir()
                if path.stat().st_mtime > 1_000_000_000
            ),
            (then, then),
        )
    store.purge(now=1_000_000_000)
    assert [store.load(token) is not None for token in tokens] == [False, True, True]
    monkeypatch.setattr(stores, "MAX_STORE_BYTES", 1500)
    store.purge(now=1_000_000_000)
    assert [store.load(token) is not None for token in tokens] == [False, False, True]


def test_a_state_is_plain_json(store, tmp_path):
    store.save(new_token(), {"chosen": ["sample:coffee"]})
    assert json.loads(next(tmp_path.rglob("state.json")).read_text()) == {
        "chosen": ["sample:coffee"]
    }
