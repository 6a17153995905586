"""Results without a browser.

The list, every view of a run, comparing, resuming, downloads, and the way back to Compose.
"""

import json
import time
from dataclasses import replace
from pathlib import Path

import pandas as pd
import pytest
import sqlalchemy as sa
from streamlit.testing.v1 import AppTest

from explorer import Policy, Step, report
from explorer.charts import compared
from explorer.data.reading import Reading
from explorer.frozen import thawed
from explorer.policy.files import document
from explorer.sweep import control
from explorer.sweep.control import overview
from explorer.sweep.findings.dataset import DataFacts
from explorer.sweep.findings.said import joined
from explorer.sweep.planning.schedule import Planned, Round
from explorer.sweep.questions.table import asked_by
from explorer.sweep.storage.store import Store
from explorer.trial.arm import strength_key
from explorer.trial.result import TrialResult
from explorer.ui import example, findings, link, session
from explorer.ui.results import files, listing, state
from explorer.ui.words import escaped
from tests.results import SETTING, VIEWS, make_result
from tests.sweep import fake_work, here
from tests.sweep.conftest import add, fake_spec, tamper

APP = Path(__file__).resolve().parents[2] / "explorer" / "ui" / "app.py"
HOSTILE = "<script>alert(1)</script> [x](http:x) $y$"
STRENGTHS = (0, 0.5, 1, 2)
TURNS = document.write(
    Policy(steps=(Step("a", "Rotate", {"limit": (-30, 30)}),), name="turns"), 1.0
)

EPOCHS = [
    {"epoch": epoch, "train_loss": 1 / epoch, "val_loss": 1 / epoch, "val_accuracy": 0.5}
    for epoch in (1, 2)
]
SCORES = {"precision": 0.84, "recall": 0.85, "f1-score": 0.845, "support": 20.0}


FINAL = {
    "strength": 0.5,
    "accuracy": 0.84,
    "baseline_accuracy": 0.8,
    "gain": {"mean": 0.04, "ci95": [0.01, 0.07]},
    "report": {
        "cat": SCORES,
        HOSTILE: SCORES,
        "accuracy": 0.84,
        "macro avg": SCORES,
        "weighted avg": SCORES,
    },
    "confusion": [[18, 2], [3, 17]],
}


@pytest.fixture
def store(tmp_path, monkeypatch):
    monkeypatch.setenv("AUG_EXPLORER_HOME", str(tmp_path))
    session._store.cache_clear()
    yield Store()
    session._store.cache_clear()


def add_sweep(store, *, name="turns", done=8, status="finished", message=""):
    """Adds a sweep of four strengths and two seeds, of which `done` trials have finished.

    It is over when all have.
    """
    policy = Policy(steps=(Step("a", "Rotate", {"limit": (-30, 30)}),), name=name)
    spec = fake_spec(data="fake", policy_file=document.write(policy, 1.0))
    dataset = DataFacts(
        "pets", "d" * 64, ("cat", HOSTILE), 40, 20, 20, ("a cat is in train and val",)
    )
    sweep_id = add(store, spec, dataset=dataset)
    claim = store.claim(sweep_id, "t")
    planned = [Planned(strength_key(s), seed) for seed in range(2) for s in STRENGTHS]
    asked = asked_by(spec)
    claim.plan(spec, asked.arms(spec), Round(tuple(planned), last=True), None)
    for position, trial in enumerate(planned[:done]):
        strength = float(trial.arm.removeprefix("strength-"))
        result = fake_work.result(fake_work.accuracy(strength, trial.seed), EPOCHS)
        result["per_class"][HOSTILE] = result["per_class"].pop("dog")
        claim.write_result(position, TrialResult.from_json(result))
    if done == len(planned):
        stored = store.look(sweep_id)
        outcomes = [trial.outcome for trial in stored.trials]
        judged = asked.judge(spec, "pets", stored.arms, outcomes)
        claim.write_verdict(judged.verdict.to_json() | {"looks": 1}, judged.points, 12)
        claim.update(final_test=FINAL)
    values = {"status": status, "message": message, "environment": {"cpu": "a cpu"}}
    claim.update(started=100.0, finished=160.0, **values)
    return sweep_id


def open_page(**query):
    app = AppTest.from_file(APP, default_timeout=60)
    app.run()
    app.switch_page("../../pages/results.py")
    for name, value in query.items():
        app.query_params[name] = value
    app.run()
    assert not app.exception
    return app


def look(app, view):
    app.segmented_control(key="results.view").set_value(view).run()
    assert not app.exception
    return app


def texts(app):
    return "\n".join(
        element.value
        for kind in (app.markdown, app.caption, app.info, app.warning, app.error)
        for element in kind
    )


def charts(app):
    return [json.loads(chart.proto.spec) for chart in app.get("plotly_chart")]


def test_every_chart_is_told_in_sentences(store):
    add_sweep(store)
    app = open_page()
    for view in VIEWS:
        look(app, view)
        for chart in app.get("plotly_chart"):
            assert chart.proto.alt.startswith("Chart: ")


