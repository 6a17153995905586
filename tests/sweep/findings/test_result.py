"""sweep.json both ways, of every release; and what is no sweep.json."""

import json
import math
import re
from dataclasses import fields, replace

import pytest

from explorer.errors import SweepError
from explorer.sweep.findings.result import SweepResult
from explorer.sweep.findings.strength import StrengthVerdict
from explorer.sweep.questions.table import read_verdict
from explorer.trial.arm import strength_key
from explorer.trial.result import EpochResult
from tests.results import ablation_result, make_result, with_arm, with_measure


def test_a_result_is_written_and_read_again():
    result = make_result()
    text = json.dumps(result.to_json(), allow_nan=False)
    assert SweepResult.from_json(json.loads(text), read_verdict) == result


def test_a_result_is_loaded_from_a_file(tmp_path):
    path = tmp_path / "sweep.json"
    path.write_text(json.dumps(make_result().to_json()))
    assert SweepResult.load(path, read_verdict) == make_result()


def told(**changed):
    """Returns a sweep.json as text, with some of its blocks replaced."""
    return json.dumps(make_result().to_json() | changed)


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("[]", "it holds no object"),
        ("4", "it holds no object"),
        ("{", "is not JSON"),
        ("[" * 100_000, "is nested too deeply"),
        ("{}", "'config' is missing"),
        (told(config=5), "its 'config' is not an object"),
        (told(arms={}), "its 'arms' is not a list"),
        (told(sweep_id=None), "its 'sweep_id' is not a text"),
        (told(settings=[5]), "its 'settings' cannot be read"),
        (told(settings=[{}]), "its 'settings' cannot be read: a Setting lacks"),
        (told(config={}), "its 'config' cannot be read: 'data' is missing"),
        (told(arms=[{}]), "its 'arms' cannot be read: '.*' is missing"),
        (told(arms=[5]), "its 'arms' cannot be read"),
        (told(dataset=[]), "its 'dataset' cannot be read"),
        (told(verdict={}), "its 'verdict' cannot be read: 'best' is missing"),
        (told(final_test=[1]), "its 'final_test' cannot be read"),
        (told(notes=5), "its 'notes' cannot be read"),
        (told(question="why"), "its 'verdict' cannot be read: question 'why' is not one of"),
    ],
)
def test_what_is_no_sweep_json_is_refused_with_the_file_and_what_is_wrong(tmp_path, text, why):
    path = tmp_path / "four.json"
    path.write_text(text)
    with pytest.raises(SweepError, match=why) as caught:
        SweepResult.load(path, read_verdict)
    said = str(caught.value)
    assert said.startswith(f"'{path}' ")
    assert "\n" not in said
    assert not re.search(r"Error|object has no|subscriptable|iterable|NoneType|indices", said)


def test_what_is_no_text_is_refused_by_name(tmp_path):
    (tmp_path / "four.json").write_bytes(b"\xff\xfe")
    with pytest.raises(SweepError, match=r"four\.json' is not UTF-8 text$"):
        SweepResult.load(tmp_path / "four.json", read_verdict)


def test_a_file_that_is_missing_is_named(tmp_path):
    with pytest.raises(SweepError, match=r"nowhere\.json"):
        SweepResult.load(tmp_path / "nowhere.json", read_verdict)


def test_a_loss_that_ran_away_is_null_in_json_and_comes_back_as_it_was():
    result = make_result(seeds=1)
    trial = replace(result.arms[0].trials[0], epochs=(EpochResult(1, math.nan, 1.0, 0.5),))
    result = with_arm(result, 0, trials=(trial,))
    raw = result.to_json()
    assert raw["arms"][0]["trials"][0]["epochs"][0]["train_loss"] is None
    assert SweepResult.from_json(raw, read_verdict) == result


def test_the_config_holds_setting_options_and_course():
    config = make_result().to_json()["config"]
    assert list(config)[:2] == ["data", "model"]
    assert (config["recipe"], config["strengths"]) == ("plain", [0, 0.5, 1, 1.5, 2])
    assert {"seeds", "seed", "engine", "workers", "device", "time_budget_s"} <= set(config)
    assert {"strength_rule", "looks", "continues"} <= set(config)


def test_a_verdict_of_another_question_needs_its_own_reader():
    raw = make_result().to_json() | {"question": "another"}
    with pytest.raises(SweepError, match="another"):
        SweepResult.from_json(raw, read_verdict)
    read = SweepResult.from_json(raw, lambda question, said: StrengthVerdict.from_json(said))
    assert (read.question, read.verdict) == ("another", make_result().verdict)


def test_strength_verdicts_of_older_releases_lack_what_these_did_not_know():
    raw = {"best": 0.5, "balance_point": 0.25, "plateau": [0.25, 0.75], "sentence": "so"}
    verdict = StrengthVerdict.from_json(raw)
    assert (verdict.plateau, verdict.helps, verdict.more_seeds) == ((0.25, 0.75), None, None)
    assert set(verdict.to_json()) == {entry.name for entry in fields(StrengthVerdict)}


def test_an_arm_is_found_by_its_key():
    result = make_result()
    assert result.arm(strength_key(0.5)) is result.arms[1]
    assert result.arm("nothing") is None


def test_further_measures_are_written_for_arms_and_trials_and_read_again():
    result = with_measure(make_result())
    raw = json.loads(json.dumps(result.to_json(), allow_nan=False))
    arm = raw["arms"][1]
    assert raw["config"]["measures"] == ["accuracy", "worst-class"]
    assert arm["metrics"] == {"worst-class": result.arms[1].metrics["worst-class"].to_json()}
    assert [trial["scores"] for trial in arm["trials"]] == [
        {"worst-class": trial["val_accuracy"] / 2} for trial in arm["trials"]
    ]
    assert SweepResult.from_json(raw, read_verdict) == result


def test_without_a_further_measure_there_is_no_word_of_any():
    raw = make_result().to_json()
    assert raw["config"]["measures"] == ["accuracy"]
    assert not any("metrics" in arm for arm in raw["arms"])
    assert not any("scores" in trial for arm in raw["arms"] for trial in arm["trials"])
    del raw["config"]["measures"]  # as releases before 0.2 wrote it
    assert SweepResult.from_json(raw, read_verdict) == make_result()


def test_a_verdict_names_the_arm_that_it_recommends():
    result = make_result()
    assert result.verdict.recommends == strength_key(result.verdict.balance_point)
    assert result.recommended_arm.strength == result.verdict.balance_point == 0.5
    assert replace(result, verdict=None).recommended_arm is None
    steps = ablation_result()
    assert steps.recommended_arm.key == steps.verdict.handed_on.arm == "without-turn"
