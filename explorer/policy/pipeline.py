"""Policy -> Albumentations: pipelines, their dictionaries, and single draws.

The only importer of albumentations; never loads torch.
"""

import os
import random
import sys
import threading
import warnings
from collections.abc import Callable, Mapping
from enum import Enum
from functools import lru_cache
from importlib.metadata import version
from inspect import Parameter, signature
from types import MappingProxyType, ModuleType
from typing import Any

import numpy as np

from explorer.errors import PolicyError, quoted
from explorer.frozen import thawed
from explorer.images import Image, UInt8
from explorer.policy.annotations import MIN_AREA_PX, image_of, targets_of
from explorer.policy.catalog import CATALOG, STRUCTURAL, TAIL
from explorer.policy.draws import OUTERMOST, STREAM, Draw, Watch, count_of, is_left_alone, words
from explorer.policy.model import ComposeSettings, Policy, Step, walk
from explorer.policy.stream import stream_of
from explorer.policy.strength import Node, at_strength, drawn_as

_CACHED_TRANSFORMS = 512  # a thread; a step at one setting each
_TENSOR = "albumentations.pytorch"
_BOXES = {"format": "albumentations", "min_area": MIN_AREA_PX}
_NEEDED = {"image": "a picture", "mask": "a mask", "bboxes": "boxes", "keypoints": "key points"}
_POINTS = {"format": "xy", "remove_invisible": True}


def _load_albumentations() -> ModuleType:
    """Imports Albumentations without its torch part: 0.4 s and 90 MB instead of 1.4 s and 270 MB."""
    os.environ.setdefault("NO_ALBUMENTATIONS_UPDATE", "1")
    blocked = "albumentations" not in sys.modules and "torch" not in sys.modules
    if blocked:
        sys.modules[_TENSOR] = None  # type: ignore[assignment]
    try:
        import albumentations
    finally:
        if blocked:
            del sys.modules[_TENSOR]
    if blocked:
        albumentations.__getattr__ = _late_attribute
    return albumentations  # type: ignore[no-any-return]


def _late_attribute(name: str) -> Any:
    if (
        name != "ToTensorV2"
    ):  # the one name that the block above keeps out; whoever asks for it wants torch
        raise AttributeError(f"module 'albumentations' has no attribute {name!r}")
    from albumentations.pytorch import ToTensorV2

    return ToTensorV2


A = _load_albumentations()
# The catalogue says which transforms are slow or dated; Albumentations need not say it again at
# every build.
warnings.filterwarnings(
    "ignore", message="This augmenter is very slow|ShiftScaleRotate is a special case"
)


def versions() -> dict[str, str]:
    """Returns the versions that decide what a policy does to a picture."""
    import cv2

    from explorer import __version__

    return {
        "albumentations": version("albumentations"),
        "opencv": cv2.__version__,
        "numpy": np.__version__,
        "explorer": __version__,
    }


def build(policy: Policy, strength: float | None = None, seed: int | None = None) -> Any:
    """Returns the `albumentations.Compose` that `policy` is at `strength` (its own by default),
    without the tail.

    Of the compose settings it has the probability alone. With a seed, every step and group gets a
    stream of its own from (seed, id). `Compose(seed=...)` would start all of them on the same
    numbers, so that two flips at p=0.5 always come together. Raises PolicyError where
    Albumentations refuses the settings.
    """
    moved = at_strength(policy, policy.strength if strength is None else strength)
    pipeline = A.Compose(
        [_built(node, f"steps[{i}]") for i, node in enumerate(moved.steps)], p=policy.compose.p
    )
    if seed is not None:
        pipeline.random_generator, pipeline.py_random = _generators(seed, OUTERMOST)
        for built, node in zip(pipeline.transforms, moved.steps, strict=True):
            _seed_tree(built, node, seed)
    return pipeline


def transform_dict(policy: Policy, strength: float | None = None) -> dict[str, Any]:
    """Returns what `albumentations.to_dict(...)["transform"]` gives for the exported pipeline at
    `strength`, as plain JSON data.

    Compose settings and tail are in it. ToTensorV2 is written without being built, for that would
    load torch.
    """
    moved = at_strength(policy, policy.strength if strength is None else strength)
    nodes = [_built(node, f"steps[{i}]") for i, node in enumerate(moved.steps)]
    transform: dict[str, Any] = _plain(
        A.to_dict(_composed(nodes, policy.compose, policy.compose.p, "compose"))["transform"]
    )
    transform["transforms"] += [
        _tail_dict(step, f"tail[{i}]") for i, step in enumerate(policy.tail) if step.enabled
    ]
    return transform