def test_without_a_run_the_example_is_shown_as_one_and_leads_to_a_run_of_ones_own(store):
    app = open_page()
    assert "There are no runs yet: this is an example." in texts(app)
    assert [header.value for header in app.header] == ["Example"]
    assert "augmentation helps" in texts(app)
    # It has kept no epochs, so there are no learning curves to see.
    views = [view for view in VIEWS if view != "Learning curves"]
    assert app.segmented_control(key="results.view").options == views
    for view in views:
        look(app, view)
        assert not app.info
        assert app.dataframe or view == "Policy"
    offered = [button.proto.label for button in app.get("download_button")]
    assert offered == ["Trials as CSV", "JSON", "HTML report"]
    assert overview() == []
    app.button(key="results.own").click().run()
    assert app.session_state["session"].finetune["ft.seeds"] == 20
    assert "The settings of the example are here" in app.success[0].value


def test_the_files_of_the_example_say_that_it_is_one(store):
    page = files._html(example.as_a_run(), example.spec().data)
    assert "<title>Example</title>" in page
    assert page.count('<img alt="Pictures at strength') == 5


def test_the_example_goes_away_with_the_first_run(store):
    add_sweep(store)
    app = open_page()
    assert "example" not in texts(app)
    assert [header.value for header in app.header] == ["turns on pets"]


def test_the_head_names_the_smallest_gain_that_the_verdict_used_and_why(store):
    add_sweep(store)
    said = [caption.value.replace("\\", "") for caption in open_page().caption]
    used = control.read_result(overview()[0].sweep_id).matters
    assert f"The smallest gain that matters: {used}." in said
    assert "points, " in used


def test_the_list_says_what_was_measured_and_what_came_out(store):
    add_sweep(store, name="older")
    add_sweep(store, name="newer", done=3, status="stopped")
    table = open_page().dataframe[0].value
    assert list(table["Policy"]) == ["newer", "older"]
    assert list(table["Status"]) == ["stopped", "finished"]
    assert list(table["Trials"]) == ["3 of 12", "8 of 12"]
    line = overview()[1]
    document = control.read_result(line.sweep_id).to_json()
    arm = next(
        arm for arm in document["arms"] if arm["strength"] == document["verdict"]["balance_point"]
    )
    assert table["Balance point"][1] == document["verdict"]["balance_point"] > 0
    assert table["Gain there, points"][1] == pytest.approx(100 * arm["gain"]["mean"])
    assert table["Balance point"].isna()[0]
    assert list(table["Verdict"]) == ["", line.said]
    assert line.said


def test_every_view_of_a_finished_run_opens_with_its_numbers(store):
    sweep_id = add_sweep(store)
    document = control.read_result(sweep_id).to_json()
    app = open_page()
    assert document["verdict"]["sentence"].split("(")[0] in texts(app).replace("\\", "")
    assert "A cat is in train and val." in texts(app).replace("\\", "")
    shown = {
        view: (
            texts(look(app, view)),
            len(charts(app)),
            [list(table.value.columns) for table in app.dataframe[1:]],
        )
        for view in VIEWS
    }
    assert {view: count for view, (_, count, _) in shown.items()} == {
        "Curve": 2,
        "Learning curves": 2,
        "Classes": 1,
        "Confusion matrix": 1,
        "Classification report": 0,
        "Policy": 0,
        "Trials": 0,
    }
    assert shown["Curve"][2][0][0] == "Strength"
    assert (
        "nats above the training loss" in shown["Learning curves"][0].replace("\\", "")
        or "nats below" in shown["Learning curves"][0]
    )
    assert "the balance point" in shown["Classes"][0]
    assert "in 15.0% of its images" in shown["Confusion matrix"][0].replace("\\", "")
    assert "Precision" in shown["Classification report"][2][0]
    assert "**Rotate** turns by" in shown["Policy"][0].replace("\\", "")
    assert len(app.dataframe[1].value) == 8


def test_the_table_of_trials_says_where_the_others_of_the_total_are(store):
    add_sweep(store)
    app = look(open_page(), "Trials")
    assert len(app.dataframe[1].value) == 8
    assert "The run has 12 trials: 4 more are the final test" in texts(app)


@pytest.mark.parametrize("balance_point", [0.0, 0.5])
def test_the_button_to_compose_names_the_strength_that_it_sets(store, balance_point):
    sweep_id = add_sweep(store)
    verdict = {**thawed(store.sweep(sweep_id).verdict), "balance_point": balance_point}
    tamper(store, sweep_id, verdict=verdict)
    app = look(open_page(), "Policy")
    assert app.button(key="results.open").label == f"Open on Compose at strength {balance_point:g}"
    app.button(key="results.open").click().run()
    assert app.session_state["session"].policy.strength == balance_point


def test_no_page_names_a_balance_point_of_a_run_that_tells_none(store):
    sweep_id = add_sweep(store)
    verdict = {**thawed(store.sweep(sweep_id).verdict), "helps": None, "balance_point": 0.5}
    tamper(store, sweep_id, verdict=verdict)
    app = open_page()
    assert "Balance point" not in app.dataframe[0].value
    (line,) = overview()
    assert (line.told, line.balance_point, line.gain, line.gain_limits) == (False, None, None, "")
    for view in VIEWS:
        look(app, view)
        assert "balance point" not in texts(app).lower()
        assert not any("balance" in chart.proto.spec.lower() for chart in app.get("plotly_chart"))
    look(app, "Policy")
    designed = store.sweep(sweep_id).spec.policy
    at = f"{designed.strength:g}"
    assert app.button(key="results.open").label == f"Open on Compose at strength {at}"
    app.button(key="results.open").click().run()
    policy = app.session_state["session"].policy
    assert (policy.strength, policy.evidence) == (designed.strength, None)


