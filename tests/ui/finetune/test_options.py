"""A row alone is served on Fine-tune, with its options.

Shown on a copy of the package with one recipe, one measure and one engine more.
"""

import pytest

from tests.copied import copied, run

RECIPE = """
    Recipe(
        name="smooth",
        summary="Trains as plain does, under another name.",
        pictures="explorer.trial.pictures.plain:pictures",
        step="explorer.training.recipes.plain:step",
        params=(
            Param(
                name="share", kind="float", help="A share.", default=0.3,
                low=0, high=0.5, step=0.05, min=0, max=1,
            ),
            Param(name="beats", kind="int", help="A number.", default=4, min=1, max=9),
            Param(name="parts", kind="list", help="Some.", default=(1, 2, 3), min=0, max=9),
        ),
    ),
"""
MEASURE = """
    Measure(
        name="again",
        label="Accuracy again",
        summary="The same.",
        scorer="explorer.training.measures.accuracy:score",
    ),
"""
ENGINE = """
    EngineChoice(
        name="second",
        summary="Processes of this machine, once more.",
        maker="explorer.sweep.engines.local:LocalEngine",
        here=True,
    ),
"""
EDITS = {
    "explorer/trial/recipes.py": RECIPE,
    "explorer/trial/measures.py": MEASURE,
    "explorer/sweep/engines/table.py": ENGINE,
}
PAGE = """
from concurrent.futures import Future
from pathlib import Path
from streamlit.testing.v1 import AppTest
from explorer import Policy, Step
from explorer.sweep.planning.budget import Cost, plan
from explorer.ui import widgets
from explorer.ui.finetune import estimates
from explorer.ui.kept import Kept

widgets.LATE_S = 0.0  # the script is faster than a hand

asked = []

def at_once(policy, images, spec):
    asked.append(spec)
    done = Future()
    done.set_result(plan(spec, Cost(epoch_s=0.01)))
    return done

estimates.measured = at_once
app = AppTest.from_file(Path("explorer/ui/app.py").resolve(), default_timeout=120).run()
app.session_state["session"].policy = Policy(steps=(Step("a", "Rotate"),))
app.switch_page("../../pages/finetune.py").run()

def widget(kind, label):
    return next(field for field in getattr(app, kind) if field.label == label)

def move(kind, label, value):
    widget(kind, label).set_value(value).run()
    assert not app.exception, app.exception

def said():
    return " ".join(note.value for note in (*app.caption, *app.error)).replace("\\\\", "")

def labels():
    kinds = (app.slider, app.number_input, app.selectbox, app.multiselect, app.text_input)
    return [field.label for kind in kinds for field in kind]
"""


@pytest.fixture(scope="module")
def copy(tmp_path_factory):
    folder = copied(tmp_path_factory.mktemp("options"))
    for name, row in EDITS.items():
        text = (folder / name).read_text()
        assert text.count("\n)\n") >= 1
        begin = text.index("\n_ROWS = (\n")
        end = text.index("\n)\n", begin)
        text = text[:end] + row.rstrip("\n") + text[end:]
        if name.endswith("recipes.py"):
            text = text.replace("import Choice\n", "import Choice, Param\n")
        (folder / name).write_text(text)
    return folder


def lines(copy, code):
    return run(copy, PAGE + code).splitlines()


def test_the_options_of_the_recipe_that_is_chosen_have_controls_and_are_planned(copy):
    printed = lines(
        copy,
        """
print({"Share", "Beats", "Parts as JSON"} & {*labels()})
move("selectbox", "Recipe", "smooth")
print("Trains as plain does, under another name." in said())
print([widget("slider", "Share").value, widget("number_input", "Beats").value])
print(widget("text_input", "Parts as JSON").value, dict(asked[-1].setting.options))
move("slider", "Share", 0.2)
move("number_input", "Beats", 7.0)
move("text_input", "Parts as JSON", "[4, 5]")
print(asked[-1].setting.recipe, dict(asked[-1].setting.recipe_options))
print("Set by you, and kept: Recipe; Share; Beats; Parts." in said())
move("selectbox", "Recipe", "plain")
print(dict(asked[-1].setting.options), "Share" in said())
move("selectbox", "Recipe", "smooth")
print(dict(asked[-1].setting.recipe_options))
app.button(key="ft.defaults").click().run()
move("selectbox", "Recipe", "smooth")
print(widget("slider", "Share").value, dict(asked[-1].setting.options))
""",
    )
    told = "{'share': 0.2, 'beats': 7, 'parts': (4.0, 5.0)}"
    assert printed == [
        "set()",
        "True",
        "[0.3, 4.0]",
        "[1.0, 2.0, 3.0] {}",
        f"smooth {told}",
        "True",
        "{} False",
        told,
        "0.3 {}",
    ]


