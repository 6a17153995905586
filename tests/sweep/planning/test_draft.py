import sys
from pathlib import Path

import pytest

from explorer import Group, Policy, Step
from explorer.data.image_set import open_image_set
from explorer.errors import SweepError
from explorer.policy.model import ComposeSettings
from explorer.sweep.planning.draft import draft, facts_of
from explorer.sweep.questions.strength import strengths_of
from explorer.sweep.running import environment
from explorer.sweep.running.environment import cores
from explorer.trial.setting import settle
from tests.sweep.pictures import write_bars

TURNS = Policy(steps=(Step("a", "Rotate"),))


@pytest.fixture
def bars(tmp_path):
    return open_image_set(write_bars(tmp_path / "bars", train=8))


def test_what_is_left_open_is_filled_in_from_the_data_and_the_machine(bars):
    spec = draft(TURNS, bars, "digits")
    setting = spec.setting
    assert (setting.model, setting.shots, setting.image_size) == ("small-cnn", 8, 32)
    assert spec.workers == cores()
    assert strengths_of(spec)[0] == 0
    assert spec.policy_file["explorer"]["steps"][0]["transform"] == "Rotate"
    assert spec.policy == TURNS


def test_a_path_is_kept_absolute_and_a_built_in_name_as_it_is(bars, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    assert draft(TURNS, bars, "bars").data == str(tmp_path / "bars")
    assert draft(TURNS, bars, "digits").data == "digits"


def test_more_shots_than_the_smallest_class_has_are_refused_with_what_there_is(bars):
    with pytest.raises(
        SweepError, match="9 images a class are more than the 8 that the class 'lying' has"
    ):
        draft(TURNS, bars, "bars", shots=9)


@pytest.mark.parametrize(
    ("policy", "reason"),
    [
        (Policy(), "it has no step"),
        (Policy((Step("a", "Rotate", enabled=False),)), "no step is switched on"),
        (Policy((Group("g", "OneOf"),)), "no step is switched on"),
        (Policy((Step("a", "Rotate", p=0),)), "every probability is 0"),
        (
            Policy((Step("a", "Rotate", {"limit": (0, 0)}),)),
            "every step is set so that it changes nothing",
        ),
        (
            Policy((Step("a", "Rotate"),), compose=ComposeSettings(p=0)),
            "the probability of the whole policy is 0",
        ),
    ],
)
def test_a_policy_that_changes_nothing_is_refused_with_the_reason(bars, policy, reason):
    with pytest.raises(SweepError, match=rf"changes no picture \({reason}\)"):
        draft(policy, bars, "bars")


@pytest.mark.parametrize("name", ["Resize", "CenterCrop"])
def test_a_policy_that_only_sets_a_size_is_the_same_at_every_strength_and_is_refused(bars, name):
    fixed = Step("a", name, {"height": 8, "width": 8}, p=1)
    with pytest.raises(
        SweepError,
        match="only brings pictures to a size, at strength 0 too: every strength would be the same",
    ):
        draft(Policy((fixed,)), bars, "bars")
    assert draft(Policy((fixed, Step("b", "HorizontalFlip"))), bars, "bars")
    assert draft(Policy((Step("a", "RandomCrop", {"height": 8, "width": 8}, p=1),)), bars, "bars")


@pytest.mark.parametrize("budget_s", [0.5, 1, 7])
def test_a_time_budget_that_no_run_fits_into_is_refused_before_one_is_made(bars, budget_s):
    with pytest.raises(
        SweepError,
        match=f"budget of {budget_s:g} s is too short: a run takes about 7 s beside its trials",
    ):
        draft(TURNS, bars, "bars", time_budget_s=budget_s)


def test_a_model_whose_module_is_not_installed_is_refused_before_anything_runs(bars, monkeypatch):
    monkeypatch.setitem(sys.modules, "timm", None)
    extra = r"'timm:nope' needs the extra timm, pip install 'augmentation-explorer\[timm\]'$"
    with pytest.raises(SweepError, match=extra):
        draft(TURNS, bars, "bars", model="timm:nope")
    own = "model 'package.mod:nope': there is no module 'package.mod'$"
    with pytest.raises(SweepError, match=own):
        draft(TURNS, bars, "bars", model="package.mod:nope")
    model = "tests.training.own_networks:tiny"
    assert draft(TURNS, bars, "bars", model=model).setting.model == model


@pytest.mark.parametrize(
    ("torch", "marks", "why"),
    [
        ("2.13.0+cpu", ["/"], r"torch 2\.13\.0\+cpu, which is installed here, uses none$"),
        ("2.13.0", ["/no/such/device"], "there is none here$"),
    ],
)
def test_a_gpu_that_cannot_be_is_refused_before_anything_runs(bars, monkeypatch, torch, marks, why):
    monkeypatch.setattr(sys, "platform", "linux")
    monkeypatch.setattr(environment, "_version", lambda package: torch)
    monkeypatch.setattr(environment, "_MARKS", tuple(map(Path, marks)))
    with pytest.raises(SweepError, match=f"device 'cuda' asks for a GPU, and {why}"):
        draft(TURNS, bars, "bars", device="cuda")
    assert draft(TURNS, bars, "bars").device == "auto"


@pytest.mark.parametrize(("system", "marks"), [("linux", ["/"]), ("win32", [])])
def test_a_gpu_that_may_be_there_is_for_the_runner_to_find(bars, monkeypatch, system, marks):
    monkeypatch.setattr(sys, "platform", system)
    monkeypatch.setattr(environment, "_version", lambda package: "2.13.0")
    monkeypatch.setattr(environment, "_MARKS", tuple(map(Path, marks)))
    assert draft(TURNS, bars, "bars", device="cuda").device == "cuda"


def test_an_unknown_model_is_refused_by_name(bars):
    with pytest.raises(SweepError, match="model 'resnet'"):
        draft(TURNS, bars, "bars", model="resnet")


def test_a_picture_that_is_broken_behind_its_header_is_left_to_decoding(tmp_path):
    folder = write_bars(tmp_path / "bars", train=8)
    for path in (folder / "train").rglob("*.png"):
        data = bytearray(path.read_bytes())
        data[len(data) // 2] ^= 0xFF
        path.write_bytes(data)
    assert settle({}, facts_of(open_image_set(folder))).image_size == 32


def test_large_pictures_are_trained_on_by_the_pretrained_network(bars):
    assert settle({}, facts_of(bars)).image_size == 32
    assert draft(TURNS, bars, "bars", image_size=96).setting.model == "efficientnet-lite0"


@pytest.mark.parametrize("told", [None, (), ("accuracy",), ("accuracy", "accuracy")])
def test_accuracy_is_scored_once_whatever_measures_are_told(bars, told):
    assert draft(TURNS, bars, "digits", measures=told).measures == ("accuracy",)
