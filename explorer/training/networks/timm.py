"""The networks of timm, `timm:NAME`: an optional extra."""

from types import ModuleType

from explorer.errors import SweepError, quoted
from explorer.training.hyperparameters import FROM_SCRATCH
from explorer.training.networks import Network
from explorer.training.networks.pretrained import PRETRAINED_MIN_PX, pretrained
from explorer.trial.models import needs_extra

_FETCH = """python -c "import timm; timm.create_model('{name}', pretrained=True)\""""


def build(name: str, classes: int, image_size: int) -> Network:
    """Returns the network that timm knows by the part of `name` after `timm:`.

    Weights come from timm's cache alone: a sweep must not wait for a download, and its numbers must
    not depend on the connection. Without them the network starts from random weights, and a message
    says so.
    """
    timm = _library(name)
    own_name = name.removeprefix("timm:")
    if not timm.is_model(own_name):
        raise SweepError(f"model {quoted(name)} is not known to timm {timm.__version__}")
    messages: tuple[str, ...] = ()
    try:
        module = timm.create_model(own_name, pretrained=True, num_classes=classes)
    # What the hub's client raises for weights that are not in its cache.
    except (OSError, RuntimeError, ValueError):
        module = timm.create_model(own_name, pretrained=False, num_classes=classes)
        messages = (
            f"no pretrained weights of {name} are in timm's cache: it starts from random weights; "
            f"{_FETCH.format(name=own_name)} fetches them",
        )
    wanted = timm.data.resolve_model_data_config(module)
    side = int(wanted["input_size"][-1])
    fixed = bool(module.pretrained_cfg.get("fixed_input_size", False))
    size_px = side if fixed else max(image_size, PRETRAINED_MIN_PX)
    statistics = (tuple(wanted["mean"]), tuple(wanted["std"]))
    if messages:
        return Network(module, FROM_SCRATCH, statistics, size_px, messages=messages)
    return pretrained(module, tuple(module.get_classifier().parameters()), statistics, size_px)


def _library(name: str) -> ModuleType:
    try:
        import timm
    # RuntimeError: a torchvision that does not fit the installed torch.
    except (ImportError, RuntimeError) as error:
        reason = str(error).splitlines()[0]
        raise SweepError(f"{needs_extra(name, 'timm')} ({reason})") from None
    return timm  # type: ignore[no-any-return]
