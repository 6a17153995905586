import pytest

from explorer.images import Image
from explorer.policy.model import Policy
from explorer.preview import contact_sheet
from explorer.preview.paging import ROOM_PX, SMALLEST_TILE_PX, pages
from tests.preview.pictures import look, photo

SHAPES = {
    "square": (64, 64),
    "wide": (160, 30),
    "tall": (30, 160),
    "photograph": (96, 64),
    "ribbon": (160, 12),
}
LOOK = look(tile_px=256)  # as on Compose


def is_large(images: list[Image], draws: int, columns: int | None) -> bool:
    """Whether no tile is a stamp once the sheet has been fitted into the room."""
    sheet = contact_sheet(Policy(), images, look(columns=columns, tile_px=256), draws)
    height, width = sheet.rgb.shape[:2]
    scale = min(ROOM_PX[0] / width, ROOM_PX[1] / height)
    return all(
        (
            scale * max(tile.width, tile.height) >= SMALLEST_TILE_PX[0]
            and scale * min(tile.width, tile.height) >= SMALLEST_TILE_PX[1]
        )
        or scale * tile.width >= 0.99 * ROOM_PX[0]
        for tile in sheet.tiles
    )


@pytest.mark.parametrize("draws", [1, 8])
@pytest.mark.parametrize("count", [1, 2, 5, 12])
@pytest.mark.parametrize("shape", SHAPES)
def test_every_picture_is_on_one_page_and_no_tile_is_a_stamp(
    shape: str, count: int, draws: int
) -> None:
    images = [photo(*SHAPES[shape], seed=number) for number in range(count)]
    found = pages(images, LOOK, draws)
    assert [number for page in found for number in page.pictures] == list(range(count))
    for page in found:
        shown = [images[number] for number in page.pictures]
        # One picture has no other page to go to: its draws are scrolled where they have no room.
        assert len(shown) == 1 or is_large(shown, draws, page.columns)


@pytest.mark.parametrize("draws", [1, 8])
@pytest.mark.parametrize("shape", ["square", "wide", "tall", "photograph"])
def test_a_picture_alone_with_its_draws_is_large(shape: str, draws: int) -> None:
    assert is_large([photo(*SHAPES[shape])], draws, None)


def test_a_page_has_as_many_pictures_as_have_room_and_pages_are_about_equal() -> None:
    many = [photo(96, 64, seed=number) for number in range(5)]
    assert [len(page.pictures) for page in pages(many, LOOK, 8)] == [3, 2]
    assert [len(page.pictures) for page in pages(many, LOOK, 1)] == [5]
    assert [len(page.pictures) for page in pages(many[:2], LOOK, 8)] == [2]


def test_pictures_of_all_shapes_share_a_page_by_the_room_that_they_take() -> None:
    mixed = [photo(*size, seed=number) for number, size in enumerate(SHAPES.values())]
    for page in pages(mixed, LOOK, 8):
        shown = [mixed[number] for number in page.pictures]
        assert len(shown) == 1 or is_large(shown, 8, page.columns)


def test_in_training_every_picture_is_a_square() -> None:
    wide = [photo(160, 16, seed=number) for number in range(5)]
    square = [photo(seed=number) for number in range(5)]
    trained = look(training=True, work_px=32, tile_px=256)
    assert pages(wide, trained, 8) == pages(square, trained, 8)


def test_one_picture_is_shown_in_the_columns_that_show_it_largest() -> None:
    (page,) = pages([photo()], LOOK, 8)
    assert page.columns is None