def canonical_params(name: str, raw_params: Mapping[str, Any]) -> dict[str, Any]:
    """Returns the parameters that Albumentations keeps for a transform built with `raw_params`,
    defaults filled in, as plain JSON data.

    Raises PolicyError for an unknown transform or parameter and for values that Albumentations
    refuses.
    """
    if name not in CATALOG and name not in STRUCTURAL and name not in TAIL:
        raise PolicyError(f"{quoted(name)} is not a transform of the catalogue", "transform")
    if name == "ToTensorV2":
        if unknown := set(raw_params) - {"transpose_mask"}:
            raise PolicyError(f"{quoted(min(unknown))} is not a parameter of ToTensorV2", "params")
        return {"transpose_mask": raw_params.get("transpose_mask", False)}
    kept: dict[str, Any] = _plain(_constructed(name, raw_params, 1.0, "params").to_dict_private())
    return {key: value for key, value in kept.items() if key not in ("__class_fullname__", "p")}


REQUIRED: Any = object()


@lru_cache(maxsize=256)
def parameters(name: str) -> Mapping[str, Any]:
    """Returns the parameters of a transform or group of Albumentations, in the order of its
    constructor, with their defaults.

    A parameter without a default has `REQUIRED`. `p` is not among them; `default_p` has it. `name`
    must be known.
    """
    if name == "ToTensorV2":
        return MappingProxyType({"transpose_mask": False})
    given = signature(getattr(A, name).__init__).parameters.values()
    return MappingProxyType(
        {
            p.name: REQUIRED if p.default is Parameter.empty else _plain(p.default)
            for p in given
            if p.name not in ("self", "p", "strict", "kwargs")
        }
    )


def positional(name: str) -> tuple[str, ...]:
    """Returns the names of all arguments of a class of Albumentations in the order in which it
    takes them. `name` must be known.
    """
    if name == "ToTensorV2":
        return ("transpose_mask", "p")
    return tuple(key for key in signature(getattr(A, name).__init__).parameters if key != "self")


def default_p(name: str) -> float:
    """Returns the probability that a transform or group of Albumentations has where none is given.

    `name` must be known.
    """
    return (
        1.0
        if name == "ToTensorV2"
        else float(signature(getattr(A, name).__init__).parameters["p"].default)
    )


def draw(policy: Policy, image: Image, *, strength: float, seed: int, draw: int) -> Image:
    """Returns one augmentation of `image`.

    Each step's randomness depends on (seed, draw, step id), and on nothing else.

    Returns the very same object where the probability of the outermost Compose leaves this draw
    alone.
    """
    if is_left_alone(policy.compose.p, seed, draw):
        return image
    for node in at_strength(policy, strength).steps:
        image = apply_node(node, image, seed=seed, draw=draw)
    return image


def draw_steps(
    policy: Policy, image: Image, *, strength: float, seed: int, draw: int
) -> list[tuple[str, Image]]:
    """Returns (id, picture after it) for every step and group of the top level that runs at
    `strength`.
    """
    pictures, alone = [], is_left_alone(policy.compose.p, seed, draw)
    for node in at_strength(policy, strength).steps:
        image = image if alone else apply_node(node, image, seed=seed, draw=draw)
        pictures.append((drawn_as(node), image))
    return pictures


def apply_node(
    node: Node, image: Image, *, seed: int, draw: int, watch: Watch | None = None
) -> Image:
    """Returns `image` after one step or group of a policy that `at_strength` has moved; safe to
    call from many threads.

    Returns the very same object where nothing was applied. `watch` is called with the name of each
    transform and True before it runs, False after it.
    """
    return Draw(seed, draw, _applied, watch=watch).apply(node, image)


def training_stream(policy: Policy, strength: float, seed: int) -> Callable[[UInt8], UInt8]:
    """Returns a function that augments one (H, W, 3) uint8 picture after another, in one sequential
    stream.

    The bytes are those of `build(policy, strength, seed)(image=rgb)["image"]`, brought back to H x
    W where a step has changed the size. Raises PolicyError for a step that does not run without
    annotations, which pictures of a training set have not.
    """
    needy = {
        node.id
        for _, node, _ in walk(at_strength(policy, strength).steps)
        if isinstance(node, Step) and node.spec.needs
    }
    for path, node, _ in walk(policy.steps):
        if isinstance(node, Step) and node.id in needy:
            needed = " and ".join(_NEEDED[target] for target in node.spec.needs)
            raise PolicyError(
                f"{node.transform} needs {needed}, and the pictures of a data set have none: switch it off to train",
                path,
            )
    return stream_of(build(policy, strength, seed), A.BasicTransform)


