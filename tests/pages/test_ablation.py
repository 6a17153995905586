"""A second question on the pages: it is chosen on Fine-tune, and judged there and on Results."""

import pytest

from explorer import Policy, Step
from explorer.policy.files import document
from explorer.sweep.findings.dataset import DataFacts
from explorer.sweep.planning.schedule import Planned, Round
from explorer.sweep.questions.table import asked_by
from explorer.trial.result import TrialResult
from tests.pages.test_finetune import open_page, show_run
from tests.pages.test_finetune import store as store
from tests.pages.test_results import add_sweep, charts, look
from tests.pages.test_results import open_page as open_results
from tests.pages.test_results import texts as escaped
from tests.sweep import fake_work
from tests.sweep.conftest import add, fake_spec

STEPS = (
    Step("shift", "Affine", {"translate_percent": {"x": (-0.1, 0.1), "y": (-0.1, 0.1)}}),
    Step("turn", "Rotate", {"limit": (-180, 180)}),
    Step("noise", "GaussNoise"),
)
EFFECTS = {"shift": 0.1, "turn": -0.1, "noise": 0.0}
SEEDS = 3


def texts(app):
    return escaped(app).replace("\\", "")


def add_ablation(store, effects=EFFECTS, noise=(0.0, 0.0, 0.0)):
    """A finished sweep over the steps, each of which adds its effect; the last one by seed, too."""
    policy = Policy(steps=STEPS, name="steps")
    spec = fake_spec(
        data="fake",
        policy_file=document.write(policy, 1.0),
        question="ablation",
        options={},
        seeds=SEEDS,
    )
    sweep_id = add(store, spec, dataset=DataFacts("pets", "d" * 64, fake_work.CLASSES, 40, 20, 20))
    claim, asked = store.claim(sweep_id, "t"), asked_by(spec)
    arms = asked.arms(spec)
    planned = tuple(Planned(arm.key, seed) for seed in range(SEEDS) for arm in arms)
    claim.plan(spec, arms, Round(planned, last=True), None)
    of = {arm.key: arm for arm in arms}
    for position, trial in enumerate(planned):
        arm = of[trial.arm]
        steps = [] if arm.kind == "none" else [step.id for step in arm.policy.steps]
        by_seed = 0.01 * trial.seed + ("noise" in steps) * noise[trial.seed]
        value = 0.5 + sum(effects[step] for step in steps) + by_seed
        result = fake_work.result(round(value, 6), [])
        claim.write_result(position, TrialResult.from_json(result))
    stored = store.look(sweep_id)
    judged = asked.judge(spec, "pets", stored.arms, [trial.outcome for trial in stored.trials])
    claim.write_verdict(judged.verdict.to_json() | {"looks": 1}, judged.points, len(planned))
    claim.update(status="finished", started=100.0, finished=160.0)
    return sweep_id


def test_the_question_is_chosen_on_the_form_and_brings_its_own_options_and_words(store):
    app = open_page(Policy(steps=STEPS))
    question = app.selectbox(key="ft.question")
    assert question.options == ["How strong should it be?", "Which steps earn their place?"]
    question.set_value("ablation").run()
    assert not app.exception
    labels = [field.label for field in app.text_input]
    assert "Strength of the policy" in labels
    assert "Strengths" not in labels
    said = texts(app)
    assert "**30 trials**: 8 arms x 3 seeds, then the whole policy, and what the verdict" in said
    assert "Drops seeds, then epochs to fit." in said
    assert "without each step, with each step alone and with none" in said
    app.text_input(key="ft.strength").set_value("high").run()
    assert "Strength of the policy: 'high' is not a number" in texts(app)
    app.text_input(key="ft.strength").set_value("3").run()
    assert "Strength of the policy: 3 is not a number above 0, at most 2" in texts(app)
    app.text_input(key="ft.strength").set_value("0").run()
    assert "strength 0 leaves nothing of a policy to take apart" in texts(app)
    assert app.button(key="ft.start").disabled


