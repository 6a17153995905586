import pytest

from explorer.errors import ImageError
from explorer.images import load_image, read_rgb
from tests.images.files import bmp_header, jpeg_header, png_header, tiff_header, webp_header


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
