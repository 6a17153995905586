import io
import pickle
import struct
import zlib

import cv2
import numpy as np
import pytest
from PIL import Image as PillowImage
from PIL import ImageOps

from explorer.errors import ImageError
from explorer.images import (
    Box,
    Image,
    KeyPoint,
    encode,
    load_image,
    read_header,
    read_image,
    read_rgb,
    resize,
)


def noise(height=40, width=60, seed=0):
    return np.random.default_rng(seed).integers(0, 256, (height, width, 3), dtype=np.uint8)


def smooth(height=40, width=60):
    y, x = np.mgrid[:height, :width]
    return np.stack(
        [x * 255 // (width - 1), y * 255 // (height - 1), (x + y) * 255 // (width + height - 2)],
        axis=2,
    ).astype(np.uint8)


def saved(picture, format, **options):
    buffer = io.BytesIO()
    picture.save(buffer, format, **options)
    return buffer.getvalue()


def png_header(width, height):
    body = b"IHDR" + struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    return (
        b"\x89PNG\r\n\x1a\n"
        + struct.pack(">I", 13)
        + body
        + struct.pack(">I", zlib.crc32(body))
        + b"\x00\x00\x00\x00IDAT"
    )


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


@pytest.mark.parametrize("orientation", range(1, 9))
@pytest.mark.parametrize("format", ["PNG", "JPEG", "WEBP", "TIFF"])
def test_the_rotation_of_the_camera_is_applied(orientation, format):
    exif = PillowImage.Exif()
    exif[0x0112] = orientation
    options = (
        {"lossless": True}
        if format == "WEBP"
        else {"quality": 100, "subsampling": 0}
        if format == "JPEG"
        else {}
    )
    data = saved(PillowImage.fromarray(smooth()), format, exif=exif, **options)
    upright = np.asarray(ImageOps.exif_transpose(PillowImage.open(io.BytesIO(data))).convert("RGB"))
    rgb = read_rgb(data, "a")
    assert rgb.shape[:2] == ((60, 40) if orientation >= 5 else (40, 60))
    assert np.array_equal(rgb, upright)
    assert rgb.flags.c_contiguous


def test_damaged_metadata_does_not_cost_the_picture():
    data = saved(PillowImage.fromarray(smooth()), "PNG", exif=b"Exif\x00\x00no such thing")
    assert np.array_equal(read_rgb(data, "a"), smooth())


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


def bmp_header(width, height):
    return (
        b"BM"
        + struct.pack("<IHHI", 54, 0, 0, 54)
        + struct.pack("<IiiHHIIiiII", 40, width, height, 1, 24, 0, 0, 0, 0, 0, 0)
    )


def webp_header(width, height):
    return (
        b"RIFF\x30\x00\x00\x00WEBPVP8X\x0a\x00\x00\x00\x00\x00\x00\x00"
        + (width - 1).to_bytes(3, "little")
        + (height - 1).to_bytes(3, "little")
        + bytes(20)
    )


def jpeg_header(width, height):
    return (
        b"\xff\xd8\xff\xc0\x00\x11\x08"
        + struct.pack(">HH", height, width)
        + b"\x03\x01\x22\x00\x02\x11\x01\x03\x11\x01\xff\xda\x00\x0c"
        + bytes(10)
    )


def tiff_header(width, height):
    tags = [
        (256, 4, 1, width),
        (257, 4, 1, height),
        (258, 3, 1, 8),
        (259, 3, 1, 1),
        (262, 3, 1, 1),
        (273, 4, 1, 8),
        (278, 4, 1, height),
        (279, 4, 1, 100),
    ]
    return (
        b"II*\x00\x08\x00\x00\x00"
        + struct.pack("<H", len(tags))
        + b"".join(struct.pack("<HHII", *tag) for tag in tags)
        + bytes(4)
    )


@pytest.mark.parametrize("header", [png_header, bmp_header, webp_header, jpeg_header, tiff_header])
@pytest.mark.parametrize("width", [10_001, 16_000, 60_000])
def test_too_many_pixels_are_refused_by_name_and_size_before_a_pixel_is_read(
    header, width, recwarn
):
    height = 5_000
    with pytest.raises(ImageError) as refusal:
        read_rgb(header(width, height), "huge.png")
    assert str(refusal.value).startswith(f"'huge.png' is {width} x {height} px (")
    assert str(refusal.value).endswith("megapixels); the limit is 50 megapixels")
    assert not recwarn.list


def test_too_many_bytes_are_refused_by_name_and_size(tmp_path):
    with pytest.raises(ImageError, match=r"^'a\.png' is 30\.1 MB; the limit is 30 MB$"):
        read_rgb(bytes(30_000_001), "a.png")
    path = tmp_path / "b.png"
    with path.open("wb") as file:
        file.truncate(45_000_000)
    with pytest.raises(ImageError, match=r"^'b\.png' is 45 MB; the limit is 30 MB$"):
        load_image(path)


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"hello",
        b"GIF89a" + bytes(50),
        b"%!PS-Adobe",
        b"RIFF1234WAVE",
        b"\x89PNG\r\n\x1a\n",
        b"BM",
        b"II*\x00",
        b"RIFFxxxxWEBP",
        b"\xff\xd8\xff",
    ],
)
def test_what_is_no_picture_is_refused_in_one_line(data):
    with pytest.raises(ImageError) as refusal:
        read_rgb(data, "note.png")
    assert str(refusal.value).startswith("'note.png' is ")
    assert "\n" not in str(refusal.value)


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


