"""What stands under the dial on Compose, and the example that a new visitor finds."""

from dataclasses import replace

import pytest

from explorer.frozen import thawed
from explorer.policy.files.document import explorer_part
from explorer.policy.model import Policy
from explorer.sweep import control
from explorer.sweep.findings.evidence import evidence
from explorer.sweep.reading import recommended
from explorer.sweep.storage.measured import measured
from explorer.sweep.storage.store import Store
from explorer.ui import example, findings, link, session
from explorer.ui.session import Session
from tests.pages.test_results import add_sweep
from tests.results import make_result
from tests.sweep.conftest import tamper


def state(app):
    return app.session_state["session"]


def drawn(app):
    """The curves of this policy: one from before a change, which is drawn in gray, is not here."""
    return [part for part in curves(app) if "former" not in part.proto.body]


def curves(app):
    return [part for part in app.get("html") if "class='dial-curve'" in part.proto.body]


def captions(app):
    return " ".join(caption.value for caption in app.caption).replace("\\", "")


def test_a_new_visitor_finds_the_example_with_its_curve(open_app):
    app = open_app()
    assert example.shows(state(app).policy)
    assert "This policy is an example" in captions(app)
    assert len(drawn(app)) == 1
    assert "Example: fashion-mnist-small, 10 images a class" in captions(app)


def test_the_example_is_cleared_in_one_click_and_undo_brings_it_back(open_app):
    app = open_app()
    app.button(key="clear-example").click().run()
    assert state(app).policy.steps == ()
    assert drawn(app) == []
    app.button(key="undo").click().run()
    assert example.shows(state(app).policy)


def test_the_balance_point_is_reached_in_one_click(open_app):
    app = open_app()
    app.button(key="to-balance-point").click().run()
    assert state(app).policy.strength == example.finding().strength_verdict.balance_point
    assert app.button(key="to-balance-point").disabled


def test_the_balance_point_brings_the_evidence_of_the_example_along(open_app):
    app = open_app()
    app.button(key="to-balance-point").click().run()
    exported = explorer_part(state(app).policy, 1.0)
    assert exported["evidence"] == evidence(example.finding())
    assert exported["evidence"]["strengths"]


def test_the_balance_point_brings_the_evidence_that_fine_tune_hands_on(open_app, run_of):
    run_of(example.policy())
    app = open_app()
    app.button(key="to-balance-point").click().run()
    policy = state(app).policy
    assert policy.evidence == recommended(make_result()).evidence
    assert policy.strength == make_result().strength_verdict.balance_point
    assert policy.steps == example.policy().steps  # the measured policy, as this person has it


def test_a_dial_that_was_moved_to_the_balance_point_still_takes_the_evidence(open_app):
    app = open_app()
    at = example.finding().strength_verdict.balance_point
    state(app).edit(replace(state(app).policy, strength=at))
    app.run()
    app.button(key="to-balance-point").click().run()
    assert state(app).policy.evidence is not None
    assert app.button(key="to-balance-point").disabled


def test_a_policy_that_was_not_measured_has_no_curve(open_app):
    app = open_app(policy=link.pack(Policy()))
    assert drawn(app) == []
    app.selectbox(key="add.").select("Rotate").run()
    assert drawn(app) == []
    assert "This policy is an example" not in captions(app)


def test_a_policy_that_was_never_measured_is_told_where_that_is_done(open_app):
    said, way = "Not measured yet: Fine-tune finds how strong it should be.", "Measure it"
    app = open_app(policy=link.pack(Policy()))
    assert said not in captions(app)  # an empty policy has no strength
    app.selectbox(key="add.").select("Rotate").run()
    assert said in captions(app)
    assert way in [each.proto.label for each in app.get("page_link")]
    app = open_app()  # the example was measured
    assert said not in captions(app)
    assert way not in [each.proto.label for each in app.get("page_link")]


@pytest.fixture
def run_of(monkeypatch):
    """Has the store hold runs that have measured policies."""

    def of(*policies):
        parts = [explorer_part(policy, 1.0) for policy in policies]
        found = tuple(measured(f"run-{i}", part, "pets", 5) for i, part in enumerate(parts))
        monkeypatch.setattr(
            control, "statuses", lambda url: {one.sweep_id: "finished" for one in found}
        )
        monkeypatch.setattr(control, "measured", lambda url: found)
        monkeypatch.setattr(control, "read_result", lambda sweep_id, url: make_result())
        findings._finished.clear()
        findings._runs.clear()
        findings._curve.clear()

    yield of
    findings._finished.clear()
    findings._runs.clear()
    findings._curve.clear()


