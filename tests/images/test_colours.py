import cv2
import numpy as np
import pytest
from PIL import Image as PillowImage

from explorer.errors import ImageError
from explorer.images import read_rgb
from tests.images.files import saved, smooth

HOLDS = {
    "PNG": ("1", "L", "P", "LA", "RGBA", "I;16"),
    "JPEG": ("1", "L", "CMYK", "YCbCr"),
    "WEBP": ("L", "LA", "RGBA"),
    "BMP": ("1", "L", "P", "RGBA"),
    "TIFF": ("1", "L", "P", "LA", "RGBA", "CMYK", "YCbCr", "PA", "I;16", "I", "F"),
}


@pytest.mark.parametrize(
    ("format", "mode"), [(format, mode) for format, modes in HOLDS.items() for mode in modes]
)
def test_every_mode_that_a_format_holds_becomes_rgb(format, mode):
    source = PillowImage.fromarray(smooth())
    for step in {
        "PA": ("P", "PA"),
        "LA": ("L", "LA"),
        "I;16": ("L", "I;16"),
        "I": ("L", "I"),
        "F": ("L", "F"),
    }.get(mode, (mode,)):
        source = source.convert(step)
    rgb = read_rgb(saved(source, format), "a")
    assert rgb.shape == (40, 60, 3)
    assert rgb.dtype == np.uint8
    if mode in ("L", "LA", "I", "F"):
        assert np.abs(rgb.astype(int) - np.asarray(source.convert("L"))[:, :, None]).mean() <= 2
        assert np.ptp(rgb, axis=2).max() <= 2
    if mode in ("RGBA", "CMYK", "YCbCr"):
        assert np.abs(rgb.astype(int) - smooth()).mean() <= 6


@pytest.mark.parametrize("format", ["PNG", "TIFF", "WEBP"])
def test_transparency_is_laid_over_white(format):
    rgba = np.zeros((8, 8, 4), np.uint8)
    rgba[:, :4] = (200, 0, 0, 255)
    rgba[:, 4:6] = (200, 0, 0, 128)
    rgb = read_rgb(
        saved(
            PillowImage.fromarray(rgba), format, **({"lossless": True} if format == "WEBP" else {})
        ),
        "a",
    )
    assert rgb[0, 0].tolist() == [200, 0, 0]
    assert np.abs(rgb[0, 4].astype(int) - [227, 127, 127]).max() <= 1
    assert rgb[0, 7].tolist() == [255, 255, 255]


def test_a_transparent_palette_colour_is_laid_over_white():
    picture = PillowImage.fromarray(np.array([[0, 1]], np.uint8)).convert("P")
    picture.putpalette([10, 20, 30, 40, 50, 60])
    assert read_rgb(saved(picture, "PNG", transparency=0), "a")[0].tolist() == [
        [255, 255, 255],
        [40, 50, 60],
    ]


@pytest.mark.parametrize("suffix", [".png", ".tiff"])
@pytest.mark.parametrize("channels", [1, 3])
def test_16_bit_keep_their_scale(suffix, channels):
    wanted = smooth()[:, :, :channels].squeeze()
    _, data = cv2.imencode(suffix, wanted.astype(np.uint16) * 257)
    rgb = read_rgb(data.tobytes(), "a")
    assert (
        np.abs(
            rgb.astype(int) - (wanted[:, :, ::-1] if channels == 3 else wanted[:, :, None])
        ).max()
        <= 1
    )


@pytest.mark.parametrize("channels", [1, 3])
def test_floats_from_0_to_1_fill_the_range(channels):
    wanted = smooth()[:, :, :channels].squeeze()
    _, data = cv2.imencode(".tiff", wanted.astype(np.float32) / 255)
    assert np.array_equal(
        read_rgb(data.tobytes(), "a"),
        wanted[:, :, ::-1] if channels == 3 else np.repeat(wanted[:, :, None], 3, 2),
    )


def test_floats_of_another_scale_are_stretched():
    _, data = cv2.imencode(".tiff", np.array([[-1000, 0, 1000]], np.float32))
    assert read_rgb(data.tobytes(), "a")[0, :, 0].tolist() == [0, 128, 255]


def test_floats_that_are_not_finite_are_refused():
    _, data = cv2.imencode(".tiff", np.array([[0.5, np.nan]], np.float32))
    with pytest.raises(ImageError, match=r"'scan\.tiff' is a damaged TIFF file: .*not finite"):
        read_rgb(data.tobytes(), "scan.tiff")


def test_signed_16_bit_are_stretched():
    _, data = cv2.imencode(".tiff", np.array([[-1000, 0, 1000]], np.int16))
    assert read_rgb(data.tobytes(), "a")[0, :, 0].tolist() == [0, 128, 255]
