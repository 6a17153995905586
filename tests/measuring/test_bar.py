"""The progress bar and the notes beside it, where there is no terminal."""

import io

from explorer.measuring.bar import Bar, in_notebook, note


def test_a_file_gets_notes_and_no_bar(monkeypatch):
    file = io.StringIO()
    monkeypatch.setattr("sys.stderr", file)
    with Bar("a sweep") as bar:
        bar.draw(0.5, "half of it")
        note("a line")
    assert file.getvalue() == "note: a line\n"


def test_a_terminal_gets_a_bar_unless_it_is_not_to_be_shown(monkeypatch):
    terminal = io.StringIO()
    terminal.isatty = lambda: True
    monkeypatch.setattr("sys.stderr", terminal)
    with Bar("a sweep", shown=False) as bar:
        bar.draw(0.5, "half of it")
    assert terminal.getvalue() == ""
    with Bar("a sweep") as bar:
        bar.draw(0.5, "half of it")
    assert " 50%|" in terminal.getvalue()
    assert "half of it" in terminal.getvalue()


def test_the_tests_are_no_notebook():
    assert not in_notebook()
