from dataclasses import replace

import pytest

from explorer.charts import compared, curve
from explorer.frozen import frozen
from tests.results import STRENGTHS, make_result


def test_several_sweeps_are_told_apart_in_one_figure():
    figure = compared.figure([make_result(name="one"), make_result(name="two")], gains=True)
    assert [t.name.split(" on ")[0] for t in figure.data] == ["one", "two"]
    assert len({t.line.color for t in figure.data}) == 2


def test_the_bars_are_those_of_each_runs_own_curve():
    one, two = make_result(name="one"), make_result(name="two", failed=[(1.0, 1)])
    for result, drawn in zip((one, two), compared.figure([one, two]).data, strict=True):
        own = next(t for t in curve.figure(result).data if t.name == "Validation images")
        for part in ("array", "arrayminus"):
            assert list(drawn.error_y[part]) == pytest.approx(list(own.error_y[part]))
        assert list(drawn.y) == pytest.approx(list(own.y))
    assert compared.BARS in compared.words([one, two])
    assert compared.words([one, two], gains=True) == ""


def test_that_accuracies_do_not_compare_is_said_only_where_they_do_not():
    one = make_result()
    assert compared.APART not in compared.words([one, make_result(name="two", seeds=2)])
    larger = replace(one, settings=(replace(one.setting, image_size=64),))
    other = replace(one, course=replace(one.course, data="cars"))
    changed = replace(one, dataset=replace(one.dataset, digest="e" * 64))
    model = replace(one, settings=(replace(one.setting, model="efficientnet-lite0"),))
    for different in (larger, other, changed, model):
        assert compared.APART in compared.words([one, different])
        assert compared.words([one, different], gains=True) == ""


def test_the_tables_of_several_sweeps_stand_below_each_other():
    empty = replace(make_result(name="two"), arms=())
    table = compared.table([make_result(name="one"), empty, make_result(name="three")])
    assert len(table) == 2 * len(STRENGTHS)
    assert table.columns[0] == "Run"


def test_only_settings_that_differ_are_told_and_digests_only_where_names_are_alike():
    one, two = make_result(name="one"), make_result(name="two", seeds=2)
    assert compared.differences([one, one]).empty
    table = compared.differences([one, two])
    assert table.values.tolist() == [
        ["Policy", "one", "two"],
        ["Seeds", "3", "2"],
    ]
    explorer = {**one.policy_file["explorer"], "steps": []}
    other = replace(one, policy_file=frozen({"explorer": explorer}), question="of tomorrow")
    rows = dict(zip(*compared.differences([one, other]).iloc[:, :2].T.values.tolist(), strict=True))
    assert "Policy, digest of its steps" in rows
    assert rows["Question"] == "How strong should it be?"
