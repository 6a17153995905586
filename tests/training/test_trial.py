import json
import subprocess
import sys
from dataclasses import replace

import numpy as np
import pytest
import torch

from explorer import Policy
from explorer.errors import SweepError
from explorer.frozen import Frozen
from explorer.policy.strength import RULE_VERSION
from explorer.training.attempt import prepare, subset_of
from explorer.training.trial import run_trial
from explorer.trial.pictures import Chunk
from explorer.trial.result import TrialResult
from explorer.trial.seeds import WEIGHTS, seed_of
from explorer.trial.spec import TrialSpec
from tests.training.conftest import OWN, MemorySet, MemorySplit, trial


def timeless(result: TrialResult) -> TrialResult:
    return replace(result, seconds=0.0, images_per_second=0.0)


LEARNT = trial(Policy(), strength=0.0, seed=1, shots=10, epochs=8)


@pytest.fixture(scope="module")
def result(bars: MemorySet) -> TrialResult:
    return run_trial(LEARNT, bars)


def test_a_trial_learns_what_is_easy(result):
    assert result.scores["accuracy"] > 0.9
    assert result.train_scores["accuracy"] > 0.9
    assert result.epochs[-1].train_loss < result.epochs[0].train_loss


def test_a_result_agrees_with_itself(result, bars):
    labels = bars.split("val").labels
    assert len(result.predictions) == len(labels)
    accuracy = result.scores["accuracy"]
    assert accuracy == pytest.approx(np.mean(np.array(result.predictions) == labels))
    assert result.epochs[-1].val_accuracy == accuracy
    assert [epoch.epoch for epoch in result.epochs] == list(range(1, 9))
    assert [sum(row) for row in result.confusion] == [20, 20, 20]
    assert {
        name: (count.train, count.scored, count.correct) for name, count in result.per_class.items()
    } == {name: (10, 20, result.confusion[i][i]) for i, name in enumerate(bars.classes)}
    assert result.seconds > 0
    assert result.images_per_second > 0


def test_the_same_spec_gives_the_same_result(spec, bars):
    assert timeless(run_trial(spec, bars)) == timeless(run_trial(spec, bars))


def test_another_process_gives_the_same_result(spec, bars):
    code = (
        "import json, sys\n"
        "from explorer.training.trial import run_trial\n"
        "from explorer.trial.spec import TrialSpec\n"
        "from tests.training.conftest import MemorySet\n"
        "spec = TrialSpec.from_json(json.load(sys.stdin))\n"
        "print(json.dumps(run_trial(spec, MemorySet()).to_json()))"
    )
    run = subprocess.run(
        [sys.executable, "-c", code],
        input=json.dumps(spec.to_json()),
        capture_output=True,
        text=True,
        check=True,
    )
    assert timeless(TrialResult.from_json(json.loads(run.stdout))) == timeless(
        run_trial(spec, bars)
    )


def test_every_epoch_is_told_as_it_ends(spec, bars):
    told = []
    assert run_trial(spec, bars, told.append).epochs == tuple(told)


def test_strengths_share_subset_weights_and_batch_order(bars):
    mild, strong = trial(strength=0.0), trial(strength=2.0)
    assert np.array_equal(subset_of(mild, bars).images, subset_of(strong, bars).images)
    states = []
    for one in (mild, strong):
        torch.manual_seed(seed_of(one, WEIGHTS))
        attempt = prepare(one, bars, subset_of(one, bars), torch.device("cpu"))
        course = attempt.course
        states.append((attempt.network.module.state_dict(), course.order_seed, course.batch))
    assert states[0][1:] == states[1][1:]
    assert all(torch.equal(states[0][0][key], states[1][0][key]) for key in states[0][0])


def test_strengths_and_seeds_change_the_numbers(spec, bars):
    losses = [
        run_trial(one, bars).epochs[0].train_loss
        for one in (spec, trial(strength=0.0), trial(seed=1), replace(spec, sweep_seed=1))
    ]
    assert len(set(losses)) == 4


def test_an_augmentation_stream_depends_on_the_seeds_alone(spec, bars):
    def pictures(one: TrialSpec) -> np.ndarray:
        attempt = prepare(one, bars, subset_of(spec, bars), torch.device("cpu"))
        return attempt.course.draw(Chunk(0, 0, np.arange(6))).pictures

    assert np.array_equal(pictures(spec), pictures(trial(shots=2, epochs=9, model=f"{OWN}:flat")))
    assert not np.array_equal(pictures(spec), pictures(trial(seed=1)))
    assert not np.array_equal(pictures(spec), pictures(replace(spec, sweep_seed=1)))


def test_a_final_trial_is_scored_on_the_test_split(spec, bars):
    final = run_trial(replace(spec, split="test"), bars)
    labels = bars.split("test").labels
    assert len(final.predictions) == len(labels)
    assert final.scores["accuracy"] == pytest.approx(np.mean(np.array(final.predictions) == labels))
    assert final.epochs == run_trial(spec, bars).epochs


def test_a_trial_leaves_no_trace_in_torchs_generator(spec, bars):
    before = torch.get_rng_state()
    run_trial(spec, bars)
    assert torch.equal(torch.get_rng_state(), before)


