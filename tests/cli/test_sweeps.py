"""`sweeps`: the list of all sweeps."""

import json

import sqlalchemy as sa

from explorer.cli.sweeps import sweeps
from explorer.sweep import control
from tests.cli.calls import invoke
from tests.sweep.conftest import fake_spec, tamper


def test_a_finished_sweep_is_listed_with_its_data_and_its_trials(swept):
    balance = swept.document["verdict"]["balance_point"]
    count = 4 + (2 if balance == 0 else 4)  # and the final test
    (entry,) = json.loads(invoke(sweeps, "--json").stdout)
    created = entry.pop("created")
    assert created.endswith("+00:00")
    assert entry == {
        "sweep_id": swept.sweep_id,
        "name": "",
        "note": "",
        "status": "finished",
        "data": "bars",
        "trials_done": count,
        "trials": count,
        "trials_failed": 0,
        "first_failure": "",
    }
    assert swept.sweep_id in invoke(sweeps).stdout


def test_the_name_of_a_sweep_is_listed(swept):
    control.describe(swept.sweep_id, "a name of mine", "")
    (entry,) = json.loads(invoke(sweeps, "--json").stdout)
    assert entry["name"] == "a name of mine"
    assert "  bars  a name of mine" in invoke(sweeps).stdout


def test_a_database_error_is_one_line(run):
    control.create(fake_spec(), start=False)
    with control.opened(None) as store, sa.create_engine(store.url).begin() as connection:
        connection.execute(sa.text("DROP TABLE trials"))
    code, out, err = run("sweeps")
    assert (code, out, err.count("\n")) == (2, "", 1)
    assert err.startswith("error: the store ")
    assert err.endswith("cannot be used: no such table: trials\n")


def test_an_empty_store_says_how_to_begin():
    assert "no sweeps yet" in invoke(sweeps).stdout
    assert json.loads(invoke(sweeps, "--json").stdout) == []


def test_the_list_says_which_sweep_waits_and_which_is_waited_for():
    first, _ = (control.create(fake_spec(), start=False) for _ in range(2))
    with control.opened(None) as store:
        tamper(store, first, status="running")
    said = invoke(sweeps).stdout.splitlines()
    assert said[0].endswith("fake;test=0  waiting for its turn")
    assert said[1].startswith(f"{first}  running")
    assert said[1].endswith("  1 waiting")
