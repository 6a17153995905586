import json

import pytest

from explorer import Policy, Step
from explorer.errors import ExplorerError, PolicyError, SweepError
from explorer.policy.files import document
from explorer.policy.strength import RULE_VERSION
from explorer.sweep.planning.seeds import curve_seeds, final_seeds, fresh_seeds
from explorer.sweep.planning.spec import SweepSpec
from explorer.sweep.questions.strength import strengths_of
from explorer.sweep.questions.table import asked_by, processes, total_trials
from tests.sweep.planning.specs import make_spec


def test_a_spec_survives_json():
    spec = make_spec((1, 0.5), time_budget_s=60.0, spent_seeds=(3, 4), continues="before")
    raw = json.loads(json.dumps(spec.to_json()))
    assert SweepSpec.from_json(raw) == SweepSpec.stored(raw) == spec
    assert strengths_of(spec) == (0.0, 0.5, 1.0)


def test_the_policy_file_is_kept_word_for_word_and_read_when_it_is_used():
    policy = Policy((Step("a", "Rotate"),), name="turns")
    file = document.write(policy, 0.5) | {"__version__": "1.0.0"}
    spec = make_spec(policy_file=file)
    assert json.loads(json.dumps(spec.to_json()))["policy"] == json.loads(json.dumps(file))
    assert spec.policy.steps == policy.steps
    gone = make_spec(policy_file={"explorer": {"steps": [{"id": "a", "transform": "Gone"}]}})
    with pytest.raises(PolicyError, match="Gone"):
        _ = gone.policy


def test_a_spec_of_an_earlier_release_is_of_the_first_strength_rule_and_a_new_one_of_todays():
    unnamed = ("strength_rule", "continues", "looks", "spent_seeds")
    raw = {key: value for key, value in make_spec().to_json().items() if key not in unnamed}
    assert SweepSpec.from_json(raw).strength_rule == SweepSpec.stored(raw).strength_rule == 1
    assert make_spec().strength_rule == RULE_VERSION


def test_a_stored_spec_is_shown_whatever_today_refuses_and_refused_when_it_is_run():
    raw = make_spec().to_json()
    raw |= {"seeds": 5000, "device": "tpu", "later": 1}
    raw["setting"] |= {"model": "gone-net", "image_size": 4}
    spec = SweepSpec.stored(raw)
    assert (spec.seeds, spec.device, spec.setting.model) == (5000, "tpu", "gone-net")
    with pytest.raises(ExplorerError, match="gone-net"):
        spec.checked()


@pytest.mark.parametrize("spent", [(), (3, 4), (0, 1, 2), (2, 5, 9), tuple(range(30))])
def test_seeds_that_are_spent_are_used_neither_by_the_curve_nor_by_the_final_test(spent):
    chained = make_spec(seeds=4, spent_seeds=spent)
    curve, fresh = curve_seeds(chained), fresh_seeds(chained)
    assert (len(curve), len(fresh)) == (4, final_seeds(4))
    assert len({*curve, *fresh, *spent}) == len(curve) + len(fresh) + len(spent)
    assert [*curve, *fresh] == sorted({*range(99)} - {*spent})[: len(curve) + len(fresh)]


@pytest.mark.parametrize("seeds", [1, 2, 5, 9])
@pytest.mark.parametrize("strengths", [(0, 1), (0, 0.5, 1, 2)])
def test_the_total_is_that_of_the_trials_of_curve_and_final_test(seeds, strengths):
    asked = make_spec(strengths, seeds=seeds)
    curve = len(asked_by(asked).schedule(asked).next((), None).trials)
    assert curve == len(strengths) * seeds
    assert total_trials(asked, False) == curve
    assert (
        total_trials(asked, True) == total_trials(asked, True, 2) == curve + 2 * final_seeds(seeds)
    )
    assert total_trials(asked, True, 1) == curve + final_seeds(seeds)


def test_no_more_processes_are_started_than_there_are_trials():
    assert processes(make_spec((1,), workers=2)) == 2
    assert processes(make_spec((1,), workers=100)) == 10
    # Both arms of the final test on two fresh seeds.
    assert processes(make_spec((1,), workers=100, seeds=1)) == 4
    assert make_spec(workers=100).workers == 100


@pytest.mark.parametrize(
    ("changes", "offender"),
    [
        ({"strengths": (0.5, 2.5)}, "2.5"),
        ({"strengths": (0.5, float("nan"))}, "nan"),
        ({"strengths": (0.5, 0.5)}, "0.5 is in the list twice"),
        ({"strengths": ()}, "at least one"),
        ({"strengths": (0,)}, "at least one"),
        ({"strengths": 3}, "3 is not a list"),
        ({"options": {"strength": 1}}, "strength.strength"),
        ({"question": "how"}, "question 'how' is not one of strength"),
        ({"seeds": 0}, "seeds 0"),
        ({"seeds": True}, "seeds True"),
        ({"shots": -1}, "shots -1"),
        ({"epochs": 1.5}, "epochs 1.5"),
        ({"image_size": 4}, "image size 4"),
        ({"workers": 0}, "workers 0"),
        ({"seed": -1}, "seed -1"),
        ({"device": "tpu"}, "tpu"),
        ({"engine": "ray"}, "ray"),
        ({"measures": ("speed",)}, "speed"),
        ({"time_budget_s": float("nan")}, "nan"),
        ({"policy_file": {}}, "policy"),
    ],
)
def test_a_spec_that_no_sweep_can_run_with_names_the_offending_value(changes, offender):
    with pytest.raises(SweepError, match=offender):
        make_spec(**changes)
