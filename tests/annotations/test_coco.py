import copy
import json

import numpy as np
import pytest

from explorer.annotations import annotate
from explorer.errors import ImageError
from explorer.images import Box, Image, KeyPoint

WIDTH, HEIGHT = 20, 10
IMAGE = Image("cat.png", np.zeros((HEIGHT, WIDTH, 3), np.uint8))
DOCUMENT = {
    "images": [
        {"id": 7, "file_name": "photos/cat.png", "width": WIDTH, "height": HEIGHT},
        {"id": 8, "file_name": "dog.png"},
    ],
    "categories": [
        {"id": 3, "name": "cat", "keypoints": ["left eye", "nose"]},
        {"id": 300, "name": "tail"},
    ],
    "annotations": [
        {
            "image_id": 7,
            "category_id": 3,
            "bbox": [2, 1, 10, 5],
            "segmentation": [[2, 1, 12, 1, 12, 6, 2, 6]],
            "keypoints": [4, 3, 2, 0, 0, 0],
        },
        {"image_id": 8, "category_id": 300, "bbox": [0, 0, 1, 1]},
    ],
}


def changed(*path, to):
    document = copy.deepcopy(DOCUMENT)
    place = document
    for key in path[:-1]:
        place = place[key]
    place[path[-1]] = to
    return json.dumps(document).encode()


def refusal(data):
    with pytest.raises(ImageError) as error:
        annotate([IMAGE], data)
    assert "\n" not in str(error.value)
    return str(error.value)


def test_boxes_masks_and_key_points_are_read():
    (image,), notes = annotate([IMAGE], json.dumps(DOCUMENT).encode())
    assert image.boxes == (Box(2, 1, 12, 6, "cat"),)
    assert image.keypoints == (KeyPoint(4, 3, "left eye"),)
    wanted = np.zeros((HEIGHT, WIDTH), np.uint8)
    wanted[1:6, 2:12] = 3
    assert np.abs(image.mask.astype(int) - wanted).sum() / 3 <= 16  # the outline itself, at most
    assert image.mask[1:6, 2:12].min() == 3
    assert notes == ("1 of the 2 pictures that the file describes are not loaded",)


def test_uncompressed_rle_runs_down_the_columns():
    data = changed(
        "annotations",
        0,
        "segmentation",
        to={"size": [HEIGHT, WIDTH], "counts": [3, 4, 13, 10, 170]},
    )
    (image,), _ = annotate([IMAGE], data)
    wanted = np.zeros((HEIGHT, WIDTH), np.uint8)
    wanted[3:7, 0] = 3
    wanted[:, 2] = 3
    assert np.array_equal(image.mask, wanted)


def test_later_annotations_lie_over_earlier_ones():
    document = copy.deepcopy(DOCUMENT)
    document["categories"].append({"id": 4, "name": "nose"})
    document["annotations"].append(
        {"image_id": 7, "category_id": 4, "segmentation": [[4, 2, 8, 2, 8, 5, 4, 5]]}
    )
    (image,), _ = annotate([IMAGE], json.dumps(document).encode())
    assert image.mask[3, 6] == 4
    assert image.mask[3, 3] == 3


def test_a_picture_that_the_file_does_not_name_stays_as_it_is():
    stranger = Image("bird.png", IMAGE.rgb)
    images, notes = annotate([IMAGE, stranger], json.dumps(DOCUMENT).encode())
    assert images[1] is stranger
    assert "'bird.png' has no annotations in the file" in notes


def test_a_box_a_little_over_the_border_is_cut_and_noted():
    (image,), notes = annotate([IMAGE], changed("annotations", 0, "bbox", to=[-0.5, 0, 10, 10.4]))
    assert image.boxes == (Box(0, 0, 9.5, 10, "cat"),)
    assert notes[0] == "annotations[0].bbox: cut at the border of 'cat.png' by 0.5 px"


def test_without_categories_numbers_are_the_labels():
    document = copy.deepcopy(DOCUMENT)
    del document["categories"]
    (image,), _ = annotate([IMAGE], json.dumps(document).encode())
    assert image.boxes[0].label == "3"
    assert image.keypoints[0].label == "3 0"


