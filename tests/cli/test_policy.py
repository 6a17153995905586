"""check, apply and convert, in process."""

import json
import shutil
import subprocess
import sys
from contextlib import nullcontext

import albumentations
import cv2
import numpy as np
import pytest

from explorer import Group, Policy, Step, __version__
from explorer.images import Box, Image, load_image
from explorer.policy import files
from explorer.policy.albumentations import drawing, pipeline
from explorer.policy.model import ComposeSettings
from tests.damaged import short_png

POLICY = Policy(
    (
        Step("a", "Rotate", p=1.0),
        Group("b", "OneOf", (Step("c", "HorizontalFlip"), Step("d", "VerticalFlip"))),
        Step("e", "ColorJitter", p=1.0),
    ),
    seed=3,
)


@pytest.fixture
def folder(tmp_path, monkeypatch):
    """A folder with a policy and two pictures, as the working directory."""
    monkeypatch.chdir(tmp_path)
    files.save(POLICY, "p.json")
    pixels = np.random.default_rng(0).integers(0, 256, (40, 60, 3), dtype=np.uint8)
    cv2.imwrite("one.png", pixels)
    cv2.imwrite("two.jpg", pixels)
    return tmp_path


def refused(result, problem):
    code, out, err = result
    assert code == 2
    assert out == ""
    assert err.startswith("error: ")
    assert err.count("\n") == 1
    assert problem in err


def test_check_says_what_the_file_is_and_holds(folder, run):
    code, out, err = run("check", "p.json")
    assert (code, err) == (0, "")
    lines = out.splitlines()
    assert lines[0] == f"p.json: a policy file of Augmentation Explorer {__version__} in JSON"
    assert "strength: 1" in lines
    assert "seed: 3" in lines
    assert "steps: 5 (1 of them groups)" in lines
    assert "    HorizontalFlip (p 0.5)" in lines
    assert lines[-1] == "valid"


SEVERAL = """
import albumentations as A
train, valid = A.Compose([A.HorizontalFlip(p=0.5)]), A.Compose([A.Resize(8, 8)])
"""


def test_check_and_convert_read_the_pipeline_that_is_picked(folder, run):
    (folder / "t.py").write_text(SEVERAL)
    code, out, _ = run("check", "t.py", "--strict")
    assert code == 0
    assert "  HorizontalFlip (p 0.5)" in out.splitlines()
    assert "of 2 pipelines 'train' is read, the training one" in out
    assert "'valid'" in out
    code, out, _ = run("check", "t.py", "--pick", "valid")
    assert "  Resize (p 1)" in out.splitlines()
    code, out, _ = run("convert", "t.py", "--to", "json", "--pick", "valid")
    assert json.loads(out)["transform"]["transforms"][0]["__class_fullname__"] == "Resize"
    refused(run("check", "t.py", "--pick", "test"), "no pipeline 'test'")
    refused(run("convert", "p.json", "--to", "json", "--pick", "test"), "no pipeline 'test'")


def test_check_prints_every_note(folder, run):
    (folder / "t.json").write_text(
        json.dumps(
            {
                "__version__": "1.3.1",
                "transform": {"__class_fullname__": "Compose", "p": 1, "transforms": []},
            }
        )
    )
    code, out, _ = run("check", "t.json")
    notes = files.load("t.json").notes
    assert code == 0
    idle = "the policy changes no picture: it has no step"
    assert [line for line in out.splitlines() if line.startswith("note: ")] == [
        f"note: {note}" for note in (*notes, idle)
    ]
    assert out.splitlines()[0] == "t.json: a pipeline of Albumentations 1.3.1 in JSON"


def test_check_refuses_a_bad_file_with_one_line(folder, run):
    (folder / "bad.json").write_text(
        '{"explorer": {"steps": [{"transform": "Rotate", "params": {"limit": [9, 1]}}]}}'
    )
    refused(run("check", "bad.json"), "error: explorer.steps[0].params.limit: ")


@pytest.mark.parametrize("format", ["json", "yaml", "python"])
def test_convert_writes_each_format_to_standard_output_and_to_a_file(folder, run, format):
    code, out, err = run("convert", "p.json", "--to", format, "--strength", "0.5")
    assert (code, err) == (0, "")
    assert out == files.dumps(POLICY, 0.5, format)
    assert run("convert", "p.json", "--to", format, "--strength", 0.5, "--out", "written.txt") == (
        0,
        "",
        "",
    )
    assert (folder / "written.txt").read_text() == out


