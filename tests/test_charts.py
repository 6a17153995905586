"""The figures show the numbers of the document, with units, and each has its table."""

import pytest

from explorer import charts
from explorer.charts.figures import labels, plain
from tests.documents import CLASSES, STRENGTHS, make_document


def trace(figure, name):
    return next(t for t in figure.data if t.name and t.name.startswith(name))


def test_the_curve_shows_validation_and_training_accuracy_with_their_intervals():
    document = make_document()
    figure = charts.curve(document)
    validation = trace(figure, "Validation")
    assert list(validation.x) == list(STRENGTHS)
    arm = document["arms"][1]["val_accuracy"]
    assert validation.y[1] == pytest.approx(100 * arm["mean"])
    assert validation.y[1] + validation.error_y.array[1] == pytest.approx(100 * arm["ci95"][1])
    assert validation.y[1] - validation.error_y.arrayminus[1] == pytest.approx(100 * arm["ci95"][0])
    assert list(trace(figure, "Training").x) == list(STRENGTHS)
    assert figure.layout.yaxis.title.text == "Accuracy, %"


def test_the_curve_marks_the_balance_point_the_plateau_and_the_overdone_zone():
    document = make_document()
    figure = charts.curve(document)
    assert list(trace(figure, "Balance point").x) == [document["verdict"]["balance_point"]]
    assert {shape.x0 for shape in figure.layout.shapes} >= {document["verdict"]["overdone_from"]}
    assert "overdone" in {note.text for note in figure.layout.annotations}


def test_a_curve_without_a_verdict_has_no_marks():
    figure = charts.curve({**make_document(), "verdict": None})
    assert not figure.layout.shapes
    assert len(figure.data) == 2


def test_a_running_trial_shows_as_an_open_mark_until_one_has_finished():
    document = make_document()
    running = {
        "seed": 0,
        "status": "running",
        "epochs": [{"epoch": 1, "val_accuracy": 0.4}, {"epoch": 2, "val_accuracy": 0.6}],
    }
    document["arms"][0] |= {"val_accuracy": None, "trials": [running]}
    document["arms"][1]["trials"].append(running)
    mark = trace(charts.curve({**document, "verdict": None}), "Validation images, still training")
    assert (list(mark.x), list(mark.y)) == ([0.0], [60.0])
    assert "open" in mark.marker.symbol


def test_one_seed_has_no_error_bar_and_still_a_curve():
    figure = charts.curve(make_document(seeds=1))
    assert set(trace(figure, "Validation").error_y.array) == {0}


def test_a_sweep_that_has_just_begun_gives_an_empty_figure():
    document = {**make_document(), "arms": [], "verdict": None}
    assert not charts.curve(document).data
    assert list(charts.curve(document).layout.yaxis.range) == [0, 100]
    assert charts.curve_table(document).empty


def test_the_table_behind_the_curve_has_a_row_a_strength():
    table = charts.curve_table(make_document())
    assert list(table["Strength"]) == list(STRENGTHS)
    assert set(table["Seeds"]) == {3}
    assert table["Gain, points"][0] == 0


def test_the_gain_is_paired_in_points_with_its_interval_and_the_marks_of_the_curve():
    document = make_document()
    figure = charts.gain(document)
    gains = trace(figure, "Gain")
    arm = document["arms"][1]["gain"]
    assert list(gains.x) == list(STRENGTHS)
    assert gains.y[1] == pytest.approx(100 * arm["mean"])
    assert gains.y[1] + gains.error_y.array[1] == pytest.approx(100 * arm["ci95"][1])
    assert figure.layout.yaxis.title.text == "Gain over strength 0, points"
    assert list(trace(figure, "Balance point").x) == [document["verdict"]["balance_point"]]
    assert {shape.x0 for shape in figure.layout.shapes} >= {document["verdict"]["overdone_from"]}


def test_the_table_behind_the_gain_says_on_which_side_of_none_the_interval_lies():
    table = charts.gain_table(make_document()).set_index("Strength")
    assert list(table.index) == list(STRENGTHS[1:])
    assert table.loc[0.5, "From"] < table.loc[0.5, "Gain, points"] < table.loc[0.5, "To"]
    assert table.loc[0.5, "The 95% interval"] == "lies above 0"
    assert table.loc[2.0, "The 95% interval"] == "lies below 0"
    assert set(charts.gain_table(make_document(seeds=1))["The 95% interval"]) == {
        "not known from one seed"
    }
    assert charts.gain_table({**make_document(), "arms": []}).empty


def test_the_numbers_in_a_heat_map_are_dark_on_every_shade():
    document = make_document()
    for figure in (
        charts.class_effect(document),
        charts.confusion(document, document["final_test"]["confusion"]),
    ):
        shades = [colour for _, colour in figure.data[0].colorscale]
        assert min(contrast(figure.data[0].textfont.color, shade) for shade in shades) > 4.5


def contrast(one, other):
    """The contrast of two colours, as WCAG 2 has it."""
    lighter, darker = sorted((luminance(one), luminance(other)), reverse=True)
    return (lighter + 0.05) / (darker + 0.05)


def luminance(colour):
    parts = [part / 255 for part in bytes.fromhex(colour[1:])]
    linear = [
        part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts
    ]
    return sum(share * part for share, part in zip((0.2126, 0.7152, 0.0722), linear, strict=True))


