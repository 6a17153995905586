import torch

from explorer.training.device import gpu_name


def test_a_run_on_the_processor_names_no_gpu_though_there_is_one(monkeypatch):
    monkeypatch.setattr(torch.cuda, "is_available", lambda: True)
    monkeypatch.setattr(torch.cuda, "get_device_name", lambda device=None: "a card")
    assert gpu_name(torch.device("cpu")) is None
    assert gpu_name(torch.device("cuda")) == "a card"