def test_hostile_names_reach_neither_markdown_nor_plotly_as_markup(store):
    add_sweep(store, name=HOSTILE)
    app = open_page()
    for view in VIEWS:
        look(app, view)
        said = texts(app) + "".join(header.value for header in app.header)
        assert "<script>" not in said
        assert "](http" not in said
        assert not any("<script>" in chart.proto.spec for chart in app.get("plotly_chart"))


def test_the_run_in_the_address_is_shown_and_another_can_be_chosen(store):
    first, second = add_sweep(store, name="first"), add_sweep(store, name="second")
    app = open_page(run=first)
    assert app.header[0].value == "first on pets"
    app.selectbox(key="results.run").select_index(0).run()
    assert app.header[0].value == "second on pets"
    assert app.query_params["run"] in (second, [second])


def test_runs_of_one_policy_started_in_the_same_second_have_names_of_their_own(store):
    ids = [add_sweep(store), add_sweep(store)]
    options = open_page().selectbox(key="results.run").options
    assert len(set(options)) == 2
    assert all(any(sweep_id[-4:] in option for option in options) for sweep_id in ids)


def test_the_parts_of_the_curve_are_switched_and_kept_over_pages_and_a_reload(store):
    add_sweep(store)
    app = open_page()
    switches = {box.label: box for box in app.checkbox}
    assert switches["Training accuracy"].value
    assert not switches["Intervals of each accuracy"].value
    switches["Training accuracy"].uncheck().run()
    assert not app.exception
    assert "Training images" not in drawn_names(app)
    switches = {box.label: box for box in app.checkbox}
    switches["Intervals of each accuracy"].check().run()
    assert any(name.startswith("95% interval") for name in drawn_names(app))
    again = AppTest.from_file(APP, default_timeout=60)
    again.query_params["session"] = app.query_params["session"]
    again.run()
    again.switch_page("../../pages/results.py").run()
    assert not {box.label: box for box in again.checkbox}["Training accuracy"].value


def drawn_names(app):
    chart = app.get("plotly_chart")[0]
    return [line["name"] for line in json.loads(chart.proto.spec)["data"]]


def test_runs_are_compared_by_accuracy_or_gain(store):
    other = add_sweep(store, name="other")
    add_sweep(store, name="mine")
    app = open_page()
    app.multiselect(key="results.compare").set_value([other]).run()
    (figure,) = charts(app)
    assert [trace["name"].split(" on ")[0] for trace in figure["data"]] == ["mine", "other"]
    app.segmented_control(key="results.measure").set_value("Gain over strength 0").run()
    (figure,) = charts(app)
    assert figure["layout"]["yaxis"]["title"]["text"] == "Gain over strength 0, points"
    tables = [each.value for each in app.dataframe if "Started" not in each.value]
    assert [len(table) for table in tables if "Run" in table] == [8]


def test_a_stopped_run_shows_what_it_has_and_resumes(store, monkeypatch):
    sweep_id = add_sweep(store, done=3, status="stopped")
    resumed = []
    monkeypatch.setattr(control, "resume", lambda *arguments: resumed.append(arguments[0]))
    app = open_page()
    said = "The run was stopped after 3 of 12 trials; strengths 0 to 1 have 1 seed, strength 2"
    said += " has none."
    assert escaped(f"{said} Nothing that was finished is lost.") in texts(app)
    assert [chart["layout"]["yaxis"]["title"]["text"] for chart in charts(app)] == [
        "Accuracy, %",
        "Gain over strength 0, points",
    ]
    app.button(key="results.resume").click().run()
    assert resumed == [sweep_id]


def test_trials_that_failed_are_counted_in_the_list_in_the_head_and_in_the_notes(store):
    sweep_id = add_sweep(store, done=3, status="stopped")
    lost = {"status": "failed", "message": "no room <b>"}
    store.held(sweep_id, "t").write_trials({3: lost, 7: lost | {"message": "no disk"}})
    app = open_page()
    (row,) = app.dataframe[0].value.to_dict("records")
    assert (row["Trials"], row["First failure"]) == ("3 of 12, 2 failed", "no room <b>")
    assert "3 of 12 trials in 1 min, 2 failed." in texts(app)
    assert escaped("2 of 12 trials failed; the first: no room <b>.") in texts(app)
    for view in VIEWS:
        look(app, view)


def test_a_verdict_of_an_earlier_release_says_so_and_can_be_judged_again(store):
    sweep_id = add_sweep(store)
    today = control.read_result(sweep_id).verdict.sentence
    verdict = thawed(store.sweep(sweep_id).verdict) | {"sentence": "It was so."}
    del verdict["release"]
    tamper(store, sweep_id, verdict=verdict)
    app = open_page(run=sweep_id)
    marked = escaped("(As of release 0.1.)")
    assert escaped("It was so.") in texts(app)
    assert marked in texts(app)
    assert "(release 0.1)" in app.dataframe[0].value["Verdict"].iloc[0]
    assert any("nothing is trained" in caption.value for caption in app.caption)
    app.button(key="results.judge").click().run()
    assert not app.exception
    said = control.read_result(sweep_id).verdict.said
    assert joined(said) == today
    assert f"**{escaped(said[0].lead)}**" in texts(app)
    assert all(escaped(part.text) in texts(app) for part in said)
    assert marked not in texts(app)
    assert "Judged again" in texts(app)
    assert "results.judge" not in [button.key for button in app.button]
    assert store.sweep(sweep_id).verdict["earlier"][0]["verdict"]["sentence"] == "It was so."


