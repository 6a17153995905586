"""The table of networks: what `--model` can say, in words and limits.

A new one is a file in explorer/training/networks, whose docstring says what it must provide, and a
row here. Loads no torch.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType

from explorer.choices import Choice
from explorer.entry import importable
from explorer.errors import SweepError, quoted

# A network from scratch must have seen some 5,000 pictures: with fewer passes, strong augmentation
# looks worse than it is (digits, 10 a class, strength 2: 86% after 12 epochs,
# 93% after 30).
SCRATCH_PICTURES, FEWEST_EPOCHS, MOST_EPOCHS = 5000, 10, 30
# A pretrained network learns a new head in a few passes.
PRETRAINED_EPOCHS = 8
# Up to this side a small network from scratch keeps up with a large pretrained one in a tenth of
# the time.
SMALL_CNN_MAX_PX = 64


@dataclass(frozen=True, kw_only=True)
class Model(Choice):
    """A network.

    `builder` is `module:function`, loaded by `explorer.entry.resolve`. `pretrained` networks come
    with weights and need fewer epochs. `module` is what must be installed for it beside the
    project, and `extra` the extra of the project that brings it; a module without one is a
    person's own.
    """

    builder: str
    pretrained: bool = False
    module: str = ""
    extra: str = ""

    @property
    def lacks(self) -> str:
        """What it lacks on this machine, in one line, as far as is known without torch; or ""."""
        if not self.module or importable(self.module):
            return ""
        if self.extra:
            return needs_extra(self.name, self.extra)
        return f"model {quoted(self.name)}: there is no module {quoted(self.module)}"

    def usual_epochs(self, images: int) -> int:
        """Returns how many epochs it is trained on `images` pictures unless told otherwise."""
        if self.pretrained:
            return PRETRAINED_EPOCHS
        return max(FEWEST_EPOCHS, min(MOST_EPOCHS, round(SCRATCH_PICTURES / max(1, images))))


_ROWS = (
    Model(
        name="small-cnn",
        summary="from scratch, up to 64 px",
        builder="explorer.training.networks.small_cnn:build",
    ),
    Model(
        name="efficientnet-lite0",
        summary="ImageNet weights",
        builder="explorer.training.networks.efficientnet:build",
        pretrained=True,
    ),
    Model(
        name="efficientnet-lite0-head",
        summary="frozen, a new head",
        builder="explorer.training.networks.efficientnet:build_head",
        pretrained=True,
    ),
)
MODELS: Mapping[str, Model] = MappingProxyType({row.name: row for row in _ROWS})

_TIMM = re.compile(r"timm:[A-Za-z0-9_.\-/]{1,100}", re.ASCII)
_OWN = re.compile(r"[A-Za-z_]\w*(?:\.[A-Za-z_]\w*)*:[A-Za-z_]\w*", re.ASCII)


def model_of(name: object) -> Model:
    """Returns the row of the network called `name`.

    A row is made for the names of timm (`timm:NAME`) and of a person's own networks
    (`package.module:function`). Raises SweepError for anything else.
    """
    if isinstance(name, str):
        if name in MODELS:
            return MODELS[name]
        if _TIMM.fullmatch(name):
            return Model(
                name=name,
                summary="a network of timm",
                builder="explorer.training.networks.timm:build",
                pretrained=True,
                module="timm",
                extra="timm",
            )
        if _OWN.fullmatch(name):
            return Model(
                name=name,
                summary="your own network",
                builder="explorer.training.networks.own:build",
                module=name.partition(":")[0],
            )
    raise SweepError(
        f"model {quoted(name)} is not one of {', '.join(MODELS)}, timm:NAME, or your own "
        "package.module:function"
    )


def needs_extra(name: str, extra: str) -> str:
    """Returns what is said of a network whose extra is not installed."""
    install = f"pip install 'augmentation-explorer[{extra}]'"
    return f"model {quoted(name)} needs the extra {extra}, {install}"


def usual_model(side_px: int) -> str:
    """Returns the network that a sweep at `side_px` pixels uses unless told otherwise."""
    return "small-cnn" if side_px <= SMALL_CNN_MAX_PX else "efficientnet-lite0"