def _built(node: Node, path: str) -> Any:
    if isinstance(node, Step):
        return _constructed(node.transform, node.params, node.p, f"{path}.params")
    children = [_built(child, f"{path}.steps[{i}]") for i, child in enumerate(node.steps)]
    if node.compose is not None:
        return _composed(children, node.compose, node.p, f"{path}.compose")
    if node.n is None:
        return getattr(A, node.group)(children, p=node.p)
    return getattr(A, node.group)(children, n=count_of(node), replace=node.replace, p=node.p)


def _constructed(name: str, params: Mapping[str, Any], p: float, path: str) -> Any:
    arguments = {
        key: dict(value) if isinstance(value, Mapping) else value for key, value in params.items()
    }
    try:
        return getattr(A, name)(**arguments, **_strictness(name), p=p)
    except (ValueError, TypeError) as error:
        raise PolicyError(f"{name} refuses its settings: {_one_line(error)}", path) from error


@lru_cache(maxsize=256)
def _strictness(name: str) -> Mapping[str, bool]:
    """Returns `strict=True` for the constructors that take it; the others (RandomRotate90,
    MedianBlur ...) refuse unknown names by themselves.
    """
    owner = next(base for base in getattr(A, name).__mro__ if "__init__" in vars(base))
    return {"strict": True} if "InitSchema" in vars(owner) else {}


_QUIET = threading.Lock()


def _composed(transforms: list[Any], settings: ComposeSettings, p: float, path: str) -> Any:
    extras = {
        name: thawed(value)
        for name in ("bbox_params", "keypoint_params", "additional_targets")
        if (value := getattr(settings, name))
    }
    try:
        with _QUIET, warnings.catch_warnings():
            # Settings for boxes that no step moves are legal, and common at strength 0.
            warnings.simplefilter("ignore")
            return A.Compose(transforms, p=p, is_check_shapes=settings.is_check_shapes, **extras)
    except (ValueError, TypeError, AttributeError, KeyError) as error:
        raise PolicyError(f"Compose refuses its settings: {_one_line(error)}", path) from error


def _tail_dict(step: Step, path: str) -> dict[str, Any]:
    if step.transform == "ToTensorV2":
        return {"__class_fullname__": "ToTensorV2", "p": step.p, **step.params}
    transform: dict[str, Any] = _plain(_built(step, path).to_dict_private())
    return transform


def _plain(value: Any) -> Any:
    if isinstance(value, Mapping):
        return {str(key): _plain(part) for key, part in value.items()}
    if isinstance(value, list | tuple):
        return [_plain(part) for part in value]
    if isinstance(value, np.ndarray):
        return value.tolist()
    if isinstance(value, np.generic):
        return value.item()
    return value.value if isinstance(value, Enum) else value


def _one_line(error: Exception) -> str:
    lines = [
        line.strip()
        for line in str(error).splitlines()
        if line.strip() and "pydantic.dev" not in line
    ]
    if len(lines) > 1 and "validation error" in lines[0]:
        lines = lines[1:]
    text = ": ".join(lines) or type(error).__name__
    return text if len(text) <= 300 else f"{text[:297]}..."


def _seed_tree(built: Any, node: Node, seed: int) -> None:
    generator, py_random = _generators(seed, node.id)
    if isinstance(node, Step):
        built.set_random_state(generator, py_random)
        return
    built.random_generator, built.py_random = generator, py_random
    for child, child_node in zip(built.transforms, node.steps, strict=True):
        _seed_tree(child, child_node, seed)


def _generators(seed: int, place: str) -> tuple[np.random.Generator, random.Random]:
    number = words(seed, STREAM, place)[0]
    return np.random.default_rng(number), random.Random(number)  # noqa: S311 - pictures, not secrets


_local = threading.local()


def _transform_for(step: Step) -> Any:
    """Returns this thread's own transform for `step`, always applied: Albumentations keeps drawn
    numbers on the object.
    """
    cache = _local.__dict__.setdefault("transforms", {})
    key = (step.transform, step.params)
    transform = cache.pop(key, None)
    if transform is None:
        transform = _constructed(step.transform, step.params, 1.0, f"{step.id}.params")
        # A transform that drops boxes or points asks its Compose for the limits.
        _composed(
            [transform], ComposeSettings(bbox_params=_BOXES, keypoint_params=_POINTS), 1.0, step.id
        )
    if len(cache) >= _CACHED_TRANSFORMS:
        del cache[next(iter(cache))]
    cache[key] = transform
    return transform


def _applied(step: Step, image: Image, number: int) -> Image:
    transform = _transform_for(step)
    transform.set_random_seed(number)
    try:
        return image_of(transform(**targets_of(image, step.spec)), image)
    except Exception as error:  # Albumentations and OpenCV raise anything; the step is named, and nothing is hidden
        size = f"{image.width} x {image.height} px"
        raise PolicyError(
            f"{step.transform} cannot be applied to {quoted(image.name)} ({size}): {_one_line(error)}",
            step.id,
        ) from error