def test_a_verdict_of_this_release_is_not_offered_to_be_judged_again(store):
    app = open_page(run=add_sweep(store))
    assert "As of release" not in texts(app)
    assert "results.judge" not in [button.key for button in app.button]


def test_a_failed_run_says_why_and_no_view_breaks(store):
    add_sweep(store, done=0, status="failed", message="no space left <b>")
    app = open_page()
    assert app.error[0].value.replace("\\", "") == (
        "The run failed: no space left <b>. 12 of 12 trials failed. Once that is mended, Resume"
        " goes on with it."
    )
    (row,) = app.dataframe[0].value.to_dict("records")
    assert (row["Trials"], row["First failure"]) == ("0 of 12, 12 failed", "no space left <b>")
    assert not any("no space left" in each.value for each in app.info)  # it is said once
    assert "\\<b\\>" in app.error[0].value
    assert "Resume" in [button.label for button in app.button]
    assert "no trial at strength 0 has finished" in texts(app)
    for view in VIEWS:
        look(app, view)
    assert not charts(app)


def test_a_run_whose_strength_zero_failed_says_so_and_tells_no_gain(store):
    spec = fake_spec(data="fake", switches=";sleep=0;raise_at=0.0", policy_file=TURNS)
    sweep_id = add(store, spec)
    here.run(store, sweep_id)
    app = open_page()
    assert (app.error, app.exception) == ([], [])
    said = "No trial at strength 0 finished: no such layer; so nothing is compared"
    assert escaped(said) in texts(app)
    assert "results-verdict" not in texts(app)
    shown = look(app, "Curve")
    (accuracies,) = [
        each.value for each in shown.dataframe if "Validation, %" in each.value.columns
    ]
    assert accuracies.set_index("Strength")["Validation, %"].isna().to_list() == [
        True,
        False,
        False,
        False,
    ]
    assert "gain" not in texts(shown).lower().replace("no gain", "")
    for view in VIEWS:
        look(app, view)
    assert "No verdict: the sweep is finished." in report.html(control.read_result(sweep_id))


def test_a_finished_run_without_a_verdict_goes_on_with_more_seeds(store, monkeypatch):
    spec = fake_spec(data="fake", switches=";sleep=0;raise_at=0.0", policy_file=TURNS)
    sweep_id = add(store, spec)
    here.run(store, sweep_id)
    asked = []

    def more_seeds(*given):
        asked.append(given)
        return add_sweep(store, name="longer", done=3, status="stopped")

    monkeypatch.setattr(control, "more_seeds", more_seeds)
    app = open_page()
    assert "what all is compared with has no finished trial" in texts(app)
    button = app.button(key="results.more")
    assert button.label == "Run 2 more seeds"
    button.click().run()
    assert not app.exception
    assert asked == [(sweep_id, 2, None)]
    assert app.title[0].value == "Fine-tune"


@pytest.mark.parametrize("status", ["stopped", "failed"])
def test_a_run_without_a_verdict_that_did_not_finish_is_resumed_instead(store, status):
    add_sweep(store, done=3, status=status)
    keys = [button.key for button in open_page().button]
    assert "results.resume" in keys
    assert "results.more" not in keys


def test_more_seeds_are_run_from_results_and_shown_on_finetune(store, monkeypatch):
    sweep_id = add_sweep(store)
    claim = {"says": "more seeds", "strengths": [], "limits": [4]}
    judged = {**thawed(store.sweep(sweep_id).verdict), "helps": None, "more_seeds": 4}
    tamper(store, sweep_id, verdict={**judged, "claims": [claim]})
    asked = []

    def more_seeds(*given):
        asked.append(given)
        return add_sweep(store, name="longer", done=3, status="stopped")

    monkeypatch.setattr(control, "more_seeds", more_seeds)
    app = open_page()
    (button,) = [button for button in app.button if button.key == "results.more"]
    assert button.label == "Run 4 more seeds"
    button.click().run()
    assert not app.exception
    assert asked == [(sweep_id, 4, None)]
    assert app.title[0].value == "Fine-tune"
    assert app.header[0].value.endswith("longer on pets")
    app.switch_page("../../pages/results.py").run()
    assert app.title[0].value == "Results"  # the click leads there once


def test_more_seeds_that_cannot_be_added_are_refused_in_one_line_on_results(store):
    sweep_id = add_sweep(store)
    claim = {"says": "more seeds", "strengths": [], "limits": [4]}
    judged = {**thawed(store.sweep(sweep_id).verdict), "helps": None, "more_seeds": 4}
    tamper(store, sweep_id, verdict={**judged, "claims": [claim]})
    app = open_page()
    tamper(store, sweep_id, status="stopping")
    app.button(key="results.more").click().run()
    assert not app.exception
    assert app.title[0].value == "Results"
    assert "seeds are added to one that has ended" in app.error[0].value


def test_where_the_verdict_asks_for_no_seeds_results_offers_none(store):
    add_sweep(store)
    assert "results.more" not in [button.key for button in open_page().button]


def test_a_run_without_a_data_set_yet_breaks_no_view(store):
    sweep_id = add_sweep(store, done=0, status="failed")
    tamper(store, sweep_id, dataset=None, environment=None)
    app = open_page()
    for view in VIEWS:
        look(app, view)


def test_an_unknown_run_in_the_address_falls_back_to_the_newest(store):
    add_sweep(store, name="only")
    assert open_page(run="../../etc").header[0].value == "only on pets"


