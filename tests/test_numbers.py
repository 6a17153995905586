"""Every kind of number is written by one function, by one rule of rounding."""

import ast
import math
import re
from pathlib import Path

import pytest

from explorer import numbers

ROOT = Path(__file__).parents[1]
# What writes numbers by itself, and why.
ELSEWHERE = {
    "explorer/numbers.py": "it is the place",
    "explorer/annotations/coco.py": "places on a picture, in px",
    "explorer/annotations/json_values.py": "the size of a file that was refused",
    "explorer/images/limits.py": "rounds up: over a limit must not look as if it were at it",
    "explorer/choices/described.py": "the bounds of a parameter, in its own unit",
    "explorer/policy/catalog/": "the values of parameters, in their own units",
    "explorer/policy/words.py": "the values of parameters, as short as a phrase needs them",
    "explorer/policy/strength.py": "no text: takes out what is left over from floating point",
    "explorer/policy/files/": "text of a file that is read again, and its limits",
    "explorer/preview/paging.py": "no text: compares the sizes of tiles",
    "explorer/preview/tiles.py": "no text: compares the sizes of tiles",
    "explorer/charts/dial.py": "places on a drawing, in px and %",
    "explorer/charts/cells.py": "no text: takes out what is left over from floating point",
    "explorer/data/leaks.py": "no text: a correlation that is kept",
    "explorer/sweep/reading.py": "no text: the seconds that a sweep took, as they are kept",
    "explorer/sweep/storage/upgrade_1.py": "the keys and names that release 0.1 gave",
    "explorer/sweep/findings/simultaneous.py": "no text: a level that results are kept by",
    "explorer/ui/finetune/controls.py": "a value to go on typing at, with every digit",
    "explorer/sweep/questions/option.py": "points to go on typing at, with every digit",
    "explorer/ui/widgets.py": "a value that was typed, with every digit",
    "explorer/trial/arm.py": "the key of an arm, which no rounding may change",
    "explorer/ui/compose/": "places on a picture and steps of a slider",
    "explorer/ui/params/controls.py": "the decimals of a slider, from its step",
}
SPEC = re.compile(r"[,.\d+]*[efg%]$|,$|^[+]")
TEMPLATE = re.compile(r"%\{[^}]*:[^}]*\}|%[+]?\.\d+[efg]|\{:[^}]*[efg]\}")


def written_in(text: str) -> list[str]:
    """The places in a module that write numbers or round them by themselves."""
    found = []
    for node in ast.walk(ast.parse(text)):
        if isinstance(node, ast.FormattedValue) and node.format_spec:
            spec = "".join(
                part.value if isinstance(part, ast.Constant) else "0"
                for part in ast.walk(node.format_spec)
                if isinstance(part, ast.Constant)
            )
            if SPEC.search(spec):
                found.append(f"{node.lineno}: {ast.unparse(node)}")
        elif isinstance(node, ast.Constant) and isinstance(node.value, str):
            if TEMPLATE.search(node.value):
                found.append(f"{node.lineno}: {node.value}")
        elif (
            isinstance(node, ast.Call) and ast.unparse(node.func) == "round" and len(node.args) == 2
        ):
            found.append(f"{node.lineno}: {ast.unparse(node)}")
    return found


def test_no_module_writes_numbers_by_itself_without_a_reason():
    found = {
        name: places
        for folder in ("explorer", "pages")
        for path in sorted((ROOT / folder).rglob("*.py"))
        if not (name := path.relative_to(ROOT).as_posix()).startswith(tuple(ELSEWHERE))
        and (places := written_in(path.read_text()))
    }
    assert found == {}


@pytest.mark.parametrize("name", sorted(ELSEWHERE))
def test_an_exception_is_still_needed(name):
    files = [ROOT / name] if name.endswith(".py") else sorted((ROOT / name).rglob("*.py"))
    assert any(written_in(path.read_text()) for path in files)


def test_what_writes_a_number_by_itself_is_found_out():
    for line in (
        'f"{x:.1f}"',
        'f"{x:+.1f} points"',
        'f"{x:g}"',
        'f"{x:,}"',
        'f"{x:.0%}"',
        'f"{x:.{places}f}"',
        '"strength %{x:g}"',
        '"%+.1f"',
        '"{:.3g}".format(x)',
        "round(x, 2)",
    ):
        assert written_in(line), line
    for line in ('f"{x}"', 'f"{x:<12}"', 'f"{when:%d %b}"', '"%{hovertext}"', "round(x)"):
        assert not written_in(line), line