def test_a_value_that_is_refused_is_named_and_stays_to_be_corrected(copy):
    printed = lines(
        copy,
        """
move("selectbox", "Recipe", "smooth")
for kind, label, wrong, right in (
    ("number_input", "Beats", 2.5, 2.0),
    ("number_input", "Beats", 1e20, 3.0),
    ("text_input", "Parts as JSON", "[4, 50]", "[4]"),
    ("text_input", "Parts as JSON", "[4,", "[5]"),
):
    before = len(asked)
    move(kind, label, wrong)
    print(app.error[0].value.replace("\\\\", ""), len(asked) - before)
    print(widget(kind, label).value, app.button(key="ft.start").disabled)
    app.switch_page("../../pages/data.py").run()
    app.switch_page("../../pages/finetune.py").run()
    print(len(app.error))
    move(kind, label, right)
    print(len(app.error), app.button(key="ft.start").disabled)
""",
    )
    after = ["1", "0 False"]
    assert printed == [
        "smooth.beats: 2.5 is not a whole number 0",
        "2.5 True",
        *after,
        "smooth.beats: 1e+20 is outside 1 to 9 0",
        "1e+20 True",
        *after,
        "smooth.parts[1]: 50 is outside 0 to 9 0",
        "[4, 50] True",
        *after,
        "smooth.parts: '[4,' is not a list between 0 and 9 0",
        '"[4," True',
        *after,
    ]


def test_what_a_person_has_chosen_survives_a_reload_and_damage_is_left_out(copy):
    printed = lines(
        copy,
        """
move("selectbox", "Recipe", "smooth")
move("slider", "Share", 0.2)
session = app.session_state["session"]
again = Kept.from_json(session._state())
print(dict(again.finetune) == session.finetune)
for kept in ("[" * 100_000, "nonsense", "NaN", '"x"', "1e400", "9" * 4000, "{}", "null", 3):
    session.finetune = {"ft.recipe": "smooth", "ft.options.smooth.share": kept}
    app.run()
    assert not app.exception, (kept[:9], app.exception)
    print(type(kept).__name__, len(app.slider), len(app.error))
""",
    )
    assert printed[0] == "True"
    assert len(printed) == 10
    assert printed[1:4] == ["str 1 0"] * 3  # as if nothing had been chosen
    assert printed[-1] == "int 1 0"


def test_a_table_with_two_rows_has_a_control_whose_value_is_planned(copy):
    printed = lines(
        copy,
        """
print(widget("multiselect", "Measures").value, widget("selectbox", "Engine").value)
print(asked[-1].measures, asked[-1].engine)
move("multiselect", "Measures", ["again", "accuracy"])
move("selectbox", "Engine", "second")
print(asked[-1].measures, asked[-1].engine)
print("Processes of this machine, once more." in said())
app.switch_page("../../pages/data.py").run()
app.switch_page("../../pages/finetune.py").run()
print(widget("multiselect", "Measures").value, widget("selectbox", "Engine").value)
for names in (["again"], []):
    move("multiselect", "Measures", names)
    print(asked[-1].measures, len(app.error))
""",
    )
    assert printed == [
        "['accuracy'] local",
        "('accuracy',) local",
        "('accuracy', 'again') second",
        "True",
        "['again', 'accuracy'] second",
        "('accuracy', 'again') 0",  # every question judges by accuracy: it is always scored
        "('accuracy',) 0",
    ]
