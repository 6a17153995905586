"""A person's own network, `package.module:function`: code that may do anything."""

import importlib
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import torch
from torch import nn

from explorer.errors import SweepError, quoted
from explorer.training.hyperparameters import FROM_SCRATCH
from explorer.training.networks import Network


def build(name: str, classes: int, image_size: int) -> Network:
    """Returns the module that the function gives for a number of classes, tried on two pictures."""
    module_name, _, function_name = name.partition(":")
    try:
        module = _called(_found(module_name, function_name), classes)
        with torch.no_grad():
            answer = module.eval()(torch.zeros(2, 3, image_size, image_size))
    except SweepError as error:
        raise SweepError(f"model {quoted(name)}: {error}") from None
    except Exception as error:  # noqa: BLE001 - a person's own code may raise anything
        raise SweepError(
            f"model {quoted(name)}: {type(error).__name__}: {_first_line(error)}"
        ) from None
    if not isinstance(answer, torch.Tensor) or answer.shape != (2, classes):
        shape = tuple(answer.shape) if isinstance(answer, torch.Tensor) else type(answer).__name__
        raise SweepError(
            f"model {quoted(name)} gives {shape} for 2 pictures of {classes} classes, "
            f"not (2, {classes})"
        )
    if not any(parameter.requires_grad for parameter in module.parameters()):
        raise SweepError(f"model {quoted(name)} has no weights that can be trained")
    return Network(module, FROM_SCRATCH)


def _first_line(error: Exception) -> str:
    text = str(error).strip()
    return text.splitlines()[0] if text else "no message"


def _found(module_name: str, function_name: str) -> Callable[..., Any]:
    here = str(Path.cwd())
    if here not in sys.path:  # an installed command does not look into the folder it is called from
        sys.path.insert(0, here)
    function = getattr(importlib.import_module(module_name), function_name, None)
    if not callable(function):
        raise SweepError(f"{module_name} has no function {function_name}")
    return function  # type: ignore[no-any-return]


def _called(function: Callable[..., Any], classes: int) -> nn.Module:
    module = function(classes)
    if not isinstance(module, nn.Module):
        raise SweepError(f"the function gives {type(module).__name__}, not a torch.nn.Module")
    return module.float()