def test_what_harms_is_left_out_on_fine_tune_in_one_click_and_undo_brings_it_back(store):
    app = show_run(open_page(Policy(steps=STEPS, name="steps")), add_ablation(store))
    said = texts(app)
    assert "**Rotate hurts:** with the whole policy, " in said
    assert "This leaves out " in said
    button = app.button(key="ft.use")
    assert (button.label, button.proto.type) == ("Use it without Rotate", "primary")
    button.click().run()
    session = app.session_state["session"]
    assert [step.id for step in session.policy.steps] == ["shift", "noise"]
    assert session.policy.evidence["left_out"] == ("turn",)
    assert "Without Rotate, the policy steps is set on Compose" in app.success[0].value
    session.undo()
    assert [step.id for step in session.policy.steps] == ["shift", "turn", "noise"]


def test_of_more_seeds_and_what_is_advised_the_advice_is_the_main_button(store):
    sweep_id = add_ablation(store, noise=(0.03, 0.01, -0.01))
    app = show_run(open_page(Policy(steps=STEPS, name="steps")), sweep_id)
    kinds = {key: app.button(key=key).proto.type for key in ("ft.more", "ft.use")}
    assert kinds == {"ft.more": "secondary", "ft.use": "primary"}


def test_notes_stand_below_the_verdict_on_both_pages(store):
    sweep_id = add_ablation(store)
    store.held(sweep_id, "t").update(notes=["a note of the run"])
    for app in (
        show_run(open_page(Policy(steps=STEPS, name="steps")), sweep_id),
        open_results(run=sweep_id),
    ):
        shown = [str(getattr(element, "value", "")) for element in app.main]
        verdict, note = (
            next(place for place, text in enumerate(shown) if said in text)
            for said in ("Rotate hurts", "A note of the run")
        )
        assert verdict < note


def test_where_nothing_harms_there_is_no_button(store):
    sweep_id = add_ablation(store, EFFECTS | {"turn": 0.1})
    app = show_run(open_page(Policy(steps=STEPS)), sweep_id)
    assert "No step is shown to hurt" in texts(app)
    assert "ft.use" not in [button.key for button in app.button]


def test_what_several_that_harm_give_without_all_of_them_is_said_beside_the_button(store):
    sweep_id = add_ablation(store, EFFECTS | {"shift": -0.1, "turn": -0.2})
    app = show_run(open_page(Policy(steps=STEPS, name="steps")), sweep_id)
    assert app.button(key="ft.use").label == "Use it without Affine and Rotate"
    assert "With every step left out that hurts, 51.0%" in texts(app)
    sweep_id = add_ablation(store, EFFECTS | {"shift": -0.1, "turn": -0.1, "noise": -0.1})
    app = show_run(open_page(Policy(steps=STEPS, name="steps")), sweep_id)
    assert "With every step left out that hurts, 51.0%" in texts(app)


def test_results_shows_the_bars_and_leaves_out_what_harms(store):
    sweep_id = add_ablation(store)
    app = open_results(run=sweep_id)
    views = app.segmented_control(key="results.view")
    assert views.options[0] == "Steps"
    assert "Curve" not in views.options
    (chart,) = app.get("plotly_chart")
    assert "Without it" in chart.proto.spec
    for view in views.options:
        app.segmented_control(key="results.view").set_value(view).run()
        assert not app.exception
    app.segmented_control(key="results.view").set_value("Policy").run()
    said = texts(app)
    assert "**As it was designed, strength 1**" in said
    assert "**Without Rotate, strength 1**" in said
    assert "- **Gauss noise** " in said
    assert "GaussNoise" not in said
    button = app.button(key="results.open")
    assert button.label == "Use it without Rotate"
    button.click().run()
    session = app.session_state["session"]
    assert [step.id for step in session.policy.steps] == ["shift", "noise"]


@pytest.mark.parametrize("name", ["strength", "ablation"])
def test_a_question_that_was_chosen_is_kept_by_the_session(store, name):
    app = open_page(Policy(steps=STEPS))
    app.selectbox(key="ft.question").set_value(name).run()
    app.switch_page("../../pages/data.py").run()
    app.switch_page("../../pages/finetune.py").run()
    assert app.selectbox(key="ft.question").value == name


def test_a_run_of_another_question_says_so_beside_one_over_strengths(store):
    other, steps = add_sweep(store, name="other"), add_ablation(store)
    app = open_results(run=steps)
    app.multiselect(key="results.compare").set_value([other]).run()
    look(app, "Classes")
    assert [info.value for info in app.info].count("This run asks another question.") == 1
    look(app, "Curve")
    (figure,) = charts(app)
    assert len(figure["data"]) == 1
