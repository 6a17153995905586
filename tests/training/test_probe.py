import pytest

from explorer.training import probe as probing
from explorer.training.probe import probe
from tests.training.conftest import trial


def test_a_probe_measures_what_a_trial_costs(spec, bars):
    measured = probe(spec, bars)
    assert measured.precision in ("fp32", "bf16")
    assert 0 < measured.epoch_s < 10
    assert 0 < measured.fixed_s < 10
    assert measured.trial_s(4) == pytest.approx(measured.fixed_s + 4 * measured.epoch_s)


@pytest.mark.parametrize(
    ("amx", "busy", "chosen"),
    [
        (True, (1.0, 0.5), "bf16"),
        (True, (1.0, 0.9), "fp32"),
        (True, (1.0, 1.5), "fp32"),
        (False, (1.0, 0.5), "bf16"),
        (False, (1.0, 0.65), "fp32"),
    ],
)
def test_mixed_precision_is_chosen_where_it_is_clearly_faster(bars, monkeypatch, amx, busy, chosen):
    monkeypatch.setattr(probing.devices, "has_amx", lambda: amx)
    times = dict(zip(("fp32", "bf16"), busy, strict=True))
    monkeypatch.setattr(probing, "_fastest", lambda steps, device: (times, times))
    assert probe(trial(strength=0.0), bars).precision == chosen