def test_several_sweeps_are_told_apart_in_one_figure():
    figure = charts.compared_curves(
        [make_document(name="one"), make_document(name="two")], gains=True
    )
    assert [t.name.split(" on ")[0] for t in figure.data] == ["one", "two"]
    assert len({t.line.color for t in figure.data}) == 2


def test_learning_curves_show_both_losses_of_every_trial():
    arm = make_document()["arms"][0]
    assert len(charts.learning_curves(arm).data) == 2 * len(arm["trials"])
    table = charts.learning_table(arm)
    assert table["Gap"][0] == pytest.approx(0.2)


def test_the_class_effect_leaves_out_strength_zero_and_is_in_points():
    table = charts.class_effect_table(make_document())
    assert list(table.columns) == ["Class", *STRENGTHS[1:]]
    assert table[1.0].tolist() == pytest.approx([10, 0, -10])
    figure = charts.class_effect(make_document())
    assert figure.data[0].zmin == -figure.data[0].zmax


def test_the_confusion_matrix_is_coloured_by_the_share_of_the_true_class():
    document = make_document()
    matrix = document["final_test"]["confusion"]
    figure = charts.confusion(document, matrix)
    assert figure.data[0].z[0][0] == pytest.approx(90)
    assert charts.confusion_table(document, matrix).shape == (3, 4)


def test_the_classification_report_becomes_a_table_of_classes_and_averages():
    table = charts.report_table(make_document()["final_test"]["report"])
    assert list(table["Class"]) == [*CLASSES, "macro avg", "weighted avg"]


def many_classes(count):
    document = make_document()
    names = [f"class {i}" for i in range(count)]
    document["dataset"]["classes"] = names
    for arm in document["arms"]:
        arm["per_class_gain"] = {name: 0.001 * i * arm["strength"] for i, name in enumerate(names)}
    return document


def test_of_many_classes_the_heat_maps_show_those_that_matter_and_the_tables_all():
    document = many_classes(200)
    assert len(charts.class_effect(document).data[0].y) == 60
    assert "class 199" in charts.class_effect(document).data[0].y
    assert len(charts.class_effect_table(document)) == 200
    matrix = [[10 if i == j else 0 for j in range(200)] for i in range(200)]
    matrix[150][151] = 7
    figure = charts.confusion(document, matrix)
    assert len(figure.data[0].y) == 60
    assert "class 150" in figure.data[0].y
    assert charts.confusion_table(document, matrix).shape == (200, 201)


def test_names_reach_plotly_without_tags_templates_or_formulas():
    assert plain("<b>%{x}</b> $a$ & b") == "&lt;b&gt;% {x}&lt;/b&gt; &#36;a&#36; &amp; b"
    assert len(plain("x" * 500)) == 40
    assert not any("<script>" in label for label in charts.class_effect(make_document()).data[0].y)


def test_names_that_look_alike_when_shortened_stay_apart():
    assert len(set(labels(["a" * 100 + str(i) for i in range(5)]))) == 5


def test_the_class_effect_is_said_in_words():
    said = charts.class_words(make_document())
    assert said[0].startswith(
        "At strength 0.5, the balance point, 1 of 3 gain (cat +5.0 points), and 1 lose (<script>"
    )
    assert said[1].startswith("At strength 2, ")


def test_no_change_of_any_class_is_said_too():
    document = make_document()
    for arm in document["arms"]:
        arm["per_class_gain"] = dict.fromkeys(CLASSES, 0.0)
    assert "no class changes by 0.5 points or more" in charts.class_words(document)[0]


def test_the_worst_mistakes_are_said_first():
    said = charts.confusion_words(make_document(), [[18, 2, 0], [0, 20, 0], [10, 0, 10]])
    assert said == [
        "<script>alert(1)</script> is taken for cat in 50% of its images.",
        "cat is taken for dog in 10% of its images.",
    ]


def test_the_gap_is_that_of_the_last_epoch_averaged_over_the_trials():
    document = make_document()
    assert charts.final_gap(document["arms"][0]).startswith(
        "At the last epoch the validation loss is 0.10 nats above the training loss"
    )
    assert charts.final_gap({"trials": []}) == ""
    table = charts.gaps_table(document)
    assert list(table["Strength"]) == list(STRENGTHS)
    assert table["Gap"].tolist() == pytest.approx([0.1] * len(STRENGTHS))
    assert len(charts.gaps(document).data) == 2


def test_the_table_of_trials_has_a_row_a_trial_and_no_formula_for_a_spreadsheet():
    document = make_document()
    document["arms"][0]["trials"][0]["messages"] = ["=HYPERLINK(1)"]
    table = charts.trials_table(document)
    assert len(table) == 3 * len(STRENGTHS)
    assert table["Messages"][0] == "'=HYPERLINK(1)"
    assert table["Validation, %"][0] == pytest.approx(80)


def test_the_tables_of_several_sweeps_stand_below_each_other():
    table = charts.compared_table(
        [
            make_document(name="one"),
            {**make_document(name="two"), "arms": []},
            make_document(name="three"),
        ]
    )
    assert len(table) == 2 * len(STRENGTHS)
    assert table.columns[0] == "Run"


def test_the_table_of_trials_has_its_header_before_the_first_trial():
    document = make_document()
    for arm in document["arms"]:
        arm["trials"] = []
    assert charts.trials_table(document).to_csv(index=False).startswith("Strength,Seed,Status")
