"""Files of download buttons stay for clicks that come late, and not for ever."""

from pathlib import Path

import pytest
from streamlit.runtime.media_file_manager import MediaFileManager
from streamlit.runtime.media_file_storage import MediaFileStorageError
from streamlit.runtime.memory_media_file_storage import MemoryMediaFileStorage

import explorer
from explorer.ui import downloads


@pytest.fixture
def clock(monkeypatch):
    at = [1000.0]
    monkeypatch.setattr(downloads.time, "monotonic", lambda: at[0])
    return at


@pytest.fixture
def files():
    made = MediaFileManager(MemoryMediaFileStorage("/media"))
    downloads.keep_replaced(made)
    downloads.keep_replaced(made)  # as every button does
    return made


def draw(files, text="a policy"):
    return files.add_deferred(lambda: text, "text/plain", "1.2", "policy.txt")


def run(files):
    """Draws the page anew, and returns the new file."""
    files.clear_session_refs()
    drawn = draw(files)
    files.remove_orphaned_files()
    return drawn


def content(files, url):
    found = files.read_file(url.removeprefix("/media/"))
    return found and found.content


def test_a_click_on_a_button_that_runs_have_replaced_gets_its_file(files, clock):
    first = draw(files)
    for _ in range(5):
        run(files)
    clock[0] += downloads.KEPT_S - 1
    run(files)
    assert content(files, files.execute_deferred(first)) == b"a policy"


def test_a_click_between_the_begin_of_a_run_and_its_buttons_gets_its_file(files, clock):
    shown = run(files)
    clock[0] += 10 * downloads.KEPT_S  # it was shown all the time
    files.clear_session_refs()
    files.remove_orphaned_files()  # another session's run ends
    assert content(files, files.execute_deferred(shown)) == b"a policy"


def test_a_file_that_was_made_at_a_click_waits_until_the_browser_fetches_it(files, clock):
    shown = run(files)
    for _ in range(3):  # also one that was made before
        url = files.execute_deferred(shown)
        for _ in range(5):
            shown = run(files)
        assert content(files, url) == b"a policy"
        clock[0] += downloads.KEPT_S - 1


def test_what_was_replaced_is_forgotten_in_the_end(files, clock):
    first = draw(files)
    url = files.execute_deferred(first)
    run(files)
    clock[0] += downloads.KEPT_S
    shown = [run(files) for _ in range(3)][-1]
    assert content(files, url) is None
    with pytest.raises(MediaFileStorageError, match="not found"):
        files.execute_deferred(first)
    assert content(files, files.execute_deferred(shown)) == b"a policy"


def test_pictures_are_forgotten_as_soon_as_they_are_replaced(files, clock):
    url = files.add(b"a picture", "image/png", "1.3")
    run(files)
    assert content(files, url) is None


def test_every_download_of_the_app_is_such_a_button():
    package = Path(explorer.__file__).parent
    users = [path.stem for path in package.rglob("*.py") if "download_button(" in path.read_text()]
    assert users == ["downloads"]
