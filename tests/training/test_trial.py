import json
import subprocess
import sys
from dataclasses import replace

import numpy as np
import pytest
import torch

from explorer.errors import SweepError
from explorer.policy.strength import RULE_VERSION
from explorer.training.bench import number, prepare, subset_of
from explorer.training.spec import TrialResult, TrialSpec
from explorer.training.trial import run_trial
from tests.training.conftest import MemorySet, MemorySplit


def timeless(result: TrialResult) -> TrialResult:
    return replace(result, seconds=0.0, images_per_second=0.0)


@pytest.fixture(scope="module")
def result(bars: MemorySet) -> TrialResult:
    return run_trial(
        TrialSpec(
            "strength",
            0.0,
            1,
            0,
            {"schema_version": 1, "steps": []},
            "small-cnn",
            10,
            8,
            16,
            device="cpu",
        ),
        bars,
    )


def test_a_trial_learns_what_is_easy(result):
    assert result.status == "finished"
    assert result.val_accuracy > 0.9
    assert result.train_accuracy > 0.9
    assert result.epochs[-1].train_loss < result.epochs[0].train_loss


def test_a_result_agrees_with_itself(result, bars):
    labels = bars.split("val").labels
    assert len(result.predictions) == len(labels)
    assert result.val_accuracy == pytest.approx(np.mean(np.array(result.predictions) == labels))
    assert result.epochs[-1].val_accuracy == result.val_accuracy
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
        "from explorer.training.spec import TrialSpec\n"
        "from explorer.training.trial import run_trial\n"
        "from tests.training.conftest import MemorySet\n"
        "print(json.dumps(run_trial(TrialSpec.from_json(json.load(sys.stdin)), MemorySet()).to_json()))"
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


def test_strengths_share_subset_weights_and_batch_order(spec, bars):
    mild, strong = (replace(spec, strength=strength) for strength in (0.0, 2.0))
    assert np.array_equal(subset_of(mild, bars).images, subset_of(strong, bars).images)
    states = []
    for one in (mild, strong):
        torch.manual_seed(number(one, 1))
        bench = prepare(one, bars, subset_of(one, bars), torch.device("cpu"))
        states.append(
            (bench.network.module.state_dict(), bench.course.order_seed, bench.course.batch)
        )
    assert states[0][1:] == states[1][1:]
    assert all(torch.equal(states[0][0][key], states[1][0][key]) for key in states[0][0])


def test_strengths_and_seeds_change_the_numbers(spec, bars):
    losses = [
        run_trial(one, bars).epochs[0].train_loss
        for one in (
            spec,
            replace(spec, strength=0.0),
            replace(spec, seed=1),
            replace(spec, sweep_seed=1),
        )
    ]
    assert len(set(losses)) == 4


def test_an_augmentation_stream_depends_on_the_seeds_alone(spec, bars):
    def pictures(one: TrialSpec) -> np.ndarray:
        bench = prepare(one, bars, subset_of(spec, bars), torch.device("cpu"))
        return bench.course.augment(bench.train.images, np.arange(6))

    assert np.array_equal(
        pictures(spec),
        pictures(replace(spec, shots=2, epochs=9, model="tests.training.networks:flat")),
    )
    assert not np.array_equal(pictures(spec), pictures(replace(spec, seed=1)))
    assert not np.array_equal(pictures(spec), pictures(replace(spec, sweep_seed=1)))


def test_a_stream_goes_on_from_batch_to_batch(spec, bars):
    bench = prepare(spec, bars, subset_of(spec, bars), torch.device("cpu"))
    again = prepare(spec, bars, subset_of(spec, bars), torch.device("cpu"))
    whole = bench.course.augment(bench.train.images, np.arange(6))
    parts = np.concatenate(
        [again.course.augment(bench.train.images, part) for part in (np.arange(2), np.arange(2, 6))]
    )
    assert np.array_equal(whole, parts)
    assert not np.array_equal(bench.course.augment(bench.train.images, np.arange(6)), whole)


def test_a_final_trial_is_scored_on_the_test_split(spec, bars):
    final = run_trial(replace(spec, kind="final", eval_split="test"), bars)
    assert len(final.predictions) == len(bars.split("test").labels)
    assert final.val_accuracy == pytest.approx(
        np.mean(np.array(final.predictions) == bars.split("test").labels)
    )
    assert final.epochs == run_trial(spec, bars).epochs


def test_a_trial_leaves_no_trace_in_torchs_generator(spec, bars):
    before = torch.get_rng_state()
    run_trial(spec, bars)
    assert torch.equal(torch.get_rng_state(), before)


