from dataclasses import replace

import pytest

from explorer.errors import SweepError
from explorer.policy.strength import RULE_VERSION
from explorer.sweep.planning.spec import SweepSpec
from explorer.sweep.planning.versions import check_versions, out_of_date
from explorer.trial.recipes import RECIPES
from tests.sweep.conftest import fake_spec
from tests.sweep.test_reading import sweep


def test_a_sweep_of_this_release_is_up_to_date():
    assert not out_of_date(sweep(fake_spec()))
    check_versions(sweep(fake_spec()))


def test_another_strength_rule_is_refused_with_the_way_out():
    old = sweep(replace(fake_spec(), strength_rule=RULE_VERSION - 1))
    assert out_of_date(old)
    with pytest.raises(SweepError, match=r"under strength rule .*`aug-explorer resume s1 --again`"):
        check_versions(old)


def test_another_version_of_a_recipe_is_refused_with_the_way_out(monkeypatch):
    raw = fake_spec().to_json()
    newer = replace(RECIPES["plain"], version=2)
    monkeypatch.setattr("explorer.trial.spec.RECIPES", {"plain": newer})
    old = sweep(SweepSpec.stored(raw))
    assert out_of_date(old)
    with pytest.raises(SweepError) as caught:
        check_versions(old)
    assert "\n" not in str(caught.value)
    assert "with small-cnn 1, plain 1, accuracy 1" in str(caught.value)
    assert "this release has small-cnn 1, plain 2, accuracy 1" in str(caught.value)
    assert "`aug-explorer resume s1 --again`" in str(caught.value)


def test_a_model_that_is_gone_is_not_a_matter_of_versions():
    raw = fake_spec().to_json()
    raw["setting"] |= {"model": "gone-net"}
    assert not out_of_date(sweep(SweepSpec.stored(raw)))