def test_results_opens_on_the_newest_run_that_has_something_to_show(store):
    add_sweep(store, name="older")
    add_sweep(store, name="newer", done=3, status="stopped")
    waiting = add_sweep(store, name="waiting", done=0, status="queued")
    app = open_page()
    assert app.header[0].value == "newer on pets"
    assert len(app.selectbox(key="results.run").options) == 3
    app.session_state["session"].sweep_id = waiting
    app.run()
    assert app.header[0].value == "newer on pets", "what is shown stays"
    fresh = AppTest.from_file(APP, default_timeout=60).run()
    fresh.session_state["session"].sweep_id = waiting
    fresh.switch_page("../../pages/results.py").run()
    assert fresh.header[0].value == "waiting on pets", "its own run is what a person waits for"
    assert open_page(run=waiting).header[0].value == "waiting on pets"


def test_what_results_shows_stays_when_a_newer_run_has_its_first_trial(store):
    add_sweep(store, name="older")
    waiting = add_sweep(store, name="newer", done=0, status="stopped")
    app = open_page()
    assert app.header[0].value == "older on pets"
    first = TrialResult.from_json(fake_work.result(0.5, EPOCHS))
    store.held(waiting, "t").write_result(0, first)
    app.run()
    assert app.header[0].value == "older on pets"
    assert open_page().header[0].value == "newer on pets"


def test_open_on_compose_brings_the_policy_with_its_evidence_and_can_be_undone(store):
    sweep_id = add_sweep(store, name="turns")
    app = look(open_page(), "Policy")
    before = app.session_state["session"].policy
    app.button(key="results.open").click().run()
    assert not app.exception
    now = app.session_state["session"]
    assert now.policy.name == "turns"
    assert (
        now.policy.strength == control.read_result(sweep_id).to_json()["verdict"]["balance_point"]
    )
    assert now.policy.evidence["sweep_id"] == sweep_id
    now.undo()
    assert now.policy == before


def test_the_downloads_are_offered(store):
    add_sweep(store)
    assert [button.label for button in open_page().get("download_button")] == [
        "Trials as CSV",
        "JSON",
        "HTML report",
    ]


def test_the_report_is_made_without_pictures_where_the_data_set_is_gone(store):
    progress = control.progress(add_sweep(store))
    page = files._html(progress.result(), progress.sweep.spec.data)
    assert "Pictures at strength" not in page
    assert "<script>alert(1)" not in page


def test_the_report_shows_the_policy_on_the_sets_own_pictures(store):
    result = replace(make_result(), settings=(replace(SETTING, image_size=16),))
    pictures = files.pictures("digits", result)
    assert [picture.strength for picture in pictures] == [0, 0.5, 1, 1.5, 2]
    assert len({picture.png for picture in pictures}) == 5


@pytest.mark.parametrize("spec", ['{"cut": ', "{}", "null", '{"policy": {"explorer": 5}}'])
def test_a_damaged_run_says_why_and_the_others_stand(store, spec):
    sound = add_sweep(store, name="kept")
    broken = add_sweep(store, name="broken")
    with sa.create_engine(store.url).begin() as connection:
        connection.execute(
            sa.text("UPDATE sweeps SET spec = :spec WHERE sweep_id = :id"),
            {"spec": spec, "id": broken},
        )
    app = open_page()
    assert "kept on pets" in app.header[0].value
    assert any("cannot be read" in option for option in app.selectbox(key="results.run").options)
    assert any("cannot be read" in text for text in app.dataframe[0].value["Policy"])
    app.multiselect(key="results.compare").select(broken).run()
    assert not app.exception
    assert any("cannot be read" in warning.value for warning in app.warning)
    app = open_page(run=broken)
    assert "cannot be read" in app.error[0].value
    app.selectbox(key="results.run").select(sound).run()
    assert "kept on pets" in app.header[0].value


def drop(store, table):
    with sa.create_engine(store.url).begin() as connection:
        connection.execute(sa.text(f"DROP TABLE {table}"))


def test_a_database_error_is_one_line_in_the_place_of_the_list(store):
    add_sweep(store)
    drop(store, "trials")
    app = AppTest.from_file(APP, default_timeout=60).run()
    app.switch_page("../../pages/results.py").run()
    assert not app.exception
    (error,) = app.error
    assert error.value.endswith(escaped("cannot be used: no such table: trials"))
    assert not app.dataframe


def test_a_database_error_is_one_line_in_the_list_that_is_read_anew(store, monkeypatch):
    add_sweep(store, done=3, status="stopped")

    def read_anew(*given):
        drop(store, "trials")
        return overview(*given)

    monkeypatch.setattr(listing, "overview", read_anew)
    app = AppTest.from_file(APP, default_timeout=60).run()
    app.switch_page("../../pages/results.py").run()
    assert not app.exception
    assert not app.dataframe
    # The page itself meets the same error, further down.
    assert {error.value.partition("cannot be used")[2] for error in app.error} == {
        escaped(": no such table: trials")
    }


def test_a_database_error_is_one_line_in_the_place_of_the_bar_of_a_run(store, monkeypatch):
    sweep_id = add_sweep(store, done=3, status="running")
    tamper(store, sweep_id, heartbeat=time.time())
    asked, progress = [], control.progress

    def read_anew(*given):
        asked.append(given)
        if len(asked) == 2:  # the page has read it
            drop(store, "sweeps")
        return progress(*given)

    monkeypatch.setattr(control, "progress", read_anew)
    app = open_page()
    assert len(asked) >= 2
    assert not app.get("progress")
    assert app.error[0].value.endswith(escaped("cannot be used: no such table: sweeps"))


