"""Which names are refused, how all are shown, and how long ones are cut.

One rule holds for classes, policies, pictures and uploads.
"""

import itertools

import pytest

from explorer import Policy, names
from explorer.errors import PolicyError, quoted

LATIN_1 = b"caf\xe9".decode("utf-8", "surrogateescape")
GOOD = [
    "می‌خواهم",
    "ශ්‍රී ලංකා",
    "हिन्दी",
    "👩‍🔬",
    "👍🏽",
    "🏴\U000e0067\U000e0062\U000e007f",
    "a\u00a0b",
    "犬\u3000猫",
    "\ufeffx",
    "a\u00adb",
    "e\u0301",
    "<b>",
    "x" * 100,
]
TURNING = [
    "\u061c",
    "\u200e",
    "\u200f",
    "\u202a",
    "\u202b",
    "\u202c",
    "\u202d",
    "\u202e",
    "\u2066",
    "\u2067",
    "\u2068",
    "\u2069",
]
CONTROL = ["\0", "\n", "\t", "\x1b", "\x7f", "\x85", "\u2028", "\u2029"]
LONE = [chr(0xD800), chr(0xDCE9)]
LONG = [
    f"Animalia_Arthropoda_Insecta_{order}_{species}_adult_specimen_dorsal"
    for order in ("Diptera", "Lepidoptera")
    for species in ("a", "b", "c")
]


@pytest.mark.parametrize("name", GOOD)
def test_words_with_joiners_spaces_and_signs_of_any_script_are_names(name):
    assert names.refusal(name, 100) == ""
    assert names.shown(name) == name
    assert Policy(name=name).name == name
    assert quoted(name).strip("'") in (name, names.shortened(name, 58))


@pytest.mark.parametrize("char", [*TURNING, *CONTROL, *LONE])
def test_what_could_disguise_a_name_is_refused_and_shown_by_its_code(char):
    assert "printable characters: it holds \\" in names.refusal(f"a{char}b", 100)
    assert char not in names.shown(f"a{char}b")
    assert char not in quoted(f"a{char}b")
    with pytest.raises(PolicyError, match="printable characters"):
        Policy(name=f"a{char}b")


@pytest.mark.parametrize(
    "name", ["", " ", "\u00a0\u3000", "\u200d", "\u200c\u0301", "x" * 101, None, 3]
)
def test_what_shows_nothing_or_is_too_long_is_no_name(name):
    assert names.refusal(name, 100) == "is not a name of 1 to 100 printable characters"


def test_a_byte_that_is_not_utf_8_is_replaced_so_that_names_stay_apart():
    assert names.shown(LATIN_1) == "caf\\xe9"
    assert names.shown(b"caf\xe8".decode("utf-8", "surrogateescape")) == "caf\\xe8"
    names.encodable(f"{LATIN_1}\n\ud83d").encode()
    assert names.encodable("a\nb\u200f") == "a\nb\u200f"


@pytest.mark.parametrize("limit", [8, 20, 28, 40, 60])
@pytest.mark.parametrize(
    "given",
    [
        LONG,
        ["a" * 100 + str(i) for i in range(9)],
        [str(i) + "a" * 100 for i in range(9)],
        ["a" * 50 + str(i) + "b" * 50 for i in range(9)],
    ],
)
def test_different_names_stay_different_however_short_they_are_cut(given, limit):
    short = names.apart(given, limit)
    assert list(short) == given
    assert len(set(short.values())) == len(given)
    assert max(map(len, short.values())) <= limit


def test_a_name_is_cut_in_the_middle_and_one_that_fits_is_left():
    assert names.shortened("Animalia_Arthropoda_Insecta", 11) == "Anima…secta"
    assert names.apart(["cat", "dog"], 28) == {"cat": "cat", "dog": "dog"}
    assert quoted("start" + "x" * 100 + "end", 20) == "'startxxxx…xxxxxend'"


def test_no_letter_loses_its_vowel_and_no_emoji_its_meaning_where_a_name_is_cut():
    for name, limit in itertools.product(("हिन्दी" * 9, "👩‍🔬" * 20, "e\u0301" * 30), range(6, 20)):
        head, tail = names.shortened(name, limit).split(names.GAP)
        assert not head.endswith("\u200d")
        assert tail[:1] not in ("\u200d", "\u0301")
        assert len(head) + len(tail) < limit


def test_a_list_to_choose_from_holds_every_title_once():
    assert names.numbered(["pets", "birds", "pets", "pets", "pets (2)"]) == [
        "pets",
        "birds",
        "pets (2)",
        "pets (3)",
        "pets (2) (2)",
    ]


@pytest.mark.parametrize(
    ("name", "stem"),
    [
        ("my policy", "my-policy"),
        ("../../etc/passwd", "etc-passwd"),
        ("Zuschnitt: äöü", "Zuschnitt-äöü"),
        ("日本 語", "日本-語"),
        ("🐱", "policy"),
        (" .. ", "policy"),
        ("CON", "policy-CON"),
        ("nul.txt", "policy-nul.txt"),
        ("console", "console"),
        ("a\u202egpj", "agpj"),
        ("\ud800x", "x"),
        ("x" * 99, "x" * 60),
    ],
)
def test_a_name_becomes_the_name_of_a_file_that_every_disk_takes(name, stem):
    assert names.file_stem(name, "policy") == stem