def test_an_own_run_of_the_same_content_comes_first_and_others_can_be_chosen(open_app, run_of):
    policy = example.policy()
    run_of(policy)
    app = open_app()
    chosen = app.selectbox(key="dial.finding")
    assert list(chosen.options) == [
        "pets, 5 images a class (run un-0)",
        "Example: fashion-mnist-small, 10 images a class",
    ]
    assert "Measured: pets, 5 images a class" in captions(app)
    chosen.select_index(1).run()
    assert "Example: fashion-mnist-small" in captions(app)


def test_a_run_that_tells_something_comes_before_a_newer_one_that_does_not(open_app):
    open_app()  # its data folder
    store = Store()
    told, unclear, newest = (add_sweep(store) for _ in range(3))
    for sweep_id in (unclear, newest):
        verdict = {**thawed(store.sweep(sweep_id).verdict), "helps": None}
        tamper(store, sweep_id, verdict=verdict)
    for cached in (findings._finished, findings._runs, findings._told):
        cached.clear()
    policy = store.sweep(told).spec.policy
    assert [one.sweep_id for one in findings.of(policy)] == [told, newest, unclear]
    app = open_app(policy=link.pack(policy))
    assert app.button(key="to-balance-point")
    assert [option[-5:-1] for option in app.selectbox(key="dial.finding").options] == [
        told[-4:],
        newest[-4:],
        unclear[-4:],
    ]


def test_settings_that_moved_since_are_said(open_app, run_of):
    policy = example.policy()
    run_of(policy)
    app = open_app()
    app.session_state[f"p-{policy.steps[0].id}"] = True
    app.run()
    app.text_input(key=f"{policy.steps[0].id}.p").set_value("0.3").run().run()
    assert drawn(app) == []
    assert len(curves(app)) == 1, "the former one keeps its room, in gray"
    assert "Measured on pets, 5 images a class before a setting was changed." in captions(app)


TOLD = "Measured on pets, 5 images a class before {}."


def test_steps_that_were_added_switched_off_removed_or_moved_since_are_said(open_app, run_of):
    run_of(example.policy())
    app = open_app()
    first = example.policy().steps[0].id

    def undone():
        app.button(key="undo").click().run()
        assert len(drawn(app)) == 1

    app.selectbox(key="add.").select("Rotate").run()
    assert drawn(app) == []
    assert TOLD.format("a step was added") in captions(app)
    app.toggle(key=f"{first}.enabled").set_value(False).run().run()
    both = "steps were added and others removed or switched off"
    assert TOLD.format(both) in captions(app)
    app.button(key="undo").click().run()
    undone()
    app.toggle(key=f"{first}.enabled").set_value(False).run().run()
    assert TOLD.format("a step was removed or switched off") in captions(app)
    undone()
    app.button(key=f"act-delete-{first}").click().run()
    assert TOLD.format("a step was removed or switched off") in captions(app)
    undone()
    app.button(key=f"act-down-{first}").click().run()
    assert TOLD.format("the order was changed") in captions(app)
    app.selectbox(key="add.").select("Rotate").run()
    assert TOLD.format("a step was added") in captions(app)
    app.button(key="measure-again").click().run()
    assert not app.exception


def test_a_change_of_the_example_is_said_too(open_app):
    app = open_app()
    app.selectbox(key="add.").select("Rotate").run()
    assert (
        "The example was measured on fashion-mnist-small, 10 images a class, "
        "before a step was added." in captions(app)
    )


def test_another_policy_is_no_change_of_the_one_before(open_app, run_of):
    run_of(example.policy())
    app = open_app()
    app.button(key="clear-example").click().run()
    app.selectbox(key="add.").select("Rotate").run()
    assert "before" not in captions(app)


def test_the_first_change_makes_the_example_the_persons_own(open_app):
    app = open_app()
    app.session_state[f"p-{example.policy().steps[0].id}"] = True
    app.run()
    app.text_input(key=f"{example.policy().steps[0].id}.p").set_value("0.3").run()
    assert "This policy is an example" not in captions(app)


def test_a_run_that_was_deleted_meanwhile_is_no_error(open_app, run_of, monkeypatch):
    run_of(example.policy())
    findings._curve.clear()

    def gone(sweep_id, url):
        raise session.ExplorerError("it is gone")

    monkeypatch.setattr(control, "read_result", gone)
    app = open_app()
    assert not app.exception
    assert drawn(app) == []


def test_a_session_that_was_kept_is_not_given_the_example():
    assert Session().policy == Policy()
