"""What `measure` returns, made of known numbers."""

import json
import math
import re
from dataclasses import replace

import pytest

from explorer import SweepResult
from explorer.data.image_set import open_image_set
from explorer.errors import SweepError
from explorer.policy.files import load
from explorer.report import STRENGTHS
from explorer.sweep.reading import recommended
from tests.results import ablation_result, make_result, read_aloud
from tests.sweep.pictures import write_bars


@pytest.fixture(autouse=True)
def home(tmp_path, monkeypatch):
    monkeypatch.setenv("AUG_EXPLORER_HOME", str(tmp_path / "home"))


@pytest.fixture
def result():
    return SweepResult(make_result(), "a data set that is gone")


@pytest.fixture
def begun():
    """A result without a verdict, a trial or a data set."""
    found = make_result(status="stopped")
    arms = tuple(
        replace(arm, accuracy=None, train_accuracy=None, gain=None, trials=()) for arm in found.arms
    )
    return SweepResult(
        replace(found, arms=arms, verdict=None, final_test=None, dataset=None), "pets"
    )


def test_the_curve_has_a_row_an_arm_with_the_ends_of_its_intervals(result):
    curve = result.curve
    assert list(curve["arm"]) == [arm.key for arm in result.found.arms]
    assert list(curve["strength"]) == [0.0, 0.5, 1.0, 1.5, 2.0]
    assert list(curve["trials"]) == [3] * 5
    arm = result.found.arm("strength-0.5")
    row = curve[curve["arm"] == "strength-0.5"].iloc[0]
    for name, known in (
        ("val_accuracy", arm.accuracy),
        ("train_accuracy", arm.train_accuracy),
        ("gain", arm.gain),
    ):
        assert (row[name], row[f"{name}_low"], row[f"{name}_high"]) == (known.mean, *known.shown)


def test_a_notebook_shows_of_which_release_a_verdict_is(result):
    before = SweepResult(replace(result.found, judged_by="0.1"), result.source)
    said = f"{result.verdict.sentence} (As of release 0.1.)"
    assert said in repr(before)
    shown = read_aloud(before._repr_html_())
    assert all(part.whole in shown for part in result.verdict.said)
    assert "(As of release 0.1.)" in shown
    assert before.verdict.sentence == result.verdict.sentence
    assert "As of release" not in repr(result) + result._repr_html_()


def test_what_is_not_known_is_nan_in_the_curve(begun):
    assert list(begun.curve["trials"]) == [0] * 5
    assert all(map(math.isnan, begun.curve["gain_low"]))


def test_the_repr_is_the_sentence(result, begun):
    assert result.verdict.sentence in repr(result)
    assert result.sweep_id in repr(result)
    assert "stopped: no verdict yet" in repr(begun)


def test_a_notebook_shows_sentence_and_chart_and_loads_nothing(result):
    shown = result._repr_html_()
    assert all(part.whole in read_aloud(shown) for part in result.verdict.said)
    assert shown.startswith('<p class="claim"><strong>On pets')
    assert "Plotly.newPlot" in shown
    assert re.findall(r"<(?:script|link|img|iframe)[^>]+(?:src|href)=[^>]*>", shown) == []
    assert "@import" not in shown


def test_a_notebook_shows_the_sentence_as_text(begun):
    said = replace(make_result().verdict, sentence="<script>alert(1)</script>")
    shown = SweepResult(replace(begun.found, verdict=said), "pets")._repr_html_()
    assert "<script>alert" not in shown
    assert "&lt;script&gt;alert(1)" in shown


def test_the_figure_is_the_chart_that_answers_the_question(result):
    drawn = result.figure()
    assert drawn.layout.xaxis.title.text == "Strength"
    assert any(list(line.x) == [0.0, 0.5, 1.0, 1.5, 2.0] for line in drawn.data)


