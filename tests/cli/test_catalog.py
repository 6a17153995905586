"""What can be chosen, as the command line lists it."""

import importlib
import json
import pkgutil
from collections.abc import Mapping

import pytest

import explorer
from explorer.choices import Choice, Param
from explorer.cli.catalog import TABLES
from explorer.entry import resolve
from explorer.policy.catalog import CATALOG, listing
from explorer.trial import recipes

# Behind these is torch, or a page: no tables of choices are kept there.
ELSEWHERE = ("explorer.training", "explorer.ui", "explorer.cli")


def test_catalog_json_prints_the_listing_of_the_catalogue(run):
    code, out, _ = run("catalog", "--json")
    assert (code, json.loads(out)) == (0, listing.as_json())


def test_catalog_prints_a_line_for_every_transform(run):
    _, out, _ = run("catalog")
    assert all(any(line.split()[:1] == [name] for line in out.splitlines()) for name in CATALOG)


def test_every_table_of_choices_has_its_kind():
    names = [module.name for module in pkgutil.walk_packages(explorer.__path__, "explorer.")]
    found = [
        value
        for name in names
        if not name.startswith(ELSEWHERE) and not name.endswith("__main__")
        for value in vars(importlib.import_module(name)).values()
        if isinstance(value, Mapping) and value
        if all(isinstance(row, Choice) for row in value.values())
    ]
    listed = [resolve(place) for place in TABLES.values()]
    assert found
    assert all(any(table is other for other in listed) for table in found)


@pytest.mark.parametrize("kind", TABLES)
def test_a_kind_is_listed_from_its_rows(run, kind):
    table = resolve(TABLES[kind])
    code, out, err = run("catalog", "--kind", kind)
    lines = [line.split() for line in out.splitlines() if not line.startswith(" ")]
    assert (code, err) == (0, "")
    assert lines == [[name, *row.summary.split()] for name, row in table.items()]
    listed = json.loads(run("catalog", "--kind", kind, "--json")[1])
    assert [row["name"] for row in listed] == list(table)
    assert [(row["summary"], row["version"]) for row in listed] == [
        (row.summary, row.version) for row in table.values()
    ]


def test_a_new_row_is_listed_with_its_options_and_its_version(run, monkeypatch):
    heat = Param(name="heat", kind="float", help="How hot.", default=4, min=1, max=20, log=True)
    plain = recipes.RECIPES["plain"]
    row = recipes.Recipe(
        name="distil",
        summary="Learns from a teacher.",
        params=(heat,),
        version=3,
        pictures=plain.pictures,
        step=plain.step,
    )
    monkeypatch.setattr(recipes, "RECIPES", {"plain": plain, "distil": row})
    resolve.cache_clear()
    try:
        said = run("catalog", "--kind", "recipes")[1].splitlines()
        listed = json.loads(run("catalog", "--kind", "recipes", "--json")[1])
    finally:
        resolve.cache_clear()
    assert said[1:] == [
        "distil  Learns from a teacher. (version 3)",
        "  distil.heat: How hot. A number between 1 and 20; usually 4.0.",
    ]
    assert listed[1]["version"] == 3
    (option,) = listed[1]["params"]
    assert option | {"min": 1, "max": 20, "default": 4.0, "log": True} == option
    transforms = json.loads(run("catalog", "--json")[1])
    rotate = next(transform for transform in transforms if transform["name"] == "Rotate")
    assert set(option) == set(rotate["params"][0])


def test_what_a_question_refuses_lies_outside_the_bounds_that_are_listed(run):
    questions = json.loads(run("catalog", "--kind", "questions", "--json")[1])
    strength, matters = next(row for row in questions if row["name"] == "ablation")["params"]
    strengths, same = next(row for row in questions if row["name"] == "strength")["params"]
    assert matters == same
    points = {"name": "matters", "unit": "points", "min": 0, "open_min": True, "max": 100}
    assert matters | points == matters
    assert (strength["min"], strength["open_min"], strength["max"]) == (0, True, 2)
    assert strengths["min"] == 0
    assert "open_min" not in strengths


def test_the_usual_value_of_an_option_is_said_in_its_own_words(run):
    said = run("catalog", "--kind", "questions")[1]
    assert "above 0 and at most 2; usually the policy's own." in said
    assert "usually 0 to 2 in steps of 0.25." in said
    assert "null" not in said


def test_an_unknown_kind_is_refused_with_those_that_there_are(run):
    code, out, err = run("catalog", "--kind", "quarks")
    assert (code, out, err.count("\n")) == (2, "", 1)
    assert all(repr(kind) in err for kind in ("quarks", "transforms", *TABLES))
