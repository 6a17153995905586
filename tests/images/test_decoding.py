import io

import numpy as np
import pytest
from PIL import Image as PillowImage
from PIL import ImageOps

from explorer.errors import ImageError
from explorer.images import load_image, read_image, read_rgb
from tests.images.files import noise, saved, smooth


@pytest.mark.parametrize("format", ["PNG", "BMP", "TIFF"])
def test_lossless_formats_keep_every_pixel(format):
    image = read_image(saved(PillowImage.fromarray(noise()), format), "a")
    assert np.array_equal(image.rgb, noise())
    assert image.rgb.flags.c_contiguous
    assert not image.rgb.flags.writeable


@pytest.mark.parametrize("format", ["JPEG", "WEBP"])
def test_lossy_formats_come_close(format):
    rgb = read_rgb(saved(PillowImage.fromarray(smooth()), format, quality=95), "a")
    assert np.abs(rgb.astype(int) - smooth()).mean() < 4


@pytest.mark.parametrize("orientation", range(1, 9))
@pytest.mark.parametrize("format", ["PNG", "JPEG", "WEBP", "TIFF"])
def test_the_rotation_of_the_camera_is_applied(orientation, format):
    exif = PillowImage.Exif()
    exif[0x0112] = orientation
    exact = {"WEBP": {"lossless": True}, "JPEG": {"quality": 100, "subsampling": 0}}
    data = saved(PillowImage.fromarray(smooth()), format, exif=exif, **exact.get(format, {}))
    upright = np.asarray(ImageOps.exif_transpose(PillowImage.open(io.BytesIO(data))).convert("RGB"))
    rgb = read_rgb(data, "a")
    assert rgb.shape[:2] == ((60, 40) if orientation >= 5 else (40, 60))
    assert np.array_equal(rgb, upright)
    assert rgb.flags.c_contiguous


def test_damaged_metadata_does_not_cost_the_picture():
    data = saved(PillowImage.fromarray(smooth()), "PNG", exif=b"Exif\x00\x00no such thing")
    assert np.array_equal(read_rgb(data, "a"), smooth())


@pytest.mark.parametrize("format", ["PNG", "JPEG", "WEBP", "BMP", "TIFF"])
def test_a_truncated_picture_is_refused_at_any_length(format):
    data = saved(PillowImage.fromarray(noise()), format)
    for part in (0.2, 0.5, 0.9):
        with pytest.raises(ImageError, match=r"^'cut' is a damaged"):
            read_rgb(data[: int(len(data) * part)], "cut")


def read_or_refuse(data):
    try:
        rgb = read_rgb(data, "a")
    except ImageError as error:
        return str(error)
    assert rgb.dtype == np.uint8
    assert rgb.shape[2] == 3
    return ""


@pytest.mark.parametrize("format", ["PNG", "JPEG", "WEBP", "BMP", "TIFF"])
def test_flipped_bytes_never_end_in_a_traceback(format):
    data = saved(
        PillowImage.fromarray(noise(16, 16)),
        format,
        **({"compression": "tiff_lzw"} if format == "TIFF" else {}),
    )
    random = np.random.default_rng(1)
    outcomes = []
    for _ in range(300):
        damaged = bytearray(data)
        for place in random.integers(0, min(len(data), 300), 3):
            damaged[place] = random.integers(256)
        outcomes.append(read_or_refuse(bytes(damaged)))
    assert any(outcomes), "the test damages nothing that matters"


def test_the_name_in_a_message_is_quoted_and_cut():
    with pytest.raises(ImageError) as refusal:
        read_rgb(b"text", "a\nb" + "x" * 500)
    assert "\n" not in str(refusal.value)
    assert len(str(refusal.value)) < 360


def test_a_missing_file_is_named(tmp_path):
    with pytest.raises(ImageError, match=r"nowhere\.png' cannot be read: No such file"):
        load_image(tmp_path / "nowhere.png")


def test_jpeg_decodes_smaller_near_a_size_but_never_below_twice_it():
    data = saved(PillowImage.fromarray(smooth(400, 640)), "JPEG")
    assert read_rgb(data, "a", near=50).shape == (100, 160, 3)
    assert read_rgb(data, "a", near=150).shape == (400, 640, 3)
