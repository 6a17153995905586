import numpy as np
import pytest
from PIL import Image as PillowImage

from explorer.images import AND_FORMATS, OR_FORMATS, SUFFIXES, read_header
from explorer.images.formats import FORMATS
from tests.images.files import noise, saved


@pytest.mark.parametrize("suffix", SUFFIXES)
def test_a_file_that_pillow_writes_under_a_suffix_is_recognised_as_that_format(suffix, tmp_path):
    path = tmp_path / f"a{suffix}"
    PillowImage.fromarray(noise()).save(path)
    (form,) = [form for form in FORMATS if suffix in form.suffixes]
    assert form.begins(path.read_bytes())
    assert read_header(path.read_bytes(), path.name).format == form.kind


def test_no_file_is_claimed_by_two_formats():
    files = [saved(PillowImage.fromarray(noise()), form.kind) for form in FORMATS]
    claims = np.array([[form.begins(data) for form in FORMATS] for data in files])
    assert np.array_equal(claims, np.eye(len(FORMATS), dtype=bool))


def test_a_message_names_the_formats_in_the_order_of_the_table():
    assert OR_FORMATS == "PNG, JPEG, WebP, BMP or TIFF"
    assert AND_FORMATS == "PNG, JPEG, WebP, BMP and TIFF"