@pytest.mark.parametrize(
    ("path", "to", "message"),
    [
        (
            ("annotations", 0, "bbox"),
            [0, 0, 30, 5],
            "annotations[0].bbox: '[0, 0, 30, 5]' reaches outside 'cat.png', which is 20 x 10 px",
        ),
        (
            ("annotations", 0, "bbox"),
            [0, 0, -3, 5],
            "annotations[0].bbox: '[0, 0, -3, 5]' has no area",
        ),
        (("annotations", 0, "bbox"), [25, 0, 1, 1], "annotations[0].bbox"),
        (
            ("annotations", 0, "bbox"),
            [0, 0, 5],
            "annotations[0].bbox: '[0, 0, 5]' is not a list of 4 numbers",
        ),
        (
            ("annotations", 0, "bbox"),
            [0, 0, "5", 5],
            "annotations[0].bbox[2]: '5' is not a number of pixels",
        ),
        (("annotations", 0, "bbox"), [0, 0, True, 5], "annotations[0].bbox[2]"),
        (("annotations", 0, "bbox"), [0, 0, 10**400, 5], "annotations[0].bbox[2]"),
        (("annotations", 0, "bbox"), {"x": 1}, "annotations[0].bbox"),
        (("annotations", 0, "bbox", 1), float("nan"), "NaN is not a finite number"),
        (("annotations", 0, "bbox", 1), float("inf"), "Infinity is not a finite number"),
        (
            ("annotations", 0, "segmentation"),
            [[1, 1, 2, 2]],
            "annotations[0].segmentation[0]: 4 numbers do not make a polygon",
        ),
        (
            ("annotations", 0, "segmentation"),
            [[1, 1, 2, 2, 3, 3, 4]],
            "annotations[0].segmentation[0]: 7 numbers",
        ),
        (
            ("annotations", 0, "segmentation"),
            [[1, 1, 2, 2, 90, 3]],
            "annotations[0].segmentation[0]: reaches outside 'cat.png'",
        ),
        (
            ("annotations", 0, "segmentation"),
            "abc",
            "annotations[0].segmentation: 'abc' is neither",
        ),
        (
            ("annotations", 0, "segmentation"),
            {"size": [10, 20], "counts": "PSd0"},
            "annotations[0].segmentation.counts: compressed RLE is not read",
        ),
        (
            ("annotations", 0, "segmentation"),
            {"size": [20, 10], "counts": [200]},
            "annotations[0].segmentation.size: [20, 10] is not the [height, width]",
        ),
        (
            ("annotations", 0, "segmentation"),
            {"size": [10, 20], "counts": [5, 10**12]},
            "do not add up to the 200 pixels",
        ),
        (
            ("annotations", 0, "segmentation"),
            {"size": [10, 20], "counts": [300, -100]},
            "do not add up to the 200 pixels",
        ),
        (
            ("annotations", 0, "segmentation"),
            {"size": [10, 20], "counts": [1.5]},
            "annotations[0].segmentation.counts[0]: '1.5' is not a whole number",
        ),
        (
            ("annotations", 0, "keypoints"),
            [1, 1, 2],
            "annotations[0].keypoints: 3 numbers are not x, y and visibility of 2 key points",
        ),
        (
            ("annotations", 0, "keypoints"),
            [1, 1, 2, 50, 1, 2],
            "annotations[0].keypoints[3]: (50, 1) lies outside 'cat.png'",
        ),
        (
            ("annotations", 0, "keypoints"),
            [1, 1, 2, 5, 1, 3],
            "annotations[0].keypoints[5]: 3 is not a visibility",
        ),
        (
            ("annotations", 0, "image_id"),
            99,
            "annotations[0].image_id: '99' is not the id of a picture",
        ),
        (("annotations", 0, "image_id"), [7], "annotations[0].image_id"),
        (
            ("annotations", 0, "category_id"),
            5,
            "annotations[0].category_id: 5 is not the id of a category",
        ),
        (
            ("annotations", 0, "category_id"),
            "3",
            "annotations[0].category_id: '3' is not a whole number",
        ),
        (
            ("annotations", 0, "category_id"),
            300,
            "annotations[0].segmentation: a mask holds category ids from 1 to 255, not 300",
        ),
        (("annotations", 0), "cat", "annotations[0]: 'cat' is not an object"),
        (("annotations",), {}, "annotations: '{}' is not a list"),
        (("images",), None, "images: 'None' is not a list"),
        (("images", 0, "width"), 21, "images[0].width: 21, but 'cat.png' is 20 x 10 px"),
        (("images", 0, "file_name"), 5, "images[0].file_name: '5' is not a text"),
        (("images", 1, "id"), 7, "images[1].id: '7' is the id of another picture too"),
        (
            ("images", 1, "file_name"),
            "cat.png",
            "images[1].file_name: 'cat.png' is described twice",
        ),
        (("categories", 1, "id"), 3, "categories[1].id: 3 is the id of another category too"),
        (("categories", 0, "name"), "", "categories[0].name: '' is not a text"),
        (("categories", 0, "keypoints"), [1], "categories[0].keypoints[0]: '1' is not a text"),
    ],
)
def test_a_bad_value_is_refused_with_its_path(path, to, message):
    assert message.replace("'", "") in refusal(changed(*path, to=to)).replace("'", "")


@pytest.mark.parametrize(
    ("data", "message"),
    [
        (b"", "not JSON"),
        (b"[]", "not in COCO format"),
        (b'{"images": []}', "not in COCO format"),
        (b"\xff\xfe", "not UTF-8"),
        (b"[" * 100_000, "nested too deeply"),
        (b"1" * 10_000, "not JSON"),
        (b" " * 30_000_001, "30.0 MB; the limit is 30 MB"),
    ],
)
def test_what_is_no_coco_file_is_refused(data, message):
    assert message in refusal(data)


def test_two_pictures_of_one_name_are_refused():
    with pytest.raises(ImageError, match=r"two of the loaded pictures are called 'cat\.png'"):
        annotate([IMAGE, IMAGE], json.dumps(DOCUMENT).encode())


def test_too_many_annotations_of_one_picture_are_refused():
    document = copy.deepcopy(DOCUMENT)
    document["annotations"] = [{"image_id": 7, "category_id": 3}] * 1001
    assert "'cat.png' has more than 1000 annotations" in refusal(json.dumps(document).encode())


def test_a_mapping_of_one_file_is_read_as_that_file_and_several_are_refused():
    data = json.dumps(DOCUMENT).encode()
    assert annotate([IMAGE], {"annotations.json": data})[1] == annotate([IMAGE], data)[1]
    for files, count in (({}, 0), ({"a.json": data, "b.json": data}, 2)):
        assert refusal(files) == f"{count} annotation files are given; a COCO file is one"
