"""What a Compose says beside its transforms: boxes, key points, further targets.

Checked, and kept word for word.
"""

from collections.abc import Callable, Mapping
from typing import Any

from explorer.errors import PolicyError, quoted
from explorer.policy.files.plain import Record, below, nearest, plain
from explorer.policy.model import ComposeSettings

BOX_FORMATS = ("coco", "pascal_voc", "albumentations", "yolo")
POINT_FORMATS = ("xy", "yx", "xya", "xys", "xyas", "xysa", "xyz")
_TARGETS = (
    "image",
    "images",
    "mask",
    "masks",
    "bboxes",
    "keypoints",
    "volume",
    "volumes",
    "mask3d",
    "masks3d",
)

Check = Callable[[Any], bool]


def _at_least_0(value: Any) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool) and 0 <= value <= 1e9


def _fraction(value: Any) -> bool:
    return _at_least_0(value) and value <= 1


def _ratio(value: Any) -> bool:
    return value is None or (_at_least_0(value) and value >= 1)


def _flag(value: Any) -> bool:
    return isinstance(value, bool)


def _labels(value: Any) -> bool:
    return value is None or (
        isinstance(value, list | tuple)
        and len(value) <= 64
        and all(isinstance(item, str) and 0 < len(item) <= 100 for item in value)
    )


_BOX: Mapping[str, tuple[Check, str]] = {
    "format": (lambda value: value in BOX_FORMATS, f"one of {', '.join(BOX_FORMATS)}"),
    "label_fields": (_labels, "null or a list of names"),
    "min_area": (_at_least_0, "a number of 0 or more"),
    "min_visibility": (_fraction, "a number between 0 and 1"),
    "min_width": (_at_least_0, "a number of 0 or more"),
    "min_height": (_at_least_0, "a number of 0 or more"),
    "check_each_transform": (_flag, "true or false"),
    "clip": (_flag, "true or false"),
    "filter_invalid_bboxes": (_flag, "true or false"),
    "max_accept_ratio": (_ratio, "null or a number of 1 or more"),
}
_POINT: Mapping[str, tuple[Check, str]] = {
    "format": (lambda value: value in POINT_FORMATS, f"one of {', '.join(POINT_FORMATS)}"),
    "label_fields": (_labels, "null or a list of names"),
    "remove_invisible": (_flag, "true or false"),
    "angle_in_degrees": (_flag, "true or false"),
    "check_each_transform": (_flag, "true or false"),
}


def settings_of(record: Record, p: float, source: str) -> ComposeSettings:
    """Returns the settings that the keys of `record` say.

    Raises PolicyError with the path of what Albumentations would refuse.
    """
    bbox_params = _params(
        record.optional("bbox_params", None, source), record.at("bbox_params"), _BOX
    )
    keypoint_params = _params(
        record.optional("keypoint_params", None, source), record.at("keypoint_params"), _POINT
    )
    targets = _targets(
        record.optional("additional_targets", {}, source), record.at("additional_targets")
    )
    check_shapes = record.optional("is_check_shapes", True, source)
    if not isinstance(check_shapes, bool):
        raise PolicyError(
            f"{quoted(check_shapes)} is not true or false", record.at("is_check_shapes")
        )
    return ComposeSettings(p, bbox_params, keypoint_params, targets, check_shapes)


def document_of(settings: ComposeSettings) -> dict[str, Any]:
    """Returns settings as the `compose` object of a policy file."""
    return {
        "p": settings.p,
        "bbox_params": plain(settings.bbox_params),
        "keypoint_params": plain(settings.keypoint_params),
        "additional_targets": plain(settings.additional_targets),
        "is_check_shapes": settings.is_check_shapes,
    }


def _params(
    value: Any, path: str, table: Mapping[str, tuple[Check, str]]
) -> Mapping[str, Any] | None:
    if value is None:
        return None
    if not isinstance(value, Mapping):
        raise PolicyError(f"{quoted(value)} is not an object", path)
    for key, item in value.items():
        if key not in table:
            raise PolicyError(
                f"is not a setting of Albumentations{nearest(key, table)}", below(path, key)
            )
        legal, expected = table[key]
        if isinstance(item, dict) or not legal(item):
            raise PolicyError(f"{quoted(item)} is not {expected}", below(path, key))
    if value and "format" not in value:
        raise PolicyError("is missing", below(path, "format"))
    return dict(value)


def _targets(value: Any, path: str) -> Mapping[str, Any]:
    if not isinstance(value, Mapping) or len(value) > 64:
        raise PolicyError(f"{quoted(value)} is not an object of at most 64 names", path)
    for key, item in value.items():
        if not isinstance(item, str) or item not in _TARGETS:
            raise PolicyError(
                f"{quoted(item)} is not one of {', '.join(_TARGETS)}", below(path, key)
            )
    return dict(value)
