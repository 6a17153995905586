"""Class names that look the same are accepted, and said."""

import json

import pytest
from click.testing import CliRunner

from explorer import Policy, Step
from explorer.cli.data import data
from explorer.data.image_set import open_image_set
from explorer.data.lookalikes import lookalike_warning, lookalikes
from explorer.errors import quoted
from explorer.sweep.planning.draft import draft, filled_in
from tests.data.conftest import write_pictures

PAIRS = {
    "zero width space": ("ab", "a\u200bb", "'ab' and 'a\\u200bb'"),
    "soft hyphen": ("ab", "a\u00adb", "'ab' and 'a\\u00adb'"),
    "variation selector": ("ab", "ab\ufe0f", "'ab' and 'ab\\ufe0f'"),
    "composed and decomposed": ("caf\u00e9", "cafe\u0301", "'cafe\\u0301' and 'caf\\u00e9'"),
    "non-breaking space": ("a b", "a\u00a0b", "'a b' and 'a\\u00a0b'"),
    "space at the end": ("ab", "ab ", "'ab' and 'ab '"),
    "Cyrillic": ("cat", "c\u0430t", "'cat' and 'c\\u0430t'"),
    "Greek": ("Oak", "\u039fak", "'Oak' and '\\u039fak'"),
}
DIFFERENT = [
    ("cat", "Cat"),
    ("0", "O"),
    ("می", "می\u200cخواهم"),
    ("é", "e"),
    ("1", "l"),
    ("犬", "大"),
]


def warnings(image_set):
    return [problem.message for problem in image_set.problems if problem.kind == "warning"]


@pytest.mark.parametrize("pair", PAIRS.values(), ids=PAIRS)
def test_names_that_look_alike_are_said_with_the_signs_that_differ(pair):
    one, other, said = pair
    assert lookalikes([one, other, "dog"]) == [sorted((one, other))]
    assert lookalike_warning([one, other, "dog"]).startswith(
        f"two class names look alike: {said}: "
    )


@pytest.mark.parametrize("names", DIFFERENT)
def test_names_that_a_reader_tells_apart_are_not_said(names):
    assert lookalike_warning(names) == ""


def test_long_names_that_look_alike_show_where_they_differ():
    head, tail = "Animalia_Arthropoda_" * 4, "_Nymphalidae" * 6
    assert "\\u200b" in lookalike_warning([f"{head}x{tail}", f"{head}\u200bx{tail}"])


def test_many_names_that_look_alike_fill_one_line():
    names = [f"{sign}{number}" for number in range(20) for sign in ("a", "\u0430")]
    said = lookalike_warning(names)
    assert said.startswith("40 class names look alike: 'a0' and '\\u04300'; ")
    assert "; and 15 more such groups: " in said


@pytest.fixture
def accents(tmp_path):
    """Two classes whose names look alike, and a third."""
    for number, label in enumerate(("caf\u00e9", "caf\u00e9\u200b", "tea")):
        write_pictures(tmp_path / "set" / label, 8, first=100 * number)
    return tmp_path / "set"


def test_the_set_the_command_and_a_sweep_say_it(accents):
    image_set = open_image_set(accents)
    assert len(image_set.classes) == 3
    (said,) = warnings(image_set)
    assert said.startswith("two class names look alike: 'caf\u00e9' and 'caf\u00e9\\u200b'")
    done = CliRunner().invoke(data, [str(accents), "--json"])
    assert said in json.loads(done.output)["warnings"]
    spec = draft(Policy((Step("flip", "HorizontalFlip"),)), image_set, str(accents))
    assert said in list(filled_in(spec, image_set))


def test_a_table_says_it_too(tmp_path):
    write_pictures(tmp_path / "set", 12)
    rows = "".join(
        f"{number:03d}.png,{('ab', chr(0x430) + 'b')[number % 2]}\n" for number in range(12)
    )
    (tmp_path / "set" / "labels.csv").write_text(f"path,label\n{rows}", encoding="utf-8")
    assert warnings(open_image_set(tmp_path / "set"))[0].startswith(
        "two class names look alike: 'ab' and '\\u0430b'"
    )


def test_what_tells_them_apart_is_quoted_once():
    assert quoted("a\\u200bb") == "'a\\u200bb'"
