"""What goes wrong is said once, in words, and nothing is lost by it."""

import pytest

from explorer import images, samples
from tests.browser.steps import add, names, picture, settled, upload, wait_for_another_picture

pytestmark = pytest.mark.browser


def test_a_photograph_is_uploaded_and_a_broken_one_is_refused_by_name(compose):
    page = compose()
    photograph = images.encode(samples.sample_image("coffee").rgb[:200, :300], "jpeg")
    old = picture(page)
    upload(page, "Images", "holiday.jpg", photograph)
    shown = wait_for_another_picture(page, old)
    assert page.get_by_text("holiday.jpg").first.is_visible()

    upload(page, "Images", "broken.png", b"no picture at all")
    page.get_by_text("'broken.png' is not a PNG").wait_for()
    settled(page)
    assert page.get_by_text("'broken.png'").count() == 1
    assert picture(page) == shown

    page.reload()
    page.locator(".st-key-preview img").first.wait_for()
    settled(page)
    assert picture(page) == shown, "an upload survives the reload"


def test_a_bad_policy_file_changes_nothing_and_is_named(compose):
    page = compose()
    add(page, "Rotate")
    bad = (
        b'{"transform": {"__class_fullname__": "Compose", "p": 1.0, "transforms": '
        b'[{"__class_fullname__": "Rotatee", "p": 1.0}]}}'
    )
    upload(page, "Policy file", "bad.json", bad)
    page.get_by_text("bad.json was not loaded").wait_for()
    assert page.get_by_text("Rotatee").count() == 1
    assert names(page) == ["Rotate"]


def test_a_transform_that_takes_too_long_is_cut_and_named_and_the_page_lives(compose):
    page = compose()
    add(page, "PiecewiseAffine")
    page.get_by_label("Size", exact=True).click()
    page.get_by_role("option", name="Full size").click()
    message = page.get_by_text("PiecewiseAffine").filter(has_text="2 s").first
    message.wait_for(timeout=60_000)  # it names 2 s; a busy machine starts a process slowly
    page.locator(".st-key-preview img").first.wait_for()
    page.get_by_role("button", name="Delete Piecewise affine").click()
    page.locator(".st-key-card-piecewiseaffine-1").wait_for(state="detached")
    settled(page)
    assert page.get_by_text("2 s").count() == 0


def test_what_is_opened_on_data_stays_open_when_a_refusal_comes_and_goes(open_page, address):
    page = open_page(f"{address}/data")
    opened = page.get_by_text("Only folders that the server was told of")
    page.get_by_text("Use a folder on the server", exact=True).click()
    opened.wait_for()
    upload(page, "Upload a zip", "broken.zip", b"nothing of a zip")
    page.get_by_text("neither a folder nor a zip").wait_for()
    page.get_by_text("the same classes").first.wait_for()  # how files are arranged opens by itself
    settled(page)
    assert opened.is_visible()
    page.get_by_role("button", name="Look at digits").click()
    page.get_by_text("neither a folder nor a zip").wait_for(state="detached")
    settled(page)
    assert opened.is_visible()
