"""What `catalog --json` prints."""

import json

from explorer.policy.catalog import CATALOG
from explorer.policy.catalog.listing import as_json
from explorer.policy.model import Step

KINDS = {
    "float",
    "int",
    "range",
    "int_range",
    "xy_range",
    "pair",
    "choice",
    "bool",
    "color",
    "list",
    "text",
}
PARAM_KEYS = {
    "name",
    "kind",
    "low",
    "high",
    "step",
    "min",
    "max",
    "default",
    "identity",
    "log",
    "nullable",
    "unit",
    "help",
    "choices",
}


def test_the_listing_is_json_and_names_every_transform_once():
    listing = as_json()
    assert json.loads(json.dumps(listing, allow_nan=False)) == listing
    assert [entry["name"] for entry in listing] == list(CATALOG)


def test_every_entry_has_exactly_the_promised_keys():
    for entry in as_json():
        assert set(entry) == {
            "name",
            "family",
            "summary",
            "targets",
            "shape",
            "cost",
            "fades",
            "params",
        }
        assert isinstance(entry["fades"], bool) or all(
            set(settings) <= {param["name"] for param in entry["params"]}
            for settings in entry["fades"]
        )
        assert entry["cost"] in ("fast", "medium", "slow")
        assert entry["targets"][0] == "image"
        for param in entry["params"]:
            assert set(param) == PARAM_KEYS
            assert param["kind"] in KINDS
            assert isinstance(param["log"], bool)
            assert isinstance(param["nullable"], bool)


def test_the_listed_defaults_make_the_step_that_the_catalogue_makes():
    for entry in as_json():
        listed = Step(
            "a", entry["name"], {param["name"]: param["default"] for param in entry["params"]}
        )
        assert listed == Step("a", entry["name"])
