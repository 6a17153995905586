"""Names in messages read as they do everywhere else, and different names are called differently."""

import pytest

from explorer.errors import ExitCode, PolicyError, listed, quoted, quoted_apart, reason
from explorer.names import shown

LATIN_1 = b"caf\xe9".decode("utf-8", "surrogateescape")
LONG = [
    f"Animalia_Arthropoda_Insecta_{kind}_{'x' * 50}_Nymphalidae" for kind in ("Danaus", "Vanessa")
]


@pytest.mark.parametrize("name", [LATIN_1, "a\\b", "a\u202eb", "a\tb", "it's", 'say "it"', "é"])
def test_a_name_is_spelled_the_same_whether_it_was_shown_before_or_not(name):
    if "\t" not in name:
        assert quoted(shown(name)) == quoted(name)
    assert list(quoted_apart([name]).values()) == [quoted(name)]
    assert listed([name]) == quoted(name)


def test_a_byte_that_is_not_utf_8_is_written_once():
    assert quoted(LATIN_1) == quoted("caf\\xe9") == "'caf\\xe9'"


def test_what_a_message_calls_several_things_stays_apart_and_short():
    called = quoted_apart(LONG)
    assert len(set(called.values())) == 2
    assert all(len(text) <= 60 and text[0] == text[-1] == "'" for text in called.values())
    assert listed(LONG) == ", ".join(called.values())


def test_of_many_names_the_first_few_are_listed_and_the_rest_counted():
    assert (
        listed([f"c{number}" for number in range(8)]) == "'c0', 'c1', 'c2', 'c3', 'c4' and 3 more"
    )


def test_why_something_failed_is_said_without_number_and_path():
    assert reason(PermissionError(13, "Permission denied", "/a/b")) == "Permission denied"
    assert reason(ValueError("one\ntwo")) == "one"
    assert reason(ValueError()) == "ValueError"


def test_an_error_in_a_part_names_its_place_in_the_whole():
    inner = PolicyError("is too large", "[2].limit")
    assert str(inner.under("steps")) == "steps[2].limit: is too large"
    assert str(PolicyError("is too large", "limit").under("params")) == "params.limit: is too large"
    assert str(PolicyError("is empty").under("steps")) == "steps: is empty"
    assert str(inner.under("")) == "[2].limit: is too large"


def test_the_exit_codes_are_those_that_scripts_rely_on():
    codes = {code.name: code.value for code in ExitCode}
    assert codes == {"DONE": 0, "INCOMPLETE": 1, "MISTAKE": 2, "INTERRUPTED": 130}