def test_numbers_are_rounded_half_away_from_zero_whatever_floating_point_makes_of_them():
    assert numbers.percent(0.8955) == "89.6%"  # 89.55 lies below 89.55 in binary
    assert numbers.percent(0.8925) == "89.3%"  # an exact half, which would go to the even 89.2
    assert numbers.percent((0.8954 + 0.8955 + 0.8956) / 3) == "89.6%"
    assert numbers.gain(-0.0025) == "-0.3 points"
    assert numbers.gain(0.0025) == "+0.3 points"


def test_an_accuracy_has_one_decimal_and_its_unit():
    assert numbers.percent(0.822) == "82.2%"
    assert numbers.percent(1.0) == "100.0%"
    assert numbers.percent_interval((0.799, 0.8123)) == "79.9% to 81.2%"


def test_a_gain_has_its_sign_and_nothing_that_is_not_0_is_written_as_0():
    assert numbers.gain(0.009) == "+0.9 points"
    assert numbers.interval((0.004, 0.014)) == "+0.4 to +1.4"
    assert numbers.interval((-0.0004, 0.00003)) == "-0.04 to +0.003"
    assert numbers.gain(0.0) == numbers.gain(-0.0) == "0.0 points"
    assert numbers.gain(-1e-12) == "0.0 points"
    assert numbers.change(-0.031) == "3.1 points"
    assert numbers.size(-0.0004) == "0.04"


def test_a_strength_is_written_in_full():
    assert numbers.strength(1.625) == "1.625"
    assert numbers.strength(0.1 + 0.2) == "0.3"
    assert numbers.strength(2.0) == "2"
    assert numbers.strength(0.0) == numbers.strength(-0.0) == "0"


def test_times_are_said_as_a_person_would():
    said = [numbers.duration(seconds) for seconds in (0.2, 8, 59.6, 100, 599, 725, 3600, 7500)]
    assert said == [
        "1 s",
        "8 s",
        "1 min",
        "1 min 40 s",
        "10 min",
        "12 min",
        "1 h",
        "2 h 5 min",
    ]
    assert numbers.seconds(1.25) == "1.3"


def test_things_are_counted_with_their_name():
    assert numbers.count(1, "seed") == "1 seed"
    assert numbers.count(3, "seed") == "3 seeds"
    assert numbers.count(1797, "image") == "1,797 images"
    assert numbers.count(2, "class", "classes") == "2 classes"


def test_losses_and_scores_have_three_decimals_and_what_ran_away_is_said():
    assert numbers.loss(0.35712) == "0.357"
    assert numbers.loss(-0.0001) == "0.000"
    assert (numbers.loss(math.nan), numbers.loss(1e30)) == ("nan", "1e+30")
    assert numbers.score(1.0) == "1.000"


def test_shares_and_sizes_have_no_zeros_behind_them():
    assert (numbers.share(0.05), numbers.share(0.125)) == ("5%", "12.5%")
    assert (numbers.megabytes(30e6), numbers.gigabytes(1.54e9)) == ("30 MB", "1.5 GB")


@pytest.mark.parametrize(
    ("least", "most", "written", "said"),
    [
        (0.00259, 0.0026, "0.26 points", ("0.259 points", "0.26 points")),
        (0.00259, 0.0026, "", ("0.259 points", "0.260 points")),
        (0.0021, 0.0026, "0.26 points", ("0.21 points", "0.26 points")),
        (0.004, 0.005, "", ("0.4 points", "0.5 points")),
        (0.00496, 0.005, "", ("0.496 points", "0.500 points")),
        (0.009, 0.01, "1 point", ("0.9 points", "1 point")),
        (0.0123, 0.0123456789, "", ("1.230 points", "1.235 points")),
        (0.0, 0.005, "", ("0.0 points", "0.5 points")),
    ],
)
def test_of_two_sizes_it_is_seen_which_one_is_smaller(least, most, written, said):
    assert numbers.below(least, most, written) == said