def test_one_image_a_class_is_enough_for_a_trial(spec, bars):
    result = run_trial(replace(spec, shots=1, model="tests.training.networks:normalised"), bars)
    assert [count.train for count in result.per_class.values()] == [1, 1, 1]


def test_a_class_with_too_few_images_is_named(spec, bars):
    result = run_trial(replace(spec, shots=11), bars)
    assert result.messages == tuple(
        f"class '{name}' has 10 training images, fewer than the 11 asked for"
        for name in bars.classes
    )


def test_running_out_of_memory_halves_the_batch_and_says_so(spec, bars):
    result = run_trial(replace(spec, model="tests.training.networks:hungry"), bars)
    assert result.messages == ("out of memory on cpu: the batch was halved to 4",)
    assert [epoch.epoch for epoch in result.epochs] == [1, 2, 3]


def test_another_error_of_a_network_is_not_taken_for_a_lack_of_memory(spec, bars):
    with pytest.raises(RuntimeError, match="cannot be multiplied"):
        run_trial(replace(spec, model="tests.training.networks:broken"), bars)


def test_a_run_that_diverges_says_so_instead_of_giving_numbers(spec, bars):
    with pytest.raises(FloatingPointError, match="the run diverged: after epoch 1 the loss is nan"):
        run_trial(replace(spec, model="tests.training.networks:exploding"), bars)


def test_pictures_of_another_size_are_refused(spec, bars):
    with pytest.raises(SweepError, match="decoded to 16 px, the trial asks for 32 px"):
        run_trial(replace(spec, image_size=32), bars)


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
    mixed = run_trial(replace(result.spec, precision="bf16"), bars)
    assert mixed.val_accuracy > 0.9
    assert mixed.epochs != result.epochs


def test_fine_tuning_moves_the_whole_network_and_head_only_its_head(bars):
    spec = TrialSpec(
        "strength",
        0.0,
        0,
        0,
        {"schema_version": 1, "steps": []},
        "efficientnet-lite0-head",
        2,
        1,
        16,
        device="cpu",
    )
    head = run_trial(spec, bars)
    whole = run_trial(replace(spec, model="efficientnet-lite0"), bars)
    assert head.epochs[0].val_loss != whole.epochs[0].val_loss


@pytest.mark.gpu
@pytest.mark.skipif(not torch.cuda.is_available(), reason="no CUDA device")
@pytest.mark.parametrize("precision", ["fp32", "bf16"])
def test_a_trial_runs_on_a_gpu_and_repeats_itself(spec, bars, precision):
    one = replace(spec, device="cuda", precision=precision)
    assert timeless(run_trial(one, bars)) == timeless(run_trial(one, bars))


def test_importing_a_trial_loads_neither_torchs_compiler_nor_the_user_interface():
    code = (
        "import sys, explorer.training.trial as trial, explorer.training.spec as spec\n"
        "from tests.training.conftest import FLIP, MemorySet\n"
        "trial.run_trial(spec.TrialSpec('strength', 1.0, 0, 0, FLIP, 'small-cnn', 2, 1, 16, device='cpu'), MemorySet())\n"
        "print([name for name in ('torch._dynamo', 'torch._inductor', 'streamlit', 'sqlalchemy', 'sklearn', 'pandas') if name in sys.modules])"
    )
    assert (
        subprocess.run(
            [sys.executable, "-c", code], capture_output=True, text=True, check=True
        ).stdout.strip()
        == "[]"
    )


@pytest.mark.parametrize("rule", [RULE_VERSION - 1, RULE_VERSION + 1])
def test_a_trial_of_another_strength_rule_is_refused_before_anything_is_trained(spec, bars, rule):
    with pytest.raises(
        SweepError,
        match=f"strength rule {rule} cannot be run: this release has rule {RULE_VERSION}",
    ):
        run_trial(replace(spec, strength_rule=rule), bars)


def test_classes_with_too_few_images_are_told_apart_and_spelled_as_everywhere(spec, bars):
    long = [
        f"Animalia_Arthropoda_Insecta_Lepidoptera_{kind}_{'x' * 40}_Nymphalidae"
        for kind in ("Danaus", "Vanessa")
    ]
    messages = run_trial(
        replace(spec, shots=11), replace(bars, classes=(*long, "caf\\xe9"))
    ).messages
    assert all(
        kind in message
        for kind, message in zip(
            ("Danaus", "Vanessa", "class 'caf\\xe9' has"), messages, strict=True
        )
    )