def test_the_figure_of_a_curve_takes_the_parts_that_pages_switch(result):
    names = [line.name for line in result.figure().data]
    fewer = [line.name for line in result.figure(training=False).data]
    more = [line.name for line in result.figure(intervals=True).data]
    assert set(names) - set(fewer) == {"Training images"}
    assert any(name.startswith("95% interval of each accuracy") for name in set(more) - set(names))
    steps = SweepResult(ablation_result(), "pets")
    with pytest.raises(SweepError, match="ablation has no 'training' to draw"):
        steps.figure(training=False)


def test_the_policy_is_the_recommended_one_with_its_evidence(result):
    assert result.policy() == recommended(result.found)
    assert result.policy().evidence["sentence"] == result.verdict.sentence


def test_what_was_saved_can_be_read_again(result, tmp_path, capsys):
    paths = result.save(tmp_path / "results")
    assert [path.name for path in paths] == ["sweep.json", "report.html", "policy.json"]
    assert "note: the report has no pictures" in capsys.readouterr().err
    for place in (tmp_path / "results", tmp_path / "results" / "sweep.json"):
        assert SweepResult.load(place).found == result.found
    assert load(tmp_path / "results" / "policy.json").policy == result.policy()


def test_the_report_shows_no_pictures_of_a_data_set_that_has_changed(result, tmp_path, capsys):
    bars = str(write_bars(tmp_path / "bars"))
    known = replace(result.found.dataset, digest=open_image_set(bars).digest)
    same = replace(result.found, dataset=known)
    SweepResult(same, bars).save(tmp_path / "same")
    assert capsys.readouterr().err == ""
    SweepResult(result.found, bars).save(tmp_path / "other")
    assert "has changed since it was measured" in capsys.readouterr().err
    pictures = [
        (tmp_path / name / "report.html").read_text().count("data:image/png")
        for name in ("same", "other")
    ]
    assert pictures[0] == pictures[1] + len(STRENGTHS)  # a row a strength


def test_without_a_verdict_nothing_is_recommended_saved_or_said(begun, tmp_path):
    for ask in (begun.policy, lambda: begun.save(tmp_path / "out"), lambda: begun.verdict):
        with pytest.raises(SweepError, match="is stopped and has no verdict yet"):
            ask()
    assert not (tmp_path / "out").exists()


def test_a_folder_that_cannot_be_written_to_is_refused_in_a_line(result, tmp_path):
    (tmp_path / "taken").write_text("a file")
    with pytest.raises(SweepError, match=r"the folder .*taken.* cannot be written to"):
        result.save(tmp_path / "taken")
    with pytest.raises(SweepError, match="the folder ' ' names no folder"):
        result.save(" ")


def test_what_is_no_sweep_is_not_loaded(tmp_path):
    (tmp_path / "sweep.json").write_text(json.dumps({"sweep_id": "a"}))
    with pytest.raises(SweepError, match=r"not a sweep\.json"):
        SweepResult.load(tmp_path)
    with pytest.raises(SweepError, match="cannot be read"):
        SweepResult.load(tmp_path / "nowhere.json")


def test_a_verdict_of_an_unknown_question_is_refused_by_name(result, tmp_path):
    raw = {**result.found.to_json(), "question": "why"}
    (tmp_path / "sweep.json").write_text(json.dumps(raw))
    with pytest.raises(SweepError, match="question 'why' is not one of"):
        SweepResult.load(tmp_path)


def test_the_answer_about_steps_has_a_row_an_arm_its_own_chart_and_comes_back_from_its_file(
    tmp_path,
):
    result = SweepResult(ablation_result(), "pets")
    assert set(result.curve["kind"]) >= {"whole", "none", "without"}
    assert result.curve["step"].notna().any()
    assert result.figure().layout != SweepResult(make_result(), "pets").figure().layout
    (tmp_path / "sweep.json").write_text(json.dumps(result.found.to_json()))
    assert SweepResult.load(tmp_path).found == result.found