def test_a_run_on_a_folder_whose_name_is_not_utf_8_is_shown_and_downloaded(store):
    latin = b"caf\xe9".decode("utf-8", "surrogateescape")
    sweep_id = add_sweep(store)
    row = store.sweep(sweep_id)
    verdict = {**thawed(row.verdict), "sentence": f"On {latin} it helps."}
    tamper(
        store,
        sweep_id,
        spec=replace(row.spec, data=latin).to_json(),
        dataset=replace(row.dataset, name=latin).to_json(),
        notes=[f"a note on {latin}"],
        verdict=verdict,
    )
    app = open_page()
    assert app.dataframe[0].value["Data set"][0] == "caf\\xe9"
    assert app.header[0].value.endswith("caf\\\\xe9")
    for view in VIEWS:
        app.segmented_control(key="results.view").set_value(view).run()
        assert not app.exception
    progress = control.progress(sweep_id)
    files._html(progress.result(), progress.sweep.spec.data).encode()
    json.dumps(progress.result().to_json(), ensure_ascii=False).encode()


def test_sentences_that_cut_long_class_names_hold_them_whole_on_hover(store, monkeypatch):
    sweep_id = add_sweep(store)
    result = control.read_result(sweep_id)
    names = [
        f"Animalia_Arthropoda_Insecta_{order}_Familia_Genus_{order}_adult_dorsal_view"
        for order in ("Diptera", "Odonata")
    ]
    result = replace(
        result,
        dataset=replace(result.dataset, classes=tuple(names)),
        final_test=replace(result.final_test, confusion=((18, 2), (3, 17))),
    )
    monkeypatch.setattr(control.Progress, "result", lambda self: result)
    app = open_page()
    app.segmented_control(key="results.view").set_value("Confusion matrix").run()
    (said,) = [text for text in app.markdown if "is taken for" in text.value]
    assert all(name in said.help.replace("\\", "") for name in names)
    first = said.value.replace("\\", "").split("- ")[1].split(" in ")[0].split(" is taken for ")
    assert len(set(first)) == 2


def undo(app):
    app.button(key="notice.undo").click().run()
    assert not app.exception
    return app


def test_a_deleted_run_vanishes_and_comes_back_with_undo(store):
    other, mine = add_sweep(store, name="other"), add_sweep(store, name="mine")
    app = open_page()
    app.button(key="results.delete").click().run()
    assert not app.exception
    assert [line.sweep_id for line in overview()] == [other]
    assert list(app.dataframe[0].value["Policy"]) == ["other"]
    assert app.header[0].value == "other on pets"
    assert escaped("Deleted: mine on pets.") in app.success[0].value
    look(app, "Classes")
    assert app.success, "what can be undone stays until the next action"
    undo(app)
    assert [line.sweep_id for line in overview()] == [mine, other]
    assert app.header[0].value == "mine on pets"
    assert not app.success


def test_the_last_run_that_is_deleted_leaves_undo_and_the_way_to_a_new_one(store):
    sweep_id = add_sweep(store)
    app = open_page()
    app.button(key="results.delete").click().run()
    assert "There are no runs yet" in texts(app)
    undo(app)
    assert [line.sweep_id for line in overview()] == [sweep_id]


def test_the_link_of_a_deleted_run_says_so_and_brings_it_back(store):
    other, mine = add_sweep(store, name="other"), add_sweep(store, name="mine")
    control.delete(mine)
    app = open_page(run=mine)
    assert escaped(mine) in app.warning[0].value
    assert "was deleted" in app.warning[0].value
    assert app.header[0].value == "other on pets"
    app.button(key="results.back").click().run()
    assert not app.exception
    assert "in this address" not in texts(app)
    assert app.header[0].value == "mine on pets"
    assert {line.sweep_id for line in overview()} == {mine, other}


def test_runs_deleted_elsewhere_are_said_once_by_name(store):
    add_sweep(store, name="left")
    beside, mine = add_sweep(store, name="beside"), add_sweep(store, name="mine")
    app = open_page()
    app.multiselect(key="results.compare").set_value([beside]).run()
    app.session_state["session"].sweep_id = mine
    control.delete(beside)
    control.delete(mine)
    look(app, "Classes")
    where = "was deleted in another tab or by a command."
    assert [told.value.replace("\\", "") for told in app.success] == [
        f"The run mine on pets ({mine[-4:]}) {where} The run beside on pets ({beside[-4:]}) {where}"
    ]
    assert app.header[0].value == "left on pets"
    assert app.session_state["session"].sweep_id is None, "or Fine-tune says it again"
    app.run()
    assert not app.success


def test_the_line_of_a_run_that_was_deleted_meanwhile_draws_the_page_again(store, monkeypatch):
    class DrawnAgainError(Exception):
        pass

    def draw_again(_):
        raise DrawnAgainError

    monkeypatch.setattr(state.notices, "draw_again", draw_again)
    monkeypatch.setattr(state, "get_session", lambda: None)
    with pytest.raises(DrawnAgainError):
        state._live("gone", 0)


