"""Classes from the names of files, and expressions of strangers that must never take long."""

import time

import pytest

from explorer.data.patterns import MAX_PATH_CHARS, Pattern, before_number
from explorer.errors import DataError


@pytest.mark.parametrize(
    ("stem", "label"),
    [
        ("dog.0", "dog"),
        ("dog_001", "dog"),
        ("dog (3)", "dog"),
        ("american_bulldog_12", "american_bulldog"),
        ("cat-7-flipped", "cat"),
        ("chouette hulotte 4", "chouette hulotte"),
        ("鳥12", "鳥"),
        ("0042", None),
        ("plain", None),
        ("x" * (MAX_PATH_CHARS + 1), None),
    ],
)
def test_the_text_before_the_number_is_the_class(stem, label):
    assert before_number(stem) == label


@pytest.mark.parametrize(
    ("text", "path", "label"),
    [
        (r"([a-z]+)_\d+", "a/owl_12.png", "owl"),
        (r"^(?:train|val)/(?P<what>[^/]+)/", "val/cat/1.png", "cat"),
        (r"-(\w+?)\.", "x-elk.jpg", "elk"),
        (r"(q)", "a/b.png", None),
        (r"(b*)x", "x", None),
        (r"([\]\w]+)-[0-9]{3}", "s]t-123", "s]t"),
    ],
)
def test_the_group_of_an_expression_is_the_class(text, path, label):
    assert Pattern(text).label(path) == label


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("fodler", "is none of folder, parent, name, or a regular expression with one group"),
        (r"(\w+)_(\d+)", "is none of"),
        ("(", "is no regular expression"),
        ("(" + "a" * 200 + ")", "more than 200 characters"),
        (r"(a+)+b", "repeats a group that holds a repeat"),
        (r"(?:a|a)*(b)", "repeats a group that holds a repeat or a choice"),
        (r"((?:a?){30})", "repeats a group"),
        (r"(?:(?:x+)y){9}(b)", "repeats a group"),
        (r"(.*).*.*.*x", "it has 4 repeats"),
        ("(" + "a?" * 30 + "a" * 30 + ")", "leaves too many parts open"),
        (r"(?:a|a)" * 20 + "(b)", "leaves too many parts open"),
        (r"(a)\1", "refers back"),
        (r"(?=(a))", "looks around"),
        (r"(?P<x>a)(?P=x)", "looks around, refers back"),
        (r"(?i)(a)", "sets flags"),
    ],
)
def test_what_is_no_expression_or_could_take_long_is_refused(text, why):
    with pytest.raises(DataError, match=r"^--labels-from") as caught:
        Pattern(text)
    assert why in str(caught.value)
    assert "\n" not in str(caught.value)


@pytest.mark.parametrize(
    "text",
    [
        r"(a*)a*a*b",
        r"(.*).*.*x",
        r"[ab]*[ab]*([ab]*)c",
        "(" + "a?" * 8 + ")b",
        r"(a{0,160}a{0,200}a{0,200})b",
    ],
)
def test_what_is_allowed_ends_soon_on_the_worst_name(text):
    began = time.perf_counter()
    assert Pattern(text).label("a" * MAX_PATH_CHARS) is None
    assert time.perf_counter() - began < 30


def test_many_slow_names_are_ended_by_the_clock(monkeypatch):
    monkeypatch.setattr("explorer.data.patterns.LIMIT_S", 0.01)
    pattern = Pattern(r"(.*).*.*x")
    with pytest.raises(DataError, match="takes longer than"):
        list(map(pattern.label, ["a" * 100] * 50))
