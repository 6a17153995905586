import json
import subprocess
import sys
from dataclasses import fields, replace

import pytest

from explorer.errors import SweepError
from explorer.frozen import Frozen
from explorer.trial.setting import FIELDS, Facts, Setting, settle

DIGITS = Facts(classes=10, shots=100, side_px=8)


def test_a_setting_survives_json_and_has_a_hash(setting):
    again = Setting.from_json(json.loads(json.dumps(setting.to_json())))
    assert again == setting
    assert hash(again) == hash(setting)


def test_every_field_is_a_row_with_all_that_a_form_and_an_option_need():
    assert [row.name for row in FIELDS] == [entry.name for entry in fields(Setting)]
    assert len({row.settled for row in FIELDS}) == len(FIELDS)
    for row in FIELDS:
        assert row.label
        assert row.noun
        assert row.help.endswith(".")
        assert row.usual_words
        if row.whole:
            assert row.low < row.high
            assert row.check(row.low) == row.low


@pytest.mark.parametrize(
    ("change", "named"),
    [
        ({"shots": 0}, "shots 0 is not a whole number between 1 and 1000000"),
        ({"shots": True}, "shots True"),
        ({"epochs": 1.5}, "epochs 1.5"),
        ({"epochs": 2001}, "epochs 2001 is not a whole number between 1 and 2000"),
        ({"image_size": 7}, "image size 7"),
        ({"image_size": 513}, "image size 513 is not a whole number between 8 and 512"),
        ({"model": "resnet18"}, "model 'resnet18' is not one of small-cnn"),
        ({"recipe": "secret"}, "recipe 'secret' is not one of plain"),
        ({"options": [1]}, r"options \[1\] are not an object of objects"),
        ({"options": {"secret": {}}}, "recipe 'secret' is not one of plain"),
        ({"options": {"plain": {"heat": 1}}}, "plain.heat: is not an option of plain"),
    ],
)
def test_a_value_that_no_trial_can_run_with_is_refused_by_name(setting, change, named):
    with pytest.raises(SweepError, match=named):
        replace(setting, **change)


def test_json_with_an_unknown_or_a_missing_key_is_refused_by_name(setting):
    with pytest.raises(SweepError, match="'colour' is not part of a Setting"):
        Setting.from_json(setting.to_json() | {"colour": 1})
    with pytest.raises(SweepError, match="a Setting lacks model"):
        Setting.from_json(
            {key: value for key, value in setting.to_json().items() if key != "model"}
        )
    with pytest.raises(SweepError, match=r"\[\] is not a Setting"):
        Setting.from_json([])


def test_what_an_older_release_did_not_know_has_its_default():
    known = {"model": "small-cnn", "shots": 5, "epochs": 2, "image_size": 32}
    for read in (Setting.from_json, Setting.stored):
        assert (read(known).recipe, read(known).options) == ("plain", {})


def test_a_stored_setting_is_shown_though_todays_limits_refuse_it(setting):
    raw = setting.to_json() | {
        "model": "resnet-of-old", "epochs": 5000, "recipe": "gone", "options": {"gone": {"x": [1]}}
    }  # fmt: skip
    with pytest.raises(SweepError):
        Setting.from_json(raw)
    stored = Setting.stored(raw)
    assert (stored.model, stored.epochs, stored.recipe) == ("resnet-of-old", 5000, "gone")
    assert stored.to_json() == raw
    assert hash(stored) == hash(Setting.stored(raw))


def test_a_stored_setting_is_shown_without_the_fields_that_nobody_knows(setting):
    assert Setting.stored(setting.to_json() | {"colour": 1}) == setting


@pytest.mark.parametrize("raw", [None, 3, [], {"model": "small-cnn"}])
def test_what_is_no_setting_at_all_is_refused_in_one_line_also_to_be_shown(raw):
    with pytest.raises(SweepError) as caught:
        Setting.stored(raw)
    assert "\n" not in str(caught.value)


@pytest.mark.parametrize(
    ("asked", "facts", "expected"),
    [
        ({}, DIGITS, Setting("small-cnn", 50, 10, 32)),
        ({"shots": 10}, DIGITS, Setting("small-cnn", 10, 30, 32)),
        ({"shots": None, "epochs": 4}, DIGITS, Setting("small-cnn", 50, 4, 32)),
        ({}, Facts(10, 7, 28), Setting("small-cnn", 7, 30, 28)),
        ({}, Facts(2, 1000, 600), Setting("efficientnet-lite0", 50, 8, 96)),
        ({"image_size": 64}, Facts(2, 1000, 600), Setting("small-cnn", 50, 30, 64)),
        ({"image_size": 65}, DIGITS, Setting("efficientnet-lite0", 50, 8, 65)),
        ({"model": "timm:resnet18"}, DIGITS, Setting("timm:resnet18", 50, 8, 32)),
        ({"model": "nets:tiny"}, DIGITS, Setting("nets:tiny", 50, 10, 32)),
    ],
)
def test_what_nobody_tells_has_its_usual_value(asked, facts, expected):
    assert settle(asked, facts) == expected


@pytest.mark.parametrize(
    ("side_px", "trained_at"), [(8, 32), (19, 32), (20, 20), (28, 28), (96, 96), (97, 96)]
)
def test_tiny_pictures_are_enlarged_and_large_ones_made_smaller(side_px, trained_at):
    assert settle({}, Facts(2, 10, side_px)).image_size == trained_at


def test_the_first_refused_value_is_named_before_others_are_made_of_it():
    with pytest.raises(SweepError, match="image size 4 is"):
        settle({"image_size": 4}, DIGITS)
    with pytest.raises(SweepError, match="'colour' is not a field of a setting"):
        settle({"colour": 4}, DIGITS)


def test_options_that_are_not_told_have_their_usual_values(setting):
    assert setting.recipe_options == Frozen()
    assert replace(setting, options={"plain": {}}).recipe_options == Frozen()


def test_the_table_loads_neither_numpy_nor_torch():
    code = (
        "import sys, explorer.trial.setting\n"
        "print(sys.modules.keys() & {'numpy', 'torch', 'albumentations', 'cv2'})"
    )
    run = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert run.stdout.strip() == "set()"