def test_the_header_tells_format_and_size():
    header = read_header(saved(PillowImage.fromarray(noise()), "WEBP"), "a")
    assert (header.format, header.width, header.height) == ("WEBP", 60, 40)


def test_jpeg_decodes_smaller_near_a_size_but_never_below_twice_it():
    data = saved(PillowImage.fromarray(smooth(400, 640)), "JPEG")
    assert read_rgb(data, "a", near=50).shape == (100, 160, 3)
    assert read_rgb(data, "a", near=150).shape == (400, 640, 3)


def test_an_image_copies_what_its_caller_can_write_to():
    mine = noise()
    image = Image("a", mine)
    mine[:] = 0
    assert np.array_equal(image.rgb, noise())
    with pytest.raises(ValueError, match="read-only"):
        image.rgb[0] = 1


def test_the_digest_changes_with_pixels_and_annotations_but_not_with_the_name():
    rgb = noise()
    mask = np.zeros((40, 60), np.uint8)
    images = [
        Image("a", rgb),
        Image("a", noise(seed=1)),
        Image("a", rgb.reshape(60, 40, 3)),
        Image("a", rgb, mask=mask),
        Image("a", rgb, boxes=(Box(0, 0, 1, 1, "cat"),)),
        Image("a", rgb, keypoints=(KeyPoint(0, 0, "nose"),)),
    ]
    assert len({image.digest for image in images}) == len(images)
    assert Image("a", rgb).digest == Image("b", rgb).digest
    assert Image("a", rgb) != Image("b", rgb)
    assert Image("a", rgb) == Image("a", rgb)


def test_an_image_survives_pickling():
    image = Image(
        "a",
        noise(),
        mask=np.ones((40, 60), np.uint8),
        boxes=(Box(0, 0, 5, 5),),
        keypoints=(KeyPoint(1, 2, "x"),),
    )
    copy = pickle.loads(pickle.dumps(image))
    assert copy == image
    assert not copy.rgb.flags.writeable


@pytest.mark.parametrize(
    "bad",
    [
        np.zeros((4, 4), np.uint8),
        np.zeros((4, 4, 4), np.uint8),
        np.zeros((4, 4, 3)),
        np.zeros((0, 4, 3), np.uint8),
        None,
    ],
)
def test_an_image_is_rgb_or_not_at_all(bad):
    with pytest.raises(ImageError):
        Image("a", bad)


def test_a_mask_of_another_size_is_refused():
    with pytest.raises(ImageError, match="the mask of 'a' has the shape"):
        Image("a", noise(), mask=np.zeros((4, 4), np.uint8))


@pytest.mark.parametrize(
    "corners", [(1, 0, 1, 5), (0, 5, 5, 0), (float("nan"), 0, 1, 1), (0, 0, float("inf"), 1)]
)
def test_an_impossible_box_is_refused(corners):
    with pytest.raises(ImageError, match="not a box"):
        Box(*corners)


def test_resizing_takes_the_annotations_along():
    mask = np.zeros((40, 60), np.uint8)
    mask[:20] = 7
    small = resize(
        Image("a", smooth(), mask, (Box(6, 4, 60, 40, "b"),), (KeyPoint(30, 20, "k"),)), max_side=30
    )
    assert small.rgb.shape == (20, 30, 3)
    assert set(np.unique(small.mask)) == {0, 7}
    assert small.boxes == (Box(3, 2, 30, 20, "b"),)
    assert small.keypoints == (KeyPoint(15, 10, "k"),)


def test_shrinking_averages_areas():
    checks = (np.indices((20, 20)).sum(0) % 2)[:, :, None].repeat(3, 2).astype(np.uint8) * 255
    assert np.abs(resize(checks, 10).astype(int) - 128).max() <= 1


def test_a_picture_is_never_enlarged_to_a_max_side():
    assert resize(noise(), max_side=500).shape == (40, 60, 3)
    assert resize(noise(), (120, 80)).shape == (80, 120, 3)


@pytest.mark.parametrize(
    "arguments",
    [
        {},
        {"size": 0},
        {"size": 3, "max_side": 3},
        {"max_side": 0},
        {"size": (5, -1)},
        {"size": 100_000},
    ],
)
def test_an_impossible_size_is_refused(arguments):
    with pytest.raises(ImageError):
        resize(noise(), **arguments)


@pytest.mark.parametrize("format", ["png", "jpeg", "webp"])
def test_what_is_encoded_reads_back(format):
    data = encode(smooth(), format, quality=95)
    assert read_header(data, "a").format == format.upper()
    assert np.abs(read_rgb(data, "a").astype(int) - smooth()).mean() < (
        0.001 if format == "png" else 4
    )
    assert encode(smooth(), format, quality=95) == data


def test_an_unknown_encoding_and_quality_are_refused():
    with pytest.raises(ImageError, match="'gif' is not one of png, jpeg, webp"):
        encode(noise(), "gif")
    with pytest.raises(ImageError, match="0 is not a quality"):
        encode(noise(), "jpeg", quality=0)
