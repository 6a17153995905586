import pytest

from explorer.frozen import frozen
from explorer.policy.strength import RULE_VERSION
from explorer.sweep.findings.arm import ArmResult
from explorer.sweep.findings.cautions import class_cautions, rule_caution
from explorer.trial.arm import STRENGTH, strength_key


def arm(strength, confusion):
    name = f"strength {strength:g}"
    return ArmResult(strength_key(strength), STRENGTH, name, strength, confusion=frozen(confusion))


BOTH = [[280, 20], [2, 4]]
ONE = [[300, 0], [6, 0]]


def said(*arms, classes=("good", "bad")):
    return list(class_cautions(arms, classes))


def test_a_class_that_is_never_named_is_said_with_the_share_of_the_largest():
    lines = said(arm(0.0, ONE), arm(1.0, ONE))
    assert lines == [
        "class 'bad' is never named at any strength: no network, of any seed, takes a validation"
        " image for it",
        "98.0% of the validation images are of the class 'good', and a network that names nothing"
        " else has that accuracy: with unequal classes, look at each class too",
    ]


@pytest.mark.parametrize(
    ("confusions", "where"),
    [
        ((BOTH, ONE, BOTH), "at strength 0.5:"),
        ((ONE, ONE, BOTH), "at strengths 0 and 0.5:"),
        ((BOTH, BOTH, ONE), "at strength 1:"),
    ],
)
def test_the_strengths_at_which_a_class_is_never_named_are_said(confusions, where):
    lines = said(*map(arm, (0.0, 0.5, 1.0), confusions))
    assert f"class 'bad' is never named {where}" in lines[0]


def test_unequal_classes_are_said_also_where_all_are_named():
    (line,) = said(arm(0.0, BOTH), arm(1.0, BOTH))
    assert line.startswith("98.0% of the validation images are of the class 'good'")


def test_equal_classes_that_are_all_named_need_no_word():
    assert said(arm(0.0, [[5, 1], [1, 5]]), arm(1.0, [[6, 0], [1, 5]])) == []


def test_many_classes_that_are_never_named_fill_one_line():
    size = 40
    (line,) = said(
        arm(0.0, [[1] + [0] * (size - 1)] * size), classes=[f"c{number}" for number in range(size)]
    )
    assert line.startswith(
        "classes 'c1', 'c2', 'c3', 'c4', 'c5' and 34 more are never named at any strength"
    )


def test_a_class_without_validation_images_is_not_missed():
    assert said(arm(0.0, [[5, 0], [0, 0]]), arm(1.0, [[5, 0], [0, 0]])) == []


def test_strengths_without_a_result_say_nothing():
    assert said(arm(0.0, None), arm(1.0, None)) == []


def test_another_strength_rule_is_said_and_todays_is_not():
    assert list(rule_caution(RULE_VERSION)) == []
    (line,) = rule_caution(RULE_VERSION - 1)
    assert f"strength rule {RULE_VERSION - 1}" in line


def test_classes_of_long_names_are_told_apart():
    names = [
        f"Animalia_Arthropoda_Insecta_Lepidoptera_Nymphalidae_{kind}_{'x' * 40}_Nymphalidae"
        for kind in ("Danaus", "Vanessa", "Morpho")
    ]
    missed, largest = said(arm(0.0, [[0, 0, 9], [0, 0, 9], [0, 0, 90]]), classes=names)
    assert missed.startswith("classes '")
    shown = missed.split(" are never")[0].removeprefix("classes ").split(" and ")
    assert len(set(shown)) == 2
    assert all(kind in text for kind, text in zip(("Danaus", "Vanessa"), shown, strict=True))
    assert "Morpho" in largest


def test_a_name_with_a_byte_that_is_not_utf_8_is_spelled_as_everywhere():
    assert said(arm(0.0, ONE), classes=("caf\\xe9", "b\\xe9"))[0].startswith(
        "class 'b\\xe9' is never named"
    )


def test_arms_of_another_question_are_said_by_name():
    whole, none = (
        ArmResult(kind, kind, kind, 1.0, confusion=frozen(counts))
        for kind, counts in (("whole", ONE), ("none", BOTH))
    )
    assert "class 'bad' is never named in the arm 'whole':" in said(whole, none)[0]
    assert "class 'bad' is never named in any arm:" in said(whole)[0]


def test_many_sets_of_arms_that_never_name_a_class_are_one_line():
    blind = {"whole": (1, 2, 3), "none": (1,), "alone-a": (1, 2), "alone-b": ()}
    arms = []
    for kind, missed in blind.items():
        hit = next(place for place in range(4) if place not in missed)
        named = [place if place not in missed else hit for place in range(4)]
        counts = [[9 * (column == place) for column in range(4)] for place in named]
        arms.append(ArmResult(kind, kind, kind, 1.0, confusion=frozen(counts)))
    (line,) = said(*arms, classes=("a", "b", "c", "d"))
    assert line == (
        "3 classes are never named in some of the arms, 'b' (3 of 4 arms), 'c' (2 of 4 arms) and"
        " 'd' (1 of 4 arms): no network of those arms, of any seed, takes a validation image for"
        " one of them"
    )


def test_matrices_that_have_counted_nothing_say_nothing():
    assert said(arm(0.0, [[0, 0], [0, 0]])) == []