def test_a_converted_file_is_loaded_by_albumentations(folder, run):
    run("convert", "p.json", "--to", "json", "--strength", "0.25", "--out", "q.json")
    built = albumentations.to_dict(albumentations.load(folder / "q.json"))["transform"]
    assert json.loads(json.dumps(built)) == json.loads(
        json.dumps(pipeline.transform_dict(POLICY, 0.25))
    )


@pytest.mark.parametrize("strength", ["2.5", "-0.1", "nan", "inf", "x"])
def test_a_strength_that_is_none_is_refused(folder, run, strength):
    refused(run("convert", "p.json", "--to", "json", "--strength", strength), strength)
    refused(run("apply", "p.json", "one.png", "--out", "out", "--strength", strength), strength)
    assert not (folder / "out").exists()


def test_a_strength_may_have_a_decimal_comma(folder, run):
    said = [run("convert", "p.json", "--to", "json", "--strength", at) for at in ("0,5", "0.5")]
    assert said[0] == said[1]
    assert said[0][0] == 0


def test_apply_writes_numbered_draws_the_same_bytes_every_time(folder, run):
    code, _, err = run("apply", "p.json", "one.png", "two.jpg", "--out", "out/deep", "--draws", 3)
    assert (code, err) == (0, "")
    written = {path.name: path.read_bytes() for path in (folder / "out" / "deep").iterdir()}
    assert sorted(written) == [
        "one_000.png",
        "one_001.png",
        "one_002.png",
        "two_000.png",
        "two_001.png",
        "two_002.png",
    ]
    assert len({written[f"one_{draw:03d}.png"] for draw in range(3)}) == 3
    run("apply", "p.json", "two.jpg", "one.png", "--out", "again", "--draws", 3)
    assert {path.name: path.read_bytes() for path in (folder / "again").iterdir()} == written


def test_apply_gives_the_draws_of_the_preview(folder, run):
    run(
        "apply", "p.json", "one.png", "--out", "out", "--draws", 2, "--seed", 11, "--strength", 0.75
    )
    image = load_image("one.png")
    for draw in range(2):
        expected = drawing.draw(POLICY, image, strength=0.75, seed=11, draw=draw).rgb
        assert np.array_equal(load_image(f"out/one_{draw:03d}.png").rgb, expected)


@pytest.mark.parametrize(("p", "changed"), [(0.0, 0), (0.5, None), (1.0, 40)])
def test_apply_heeds_the_probability_of_the_whole_policy(folder, run, p, changed):
    files.save(Policy((Step("a", "InvertImg", p=1.0),), compose=ComposeSettings(p=p)), "p.json")
    assert run("apply", "p.json", "one.png", "--out", "out", "--draws", 40)[0] == 0
    original = load_image("one.png").rgb
    found = {
        i for i in range(40) if not np.array_equal(load_image(f"out/one_{i:03d}.png").rgb, original)
    }
    assert len(found) == changed if changed is not None else 8 < len(found) < 32
    assert run("apply", "p.json", "two.jpg", "--out", "out", "--draws", 40)[0] == 0
    other = load_image("two.jpg").rgb
    assert {
        i for i in range(40) if not np.array_equal(load_image(f"out/two_{i:03d}.png").rgb, other)
    } == found


def test_check_says_the_probability_of_the_whole_policy_and_that_a_policy_changes_nothing(
    folder, run
):
    files.save(Policy((Step("a", "InvertImg", p=1.0),), compose=ComposeSettings(p=0.25)), "p.json")
    assert "probability of the whole policy: 0.25" in run("check", "p.json")[1].splitlines()
    files.save(Policy((Step("a", "InvertImg", p=0.0),)), "p.json")
    code, out, _ = run("check", "p.json")
    assert code == 0
    assert "note: the policy changes no picture: every probability is 0" in out.splitlines()


def test_check_and_card_say_where_albumentations_alone_fails_on_what_works_here(folder, run):
    step = Step("m", "Morphological", p=1.0)
    files.save(Policy((Step("a", "HorizontalFlip"), step)), "p.json")
    (note,) = [line for line in run("check", "p.json")[1].splitlines() if line.startswith("note: ")]
    assert note == f"note: steps[1]: Morphological: {step.spec.caution}"
    assert step.spec.caution in step.spec.summary
    for width, fails in ((128, False), (129, True)):
        rgb = np.zeros((40, width, 3), np.uint8)
        picture = Image("m.png", rgb, boxes=(Box(3, 3, 20, 20, "a"),))
        assert len(drawing.draw(Policy((step,)), picture, strength=1, seed=0, draw=0).boxes) == 1
        alone = albumentations.Compose(
            [albumentations.Morphological(p=1)],
            bbox_params=albumentations.BboxParams("pascal_voc", label_fields=["names"]),
        )
        with pytest.raises(cv2.error) if fails else nullcontext():
            alone(image=rgb, bboxes=[(3, 3, 20, 20)], names=["a"])


