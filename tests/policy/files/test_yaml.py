"""YAML says what JSON says.

There are no aliases, anchors, tags or second documents, and odd scalars are texts.
"""

import pytest

from explorer import Policy
from explorer.errors import PolicyError
from explorer.policy import files
from explorer.policy.files import yaml_file

LAUGHS = "a: &a [x, x, x, x, x, x, x, x, x]\n" + "".join(
    f"{b}: &{b} [{', '.join([f'*{a}'] * 9)}]\n" for a, b in zip("abcdefgh", "bcdefghi", strict=True)
)


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        ("a: &x 1\nb: *x", "line 1: &x is an anchor"),
        ("a: *x", "line 1: *x is an alias"),
        (LAUGHS, "anchor"),
        ("a: !!python/object/apply:os.system ['true']", "is a tag"),
        ("a: !!set {b, c}", "is a tag"),
        ("a: !!float 1", "is a tag"),
        ("a: 1\na: 2", "a: this key is there twice"),
        ("a: 1\n---\nb: 2", "second document"),
        ("1: 2", "key that is not a text"),
        ("? [a]\n: 1", "key that is not a text"),
        ("a: .nan", "a: nan is not a finite number"),
        ("a: [1, -.inf]", "a[1]: -inf is not a finite number"),
        ("a: [1", "is not YAML"),
        ("a: \x00", "is not YAML"),
        ("", "empty"),
        ("# nothing", "empty"),
    ],
)
def test_what_is_not_plain_data_is_refused(text, problem):
    with pytest.raises(PolicyError) as caught:
        yaml_file.parse(text)
    assert problem in str(caught.value)
    assert "\n" not in str(caught.value)


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("no", "no"), ("on", "on"), ("2024-01-31", "2024-01-31"), ("010", "010"),
        ("1:30", "1:30"), ("0x1F", "0x1F"), ("1_000", "1_000"), ("'1'", "1"),
        ('"null"', "null"), ("true", True), ("null", None), ("~", None), ("12", 12),
        ("-1", -1), ("1e-5", 1e-5), ("1.5", 1.5), (".5", 0.5), ("[1, 2]", [1, 2]),
        ("{a: b}", {"a": "b"}),
    ],
)  # fmt: skip
def test_scalars_mean_what_they_mean_in_json(text, value):
    assert yaml_file.parse(f"key: {text}") == {"key": value}


def test_a_yaml_policy_is_recognised_by_its_content():
    loaded = files.loads("explorer:\n  steps:\n  - {transform: HorizontalFlip, p: 0.25}\n")
    assert loaded.format == "yaml"
    assert loaded.policy.steps[0].p == 0.25


def test_equal_values_are_written_out_in_full():
    shared = [1.0, 2.0]
    assert yaml_file.parse(yaml_file.write({"a": shared, "b": shared})) == {
        "a": shared,
        "b": shared,
    }


@pytest.mark.parametrize("name", ["0E0", "-.5e3", "1e5", ".inf", "~", "12", "true", "no"])
def test_a_name_that_looks_like_another_value_comes_back_as_a_name(name):
    assert files.loads(files.dumps(Policy(name=name), format="yaml")).policy.name == name


@pytest.mark.parametrize("name", ["0=", "import os", "A.Compose(", "x: int = 3"])
def test_a_yaml_file_is_taken_for_yaml_whatever_the_policy_is_called(name):
    text = files.dumps(Policy(name=name), format="yaml")
    assert files.loads(text).format == "yaml"
    assert files.loads("# a comment\n\n" + text).policy.name == name