def test_that_the_last_run_was_deleted_elsewhere_is_said_and_undo_keeps_its_place(store):
    other, mine = add_sweep(store, name="other"), add_sweep(store, name="mine")
    app = open_page()
    app.button(key="results.delete").click().run()
    control.delete(other)
    app.run()
    assert escaped("Deleted: mine on pets.") in app.success[0].value
    assert "other on pets" in app.success[0].value
    assert "There are no runs yet" in texts(app)
    app.run()
    assert app.success[0].value.count("in another tab") == 1
    undo(app)
    assert app.header[0].value == "mine on pets"
    assert [line.sweep_id for line in overview()] == [mine]


def test_the_link_of_a_run_that_never_was_says_so(store):
    add_sweep(store, name="other")
    app = open_page(run=HOSTILE)
    assert "is not here" in app.warning[0].value
    assert "<script>" not in app.warning[0].value.replace("\\<", "")
    assert app.header[0].value == "other on pets"


def test_a_run_that_is_deleted_leaves_the_address(store):
    add_sweep(store, name="other")
    mine = add_sweep(store, name="mine")
    app = open_page(run=mine)
    app.button(key="results.delete").click().run()
    assert "run" not in app.query_params
    assert "in this address" not in texts(app)


def test_a_run_under_way_is_not_deleted_and_the_line_says_to_stop_it(store):
    sweep_id = add(store, fake_spec(data="fake"))
    store.claim(sweep_id, "t")
    app = open_page()
    app.button(key="results.delete").click().run()
    assert "cannot be deleted\\: stop it first" in app.error[0].value
    assert [line.sweep_id for line in overview()] == [sweep_id]


def test_a_name_and_a_note_are_shown_in_list_choice_head_and_comparison_and_as_text(store):
    other, sweep_id = add_sweep(store, name="other"), add_sweep(store, name="turns")
    control.describe(sweep_id, HOSTILE, f"{HOSTILE}\nand more")
    app = open_page(run=sweep_id)
    app.multiselect(key="results.compare").set_value([other]).run()
    assert app.header[0].value == escaped(f"{HOSTILE} ({sweep_id[-4:]})")
    (row, _) = app.dataframe[0].value.to_dict("records")
    assert (row["Name"], row["Note"]) == (HOSTILE, f"{HOSTILE} and more")
    assert app.selectbox(key="results.run").options[0].startswith(f"{HOSTILE} (")
    said = texts(app)
    assert escaped("turns on pets") in said
    assert f"{escaped(HOSTILE)}  \nand more" in said
    assert "<script>" not in said
    assert "](http" not in said


def test_runs_that_are_compared_show_both_verdicts_and_what_differs_in_the_settings(store):
    other, mine = add_sweep(store, name="other"), add_sweep(store, name="mine")
    app = open_page(run=mine)
    app.multiselect(key="results.compare").set_value([other]).run()
    said = texts(app)
    claim = control.read_result(mine).said[0].whole
    assert said.count(escaped(claim)) == 2, "for each run"
    titles = [header.value.split(" on ")[0] for header in app.header]
    assert titles == ["mine", "other"]
    short = next(line.said for line in overview() if line.sweep_id == mine)
    lines = next(text.value for text in app.markdown if text.value.startswith("- mine on pets"))
    assert lines.count(f"**{escaped(short)}**") == 2
    assert said.index(lines) < said.index(escaped(claim)), "what it rests on stands below"
    assert "do not compare" not in said
    assert "What differs in the settings: Policy" in [each.label for each in app.expander]
    table = next(each.value for each in app.dataframe if "Setting" in each.value)
    assert table.values.tolist() == [["Policy", "mine", "other"]]


def test_every_difference_in_the_settings_is_named(store, monkeypatch):
    rows = [f"Setting {number}" for number in range(6)]
    table = pd.DataFrame({"Setting": rows, "mine": rows, "other": rows})
    monkeypatch.setattr(compared, "differences", lambda results: table)
    other, mine = add_sweep(store, name="other"), add_sweep(store, name="mine")
    app = open_page(run=mine)
    app.multiselect(key="results.compare").set_value([other]).run()
    named = f"What differs in the settings: {', '.join(rows)}"
    assert named in [each.label for each in app.expander]


def test_every_view_shows_the_runs_that_are_compared_beside_each_other(store):
    other, mine = add_sweep(store, name="other"), add_sweep(store, name="mine")
    alone = open_page(run=mine)
    app = open_page(run=mine)
    app.multiselect(key="results.compare").set_value([other]).run()
    for view in VIEWS[1:]:
        look(alone, view)
        look(app, view)
        assert len(charts(app)) == 2 * len(charts(alone))
        names = [text.value for text in app.markdown if text.value.startswith("**mine on")]
        assert names, view
        # The tables of all runs and of what differs stand there once.
        assert len(app.dataframe) - 2 == 2 * (len(alone.dataframe) - 1)
    look(app, "Classes")
    low, high = ({(t["zmin"], t["zmax"]) for t in each["data"]} for each in charts(app))
    assert low == high


def test_one_report_holds_all_runs_that_are_compared(store):
    other, mine = add_sweep(store, name="other"), add_sweep(store, name="mine")
    app = open_page(run=mine)
    app.multiselect(key="results.compare").set_value([other]).run()
    labels = [button.proto.label for button in app.get("download_button")]
    assert labels == ["Report of both", "Trials as CSV", "JSON", "HTML report"]
    several = [files._with_pictures(control.read_result(each)) for each in (mine, other)]
    page = report.html_of_several(several)
    assert page.count("<h3>How it was run</h3>") == 2