def test_apply_at_strength_0_gives_the_picture_back(folder, run):
    run("apply", "p.json", "one.png", "--out", "out", "--strength", 0)
    assert np.array_equal(load_image("out/one_000.png").rgb, load_image("one.png").rgb)


def test_apply_takes_strength_and_seed_from_the_policy(folder, run):
    files.save(POLICY, "half.json", 0.5)
    run("apply", "half.json", "one.png", "--out", "own")
    run("apply", "half.json", "one.png", "--out", "told", "--strength", 0.5, "--seed", 3)
    run("apply", "half.json", "one.png", "--out", "other", "--seed", 4)
    assert (folder / "own/one_000.png").read_bytes() == (folder / "told/one_000.png").read_bytes()
    assert (folder / "own/one_000.png").read_bytes() != (folder / "other/one_000.png").read_bytes()


def test_apply_refuses_before_it_writes_anything(folder, run):
    (folder / "broken.png").write_text("not a picture")
    (folder / "sub").mkdir()
    shutil.copy("two.jpg", folder / "sub" / "one.jpg")
    files.save(
        Policy(
            (Step("a", "RandomCrop", {"height": 500, "width": 500, "pad_if_needed": False}, p=1.0),)
        ),
        "crop.json",
    )
    refused(run("apply", "p.json", "one.png", "broken.png", "--out", "out"), "broken.png")
    refused(run("apply", "p.json", "one.png", "missing.png", "--out", "out"), "missing.png")
    refused(run("apply", "p.json", "one.png", "sub/one.jpg", "--out", "out"), "same stem")
    refused(run("apply", "p.json", "one.png", "--out", "one.png"), "is not a folder")
    refused(run("apply", "p.json", "one.png", "--out", "one.png/x"), "one.png")
    refused(run("apply", "p.json", "one.png", "--out", ""), "'' is not a folder")
    refused(run("apply", "crop.json", "one.png", "--out", "out"), "RandomCrop")
    refused(run("apply", "p.json", "one.png", "--out", "out", "--seed", "-1"), "-1")
    refused(run("apply", "p.json", "one.png", "--out", "out", "--draws", "0"), "0")
    assert not (folder / "out").exists()


def truncated_tiff():
    pixels = np.random.default_rng(0).integers(0, 256, (40, 60, 3), dtype=np.uint8)
    data = cv2.imencode(
        ".tiff", pixels, [cv2.IMWRITE_TIFF_COMPRESSION, cv2.IMWRITE_TIFF_COMPRESSION_LZW]
    )[1].tobytes()
    return data.replace(data[8:4000], bytes(len(data[8:4000])))


@pytest.mark.parametrize(
    ("name", "data"), [("cut.tif", truncated_tiff()), ("short.png", short_png())]
)
def test_a_damaged_picture_is_one_line_though_libtiff_and_libpng_say_more(folder, name, data):
    (folder / name).write_bytes(data)
    command = [sys.executable, "-m", "explorer.cli", "apply", "p.json", name, "--out", "out"]
    done = subprocess.run(command, capture_output=True, text=True, timeout=60, check=False)
    refused((done.returncode, done.stdout, done.stderr), f"'{name}' is a damaged")


def test_apply_never_writes_over_its_own_input(folder, run):
    shutil.copy("one.png", "one_000.png")
    before = (folder / "one_000.png").read_bytes()
    refused(run("apply", "p.json", "one.png", "one_000.png", "--out", "."), "written over")
    assert (folder / "one_000.png").read_bytes() == before


def test_apply_keeps_what_else_is_in_the_folder_when_it_fails(folder, run):
    files.save(
        Policy(
            (Step("a", "RandomCrop", {"height": 500, "width": 500, "pad_if_needed": False}, p=1.0),)
        ),
        "crop.json",
    )
    (folder / "out").mkdir()
    (folder / "out" / "mine.txt").write_text("mine")
    refused(run("apply", "crop.json", "one.png", "--out", "out"), "RandomCrop")
    assert [path.name for path in (folder / "out").iterdir()] == ["mine.txt"]


def test_the_same_bytes_come_from_another_process(folder, run):
    run("apply", "p.json", "one.png", "--out", "here")
    subprocess.run(
        [sys.executable, "-m", "explorer.cli", "apply", "p.json", "one.png", "--out", "there"],
        check=True,
        timeout=60,
        capture_output=True,
    )
    assert (folder / "here/one_000.png").read_bytes() == (folder / "there/one_000.png").read_bytes()
