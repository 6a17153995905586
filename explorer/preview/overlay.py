"""Masks, boxes and key points drawn over a picture, in colours that read on dark and on light."""

from functools import lru_cache
from typing import Any

import cv2
import numpy as np
from PIL import Image as PillowImage
from PIL import ImageDraw, ImageFont

from explorer.images import Image, UInt8

# Saturated mid-tones, each drawn over a wider dark line; after Okabe and Ito (2008), whose colours
# stay apart for colour-blind eyes.
COLOURS: tuple[tuple[int, int, int], ...] = (
    (255, 176, 0),
    (86, 200, 255),
    (0, 214, 143),
    (255, 105, 180),
    (240, 228, 66),
    (178, 132, 255),
    (255, 112, 67),
)
_DARK = (16, 16, 16)
_SHIFT = 3  # OpenCV draws at eighths of a pixel
# The outline shows the region. With more tint, nobody could judge what a colour transform does.
_MASK_OPACITY = 0.12


def overlaid(picture: Image, rgb: UInt8, labels: tuple[str, ...] = ()) -> UInt8:
    """Returns a copy of `rgb` with the annotations of `picture` drawn on it.

    `rgb` shows the picture at any scale. `labels` fixes the order of the colours, so that a label
    keeps its colour when others are lost.
    """
    if picture.mask is None and not picture.boxes and not picture.keypoints:
        return rgb
    canvas = rgb.copy()
    scale_x, scale_y = rgb.shape[1] / picture.width, rgb.shape[0] / picture.height
    if picture.mask is not None:
        _draw_mask(canvas, picture.mask)
    line = max(1, round(min(rgb.shape[:2]) / 160))
    for box in picture.boxes:
        corners = (
            (box.x_min * scale_x, box.y_min * scale_y),
            (box.x_max * scale_x - 1, box.y_max * scale_y - 1),
        )
        _draw_box(canvas, *corners, box.label, colour_of(box.label, labels), line)
    for point in picture.keypoints:
        _draw_point(
            canvas,
            (point.x * scale_x, point.y * scale_y),
            colour_of(point.label, labels),
            2 * line + 1,
        )
    return canvas


def label_order(picture: Image) -> tuple[str, ...]:
    """Returns the labels of boxes and key points, each once, in the order in which they appear."""
    return tuple(
        dict.fromkeys(
            [box.label for box in picture.boxes] + [point.label for point in picture.keypoints]
        )
    )


def colour_of(label: str, labels: tuple[str, ...]) -> tuple[int, int, int]:
    """Returns the colour of a label among `labels`."""
    return COLOURS[labels.index(label) % len(COLOURS) if label in labels else 0]


def _draw_mask(canvas: UInt8, mask: UInt8) -> None:
    scaled = cv2.resize(mask, (canvas.shape[1], canvas.shape[0]), interpolation=cv2.INTER_NEAREST)
    values = np.flatnonzero(cv2.calcHist([scaled], [0], None, [256], [0, 256])[1:]) + 1
    if not len(values):
        return
    palette = _mask_palette()
    # Three look-ups of one channel are ten times as fast as one of three channels.
    tint = cv2.merge([cv2.LUT(scaled, palette[:, channel]) for channel in range(3)])
    cv2.copyTo(cv2.addWeighted(canvas, 1 - _MASK_OPACITY, tint, _MASK_OPACITY, 0), scaled, canvas)
    for value in values.tolist():
        outlines, _ = cv2.findContours(
            cv2.inRange(scaled, value, value), cv2.RETR_EXTERNAL, cv2.CHAIN_APPROX_NONE
        )
        cv2.drawContours(canvas, outlines, -1, palette[value].tolist(), 1)


@lru_cache(maxsize=1)
def _mask_palette() -> Any:
    return np.array([COLOURS[(value - 1) % len(COLOURS)] for value in range(256)], np.uint8)


def _draw_box(
    canvas: UInt8,
    first: tuple[float, float],
    second: tuple[float, float],
    label: str,
    colour: tuple[int, int, int],
    line: int,
) -> None:
    for thickness, paint in ((line + 2, _DARK), (line, colour)):
        cv2.rectangle(canvas, _fixed(first), _fixed(second), paint, thickness, cv2.LINE_AA, _SHIFT)
    if label:
        _draw_label(canvas, first, label, colour)


def _draw_point(
    canvas: UInt8, place: tuple[float, float], colour: tuple[int, int, int], radius: int
) -> None:
    for size, paint in ((radius + 1, _DARK), (radius, colour)):
        cv2.circle(canvas, _fixed(place), size << _SHIFT, paint, cv2.FILLED, cv2.LINE_AA, _SHIFT)


def _draw_label(
    canvas: UInt8, corner: tuple[float, float], label: str, colour: tuple[int, int, int]
) -> None:
    plate = _plate(label[:24], colour)
    height, width = plate.shape[:2]
    if height * 4 > canvas.shape[0] or width > canvas.shape[1]:
        return  # on a small tile a label would hide the picture
    x = int(min(max(corner[0], 0), canvas.shape[1] - width))
    y = int(min(max(corner[1] - height, 0), canvas.shape[0] - height))
    canvas[y : y + height, x : x + width] = plate


@lru_cache(maxsize=256)
def _plate(label: str, colour: tuple[int, int, int]) -> UInt8:
    font = ImageFont.load_default(size=12)
    left, _, right, _ = font.getbbox(label)
    plate = PillowImage.new("RGB", (int(right - left) + 6, 16), colour)
    ImageDraw.Draw(plate).text((3, 1), label, fill=_DARK, font=font)
    return np.asarray(plate)


def _fixed(place: tuple[float, float]) -> tuple[int, int]:
    # OpenCV's fixed point is 32 bits wide; far outside the picture is far enough.
    x, y = (round(min(max(number, -8192.0), 8192.0) * (1 << _SHIFT)) for number in place)
    return x, y
