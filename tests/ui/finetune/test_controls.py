"""The controls of Fine-tune come from the table of a setting's fields."""

import subprocess
import sys

import pytest

from explorer.sweep.engines.table import ENGINES
from explorer.trial.measures import MEASURES
from explorer.trial.models import MODELS
from explorer.trial.setting import FIELDS
from explorer.ui.finetune.controls import CONTROLS, FURTHER, SETTING, TABLES

BY_NAME = {row.name: row for row in FIELDS}


@pytest.mark.parametrize("name", SETTING)
def test_a_control_says_of_its_field_what_the_table_says(name):
    control, row = SETTING[name], BY_NAME[name]
    said = (control.label, control.noun, control.one, control.many, control.low, control.high)
    assert said == (row.label, row.noun, row.one, row.many, row.low, row.high)


def test_a_field_with_one_choice_has_no_control():
    assert set(BY_NAME) - set(SETTING) == {"recipe", "options"}
    assert FURTHER == ()


def test_a_table_with_one_row_has_no_control():
    assert (len(MEASURES), len(ENGINES), dict(TABLES)) == (1, 1, {})


def test_every_built_in_model_is_offered_with_its_words():
    assert SETTING["model"].choices["small-cnn"] == "small-cnn (from scratch, up to 64 px)"
    assert tuple(SETTING["model"].choices) == tuple(MODELS)


def test_the_order_is_that_of_the_screen():
    order = ["question", "shots", "image_size", "model", "strengths", "matters", "strength"]
    order += ["seeds", "epochs", "budget"]
    assert list(CONTROLS) == order


@pytest.mark.parametrize(
    ("name", "value", "fits"),
    [
        ("seeds", 3, True),
        ("seeds", 1e20, True),
        ("seeds", float("nan"), False),
        ("seeds", 10**400, False),
        ("seeds", "3", False),
        ("model", "small-cnn", True),
        ("model", "gpt", False),
        ("strengths", "x", True),
        ("strengths", 1, False),
    ],
)
def test_what_a_control_cannot_show_does_not_fit(name, value, fits):
    assert CONTROLS[name].fits(value) == fits


@pytest.mark.parametrize(
    ("name", "value", "told", "bare"),
    [
        ("seeds", 1, "1 seed", "1"),
        ("epochs", 8, "8 epochs", "8"),
        ("image_size", 65, "65 px", "65 px"),
        ("model", "small-cnn", "small-cnn", "small-cnn"),
    ],
)
def test_a_value_is_told_with_its_unit_and_a_count_without_it_behind_the_noun(
    name, value, told, bare
):
    assert (CONTROLS[name].told(value), CONTROLS[name].bare(value)) == (told, bare)


def test_a_field_that_is_added_to_the_table_gets_a_control_and_an_option():
    code = """
import dataclasses
from explorer.trial import setting
old = next(row for row in setting.FIELDS if row.name == "epochs")
new = dataclasses.replace(old, name="warm_up", label="Warm-up", help="Passes before.")
setting.FIELDS = (*setting.FIELDS, new)
from explorer.cli.sweep import asking
from explorer.ui.finetune import controls
print(controls.CONTROLS["warm_up"].label, controls.FURTHER)
print([option.opts for option in asking("sweep").params if option.name == "warm_up"])
"""
    done = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, timeout=60, check=True
    )
    assert done.stdout.splitlines() == ["Warm-up ('warm_up',)", "[['--warm-up']]"]
