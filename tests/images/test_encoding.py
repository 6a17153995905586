import numpy as np
import pytest

from explorer.errors import ImageError
from explorer.images import encode, read_header, read_rgb
from tests.images.files import noise, smooth


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
