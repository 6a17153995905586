"""Where a trial computes and in which precision.

One thread a process on the CPU, mixed precision where the sweep's probe chose it.
"""

from contextlib import AbstractContextManager, nullcontext
from typing import Any

import torch

from explorer.errors import SweepError
from explorer.trial.spec import Precision


def resolve(name: str) -> torch.device:
    """Returns the device that `auto`, `cpu` or `cuda` means here.

    Raises SweepError for `cuda` where there is none.
    """
    if name == "auto":
        name = "cuda" if torch.cuda.is_available() else "cpu"
    if name == "cuda" and not torch.cuda.is_available():
        raise SweepError("device 'cuda' was asked for, and torch finds no CUDA device here")
    return torch.device(name)


def gpu_name(device: torch.device) -> str | None:
    """Returns the name of the GPU that `device` is, None for a processor.

    A processor gives numbers of its own, also where it stands beside a GPU.
    """
    return torch.cuda.get_device_name(device) if device.type == "cuda" else None


def has_amx() -> bool:
    """Tells whether this processor multiplies bfloat16 matrices in units of their own.

    False where torch is too old to say.
    """
    capabilities: dict[str, Any] = getattr(torch.cpu, "get_capabilities", dict)()
    return bool(capabilities.get("amx_bf16"))


def claim(device: torch.device) -> None:
    """Takes one thread a process on the CPU, and on a GPU kernels that give the same bytes twice.

    Two processes of two threads each on two cores run up to 13 times slower than two of one.
    """
    if device.type == "cpu" and torch.get_num_threads() != 1:
        torch.set_num_threads(1)
    if device.type == "cuda":
        torch.backends.cudnn.deterministic = True
        torch.backends.cudnn.benchmark = False


def autocast(device: torch.device, precision: Precision) -> AbstractContextManager[Any]:
    """Returns the context in which a network's forward pass runs in `precision`."""
    return torch.autocast(device.type, torch.bfloat16) if precision == "bf16" else nullcontext()


def wait(device: torch.device) -> None:
    """Returns when the device has done all that it was given: a clock tells the truth then."""
    if device.type == "cuda":
        torch.cuda.synchronize(device)
