import os

from explorer.data.image_set import open_image_set
from tests.data.conftest import write_pictures
from tests.data.sources import refusal


def test_links_that_lead_out_of_the_data_roots_are_refused(class_folders, tmp_path):
    secret = tmp_path / "secret"
    write_pictures(secret, 1, first=500)
    inside = (class_folders,)
    (tmp_path / "linked").symlink_to(secret)
    assert "not under a data root" in refusal(tmp_path / "linked", roots=inside)
    (class_folders / "cat" / "link.png").symlink_to(secret / "500.png")
    assert "not under a data root" in refusal(class_folders, roots=inside)
    assert open_image_set(class_folders).count == 31
    (class_folders / "cat" / "link.png").unlink()
    (class_folders / "bird").symlink_to(secret)
    assert "not under a data root" in refusal(class_folders, roots=inside)


def test_a_link_to_a_folder_above_does_not_loop(class_folders):
    (class_folders / "cat" / "again").symlink_to(class_folders)
    assert open_image_set(class_folders).count == 30


def test_a_pipe_is_no_picture(class_folders):
    os.mkfifo(class_folders / "cat" / "pipe.png")
    (problem,) = open_image_set(class_folders).problems
    assert "'cat/pipe.png' cannot be read" in problem.message


def test_a_link_to_itself_is_one_unreadable_picture(class_folders):
    (class_folders / "cat" / "loop.png").symlink_to("loop.png")
    (problem,) = open_image_set(class_folders).problems
    assert problem.kind == "unreadable"
    assert "'cat/loop.png' cannot be read" in problem.message