def test_one_image_a_class_is_enough_for_a_trial(bars):
    result = run_trial(trial(shots=1, model=f"{OWN}:normalised"), bars)
    assert [count.train for count in result.per_class.values()] == [1, 1, 1]


def test_a_class_with_too_few_images_is_named(bars):
    result = run_trial(trial(shots=11), bars)
    assert result.messages == tuple(
        f"class '{name}' has 10 training images, fewer than the 11 asked for"
        for name in bars.classes
    )


def test_running_out_of_memory_halves_the_batch_and_says_so(bars):
    result = run_trial(trial(model=f"{OWN}:hungry"), bars)
    assert result.messages == ("out of memory on cpu: the batch was halved to 4",)
    assert [epoch.epoch for epoch in result.epochs] == [1, 2, 3]


def test_another_error_of_a_network_is_not_taken_for_a_lack_of_memory(bars):
    with pytest.raises(RuntimeError, match="cannot be multiplied"):
        run_trial(trial(model=f"{OWN}:broken"), bars)


def test_a_run_that_diverges_says_so_instead_of_giving_numbers(bars):
    with pytest.raises(FloatingPointError, match="the run diverged: after epoch 1 the loss is nan"):
        run_trial(trial(model=f"{OWN}:exploding"), bars)


def test_pictures_of_another_size_are_refused(bars):
    with pytest.raises(SweepError, match="decoded to 16 px, the trial asks for 32 px"):
        run_trial(trial(image_size=32), bars)


def test_cuda_is_refused_where_there_is_none(spec, bars, monkeypatch):
    monkeypatch.setattr(torch.cuda, "is_available", lambda: False)
    with pytest.raises(SweepError, match="'cuda' was asked for"):
        run_trial(replace(spec, device="cuda"), bars)


def test_read_only_memory_maps_are_enough(spec, bars, tmp_path):
    mapped = MemorySet()
    for name, split in bars.splits.items():
        np.save(tmp_path / f"{name}.npy", split.images)
        mapped.splits[name] = MemorySplit(
            np.load(tmp_path / f"{name}.npy", mmap_mode="r"), split.labels.astype(np.uint8)
        )
    assert timeless(run_trial(spec, mapped)) == timeless(run_trial(spec, bars))


def test_mixed_precision_learns_as_well(result, bars):
    mixed = run_trial(replace(LEARNT, precision="bf16"), bars)
    assert mixed.scores["accuracy"] > 0.9
    assert mixed.epochs != result.epochs


def test_fine_tuning_moves_the_whole_network_and_head_only_its_head(bars):
    head, whole = (
        run_trial(trial(Policy(), 0.0, model=model, shots=2, epochs=1), bars)
        for model in ("efficientnet-lite0-head", "efficientnet-lite0")
    )
    assert head.epochs[0].val_loss != whole.epochs[0].val_loss


@pytest.mark.gpu
@pytest.mark.skipif(not torch.cuda.is_available(), reason="no CUDA device")
@pytest.mark.parametrize("precision", ["fp32", "bf16"])
def test_a_trial_runs_on_a_gpu_and_repeats_itself(spec, bars, precision):
    one = replace(spec, device="cuda", precision=precision)
    assert timeless(run_trial(one, bars)) == timeless(run_trial(one, bars))


def test_importing_a_trial_loads_neither_torchs_compiler_nor_the_user_interface():
    code = (
        "import sys\n"
        "from explorer.training.trial import run_trial\n"
        "from tests.training.conftest import MemorySet, trial\n"
        "run_trial(trial(shots=2, epochs=1), MemorySet())\n"
        "print(sys.modules.keys() & "
        "{'torch._dynamo', 'torch._inductor', 'streamlit', 'sqlalchemy', 'sklearn', 'pandas'})"
    )
    run = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert run.stdout.strip() == "set()"


@pytest.mark.parametrize("rule", [RULE_VERSION - 1, RULE_VERSION + 1])
def test_a_trial_of_another_strength_rule_is_refused_before_anything_is_trained(spec, bars, rule):
    with pytest.raises(
        SweepError,
        match=f"strength rule {rule} cannot be run: this release has rule {RULE_VERSION}",
    ):
        run_trial(replace(spec, strength_rule=rule), bars)


def test_a_trial_whose_numbers_belong_to_another_release_is_refused(spec, bars):
    older = replace(spec, versions=("small-cnn 0", "plain 1", "accuracy 1"))
    problem = (
        "a trial of small-cnn 0, plain 1, accuracy 1 cannot be run: this release has small-cnn 1"
    )
    with pytest.raises(SweepError, match=problem):
        run_trial(older, bars)


def test_a_result_has_a_score_for_every_measure_that_is_asked_for(result):
    assert list(result.scores) == list(result.train_scores) == ["accuracy"]
    assert isinstance(result.scores, Frozen)


def test_classes_with_too_few_images_are_told_apart_and_spelled_as_everywhere(bars):
    long = [
        f"Animalia_Arthropoda_Insecta_Lepidoptera_{kind}_{'x' * 40}_Nymphalidae"
        for kind in ("Danaus", "Vanessa")
    ]
    messages = run_trial(trial(shots=11), replace(bars, classes=(*long, "caf\\xe9"))).messages
    assert all(
        kind in message
        for kind, message in zip(
            ("Danaus", "Vanessa", "class 'caf\\xe9' has"), messages, strict=True
        )
    )