def test_a_name_and_a_note_are_refused_at_their_own_field(store):
    sweep_id = add_sweep(store)
    app = open_page(run=sweep_id)
    app.session_state["results.keep"] = True
    app.run()
    assert "Without a name, the run is called turns on pets" in texts(app)
    for field, typed in (("name", "x" * 101), ("note", "x" * 2001)):
        box = app.text_input if field == "name" else app.text_area
        box(key=f"results.{field}.{sweep_id}").set_value(typed)
        next(each for each in app.button if each.label == "Save").click().run()
        assert not app.exception
        assert len(app.error) == 1
        box = app.text_input if field == "name" else app.text_area
        assert box(key=f"results.{field}.{sweep_id}").value == typed
        box(key=f"results.{field}.{sweep_id}").set_value("")


def test_the_list_is_filtered_and_sorted_and_the_run_that_is_looked_at_stays(store):
    names = ("b", "c", "a", "d")
    ids = {name: add_sweep(store, name=name) for name in names}
    control.describe(ids["d"], "Another", "")
    app = open_page(run=ids["a"])
    app.selectbox(key="results.sift.order").set_value("name").run()
    assert list(app.dataframe[0].value["Policy"]) == ["a", "d", "b", "c"]
    app.multiselect(key="results.sift.policy").set_value(["b", "c"]).run()
    assert not app.exception
    assert list(app.dataframe[0].value["Policy"]) == ["b", "c"]
    assert app.header[0].value == "a on pets"
    assert "2 of 4 runs. Name, A to Z." in texts(app)
    app.button(key="results.sift.all").click().run()
    assert list(app.dataframe[0].value["Policy"]) == ["d", "a", "c", "b"]


def test_the_same_again_fills_fine_tune_with_the_run_and_undo_takes_it_back(store):
    policy = Policy(steps=(Step("a", "Rotate", {"limit": (-30, 30)}),), name="turns")
    options = {"strengths": (0, 0.5, 1.25), "matters": 0.015}
    spec = fake_spec(data="digits", policy_file=document.write(policy, 1.0), options=options)
    sweep_id = add(store, replace(spec, seeds=4, time_budget_s=90.0))
    store.request_stop(sweep_id)
    app = open_page(run=sweep_id)
    session_ = app.session_state["session"]
    before = session_.policy, dict(session_.finetune), session_.data
    app.button(key="results.same").click().run()
    assert not app.exception
    assert app.title[0].value == "Fine-tune"
    assert session_.policy.steps == policy.steps
    kept = {name: session_.finetune[f"ft.{name}"] for name in ("seeds", "shots", "epochs", "model")}
    assert kept == {"seeds": 4, "shots": 5, "epochs": 2, "model": "small-cnn"}
    assert app.text_input(key="ft.strengths").value == "0, 0.5, 1.25"
    assert app.text_input(key="ft.matters").value == "1.5"
    assert app.text_input(key="ft.budget").value == "90s"
    assert app.number_input(key="ft.image_size").value == 32
    assert session_.data == "digits"
    undo(app)
    assert (session_.policy, session_.finetune, session_.data) == before


VERDICT = {"best": 0.5, "balance_point": 0.5, "plateau": [0, 1], "sentence": "told"}


def test_a_policy_that_has_changed_is_measured_again_with_the_settings_of_before(store):
    policy = Policy(steps=(Step("a", "Rotate", {"limit": (-30, 30)}),), name="turns")
    spec = fake_spec(data="digits", policy_file=document.write(policy, 1.0))
    sweep_id = add(store, replace(spec, seeds=4))
    tamper(store, sweep_id, status="finished", verdict=VERDICT)
    findings._finished.clear()
    app = AppTest.from_file(APP, default_timeout=60)
    moved = replace(policy, steps=(Step("a", "Rotate", {"limit": (-10, 10)}),))
    app.query_params["policy"] = link.pack(moved)
    app.run()
    assert "Measured on digits, 5 images a class before a setting was changed." in " ".join(
        caption.value.replace("\\", "") for caption in app.caption
    )
    app.button(key="measure-again").click().run()
    assert not app.exception
    assert app.title[0].value == "Fine-tune"
    session_ = app.session_state["session"]
    assert session_.finetune["ft.seeds"] == 4
    assert session_.policy.steps == moved.steps
    assert "with your policy as it is now" in app.success[0].value


def test_where_the_data_set_is_gone_the_same_again_says_so_and_fills_in_the_rest(store):
    add_sweep(store, done=3, status="stopped")
    app = open_page()
    app.button(key="results.same").click().run()
    assert not app.exception
    said = app.success[0].value.replace("\\", "")
    assert "The settings of turns on pets are here. Its data set cannot be had: " in said
    assert app.session_state["session"].finetune["ft.shots"] == 5


def test_a_data_set_that_was_read_in_a_told_way_is_not_chosen_as_another_one(store):
    policy = Policy(steps=(Step("a", "Rotate", {"limit": (-30, 30)}),), name="turns")
    spec = fake_spec(data="digits", policy_file=document.write(policy, 1.0))
    sweep_id = add(store, replace(spec, seeds=4, reading=Reading(labels_from="name")))
    tamper(store, sweep_id, status="stopped")
    app = open_page()
    app.button(key="results.same").click().run()
    assert not app.exception
    said = app.success[0].value.replace("\\", "")
    assert "read with --labels-from name, which only the command line can" in said
    assert app.session_state["session"].data is None
    assert app.session_state["session"].finetune["ft.seeds"] == 4
