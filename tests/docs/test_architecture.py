"""docs/architecture.md names what is there."""

import importlib
import re
import tomllib

import pytest

from tests.copied import ROOT

PAGE = (ROOT / "docs" / "architecture.md").read_text()
NAMES = sorted(set(re.findall(r"`(explorer(?:\.\w+)+)`", PAGE)))


def contract(name):
    told = tomllib.loads((ROOT / "pyproject.toml").read_text())["tool"]["importlinter"]
    return next(each for each in told["contracts"] if each["name"] == name)


def layers_shown():
    (block,) = re.findall(r"```text\n(.*?)```", PAGE, flags=re.DOTALL)
    pages, _, rest = block.partition("---\n")
    assert pages.startswith("pages ")
    return [re.split(r"\s{2,}", line)[0] for line in rest.splitlines()]


def exists(name):
    """Whether a dotted name is a module, or something in one."""
    module, left = name, []
    while True:
        try:
            found = importlib.import_module(module)
            break
        except ModuleNotFoundError:
            module, _, last = module.rpartition(".")
            left.insert(0, last)
    for attribute in left:
        if not hasattr(found, attribute):
            return False
        found = getattr(found, attribute)
    return True


@pytest.mark.parametrize("name", NAMES)
def test_what_the_page_names_exists(name):
    assert exists(name)


def test_a_name_that_there_is_not_is_found_out():
    assert exists("explorer.images.Image")
    assert not exists("explorer.images.Picture")
    assert not exists("explorer.pictures.Image")


def test_the_layers_are_those_of_the_contract():
    layers = contract("A layer imports from its left only")["layers"]
    assert layers_shown() == [layer.replace(" ", "") for layer in layers]


def test_every_part_of_sweep_is_in_the_table():
    parts = {
        ".".join(name.split(".")[:3])
        for layer in contract("Inside sweep, too, a layer imports from its left only")["layers"]
        for name in layer.split(" : ")
    }
    told_elsewhere = {"explorer.sweep.progress", "explorer.sweep.reading"}
    assert parts - told_elsewhere <= set(re.findall(r"^\| `([\w.]+)` \|", PAGE, re.MULTILINE))
