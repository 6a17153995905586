import pytest
from PIL import Image as PillowImage

from explorer.errors import ImageError
from explorer.images import read_header, read_rgb
from tests.images.files import noise, saved


def test_the_header_tells_format_and_size():
    header = read_header(saved(PillowImage.fromarray(noise()), "WEBP"), "a")
    assert (header.format, header.width, header.height) == ("WEBP", 60, 40)


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
