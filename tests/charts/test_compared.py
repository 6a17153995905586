from dataclasses import replace

from explorer.charts import compared
from explorer.frozen import frozen
from tests.results import STRENGTHS, make_result


def test_several_sweeps_are_told_apart_in_one_figure():
    figure = compared.figure([make_result(name="one"), make_result(name="two")], gains=True)
    assert [t.name.split(" on ")[0] for t in figure.data] == ["one", "two"]
    assert len({t.line.color for t in figure.data}) == 2


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
