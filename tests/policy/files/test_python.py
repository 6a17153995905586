"""Pasted Python is read from its syntax tree, and never run."""

import sys

import pytest

from explorer import Step
from explorer.errors import PolicyError
from explorer.frozen import thawed
from explorer.policy import files

USUAL = """
\"\"\"My training transforms.\"\"\"
import cv2
import albumentations as A
from albumentations.pytorch import ToTensorV2

size: int = 96
limits = (-15, 15)
train = A.Compose([
    A.RandomResizedCrop((size, size), scale=(0.5, 1.0)),
    A.Rotate(limits, border_mode=cv2.BORDER_REFLECT_101, p=0.3),
    A.OneOf([A.HorizontalFlip(), A.VerticalFlip(p=1)], p=0.5),
    A.Normalize(mean=[0.5, 0.5, 0.5], std=[0.5, 0.5, 0.5]),
    ToTensorV2(),
], bbox_params=A.BboxParams(format="coco", label_fields=["labels"]), seed=137)
"""


def refusal(text):
    with pytest.raises(PolicyError) as caught:
        files.loads(text, "python")
    assert "\n" not in str(caught.value)
    return str(caught.value)


def test_a_usual_script_is_read():
    loaded = files.loads(USUAL)
    policy = loaded.policy
    assert loaded.format == "python"
    assert [getattr(node, "transform", None) or node.group for node in policy.steps] == [
        "RandomResizedCrop",
        "Rotate",
        "OneOf",
    ]
    assert policy.steps[0].params["size"] == (96, 96)
    assert policy.steps[0].p == 1.0
    assert policy.steps[1].params["limit"] == (-15, 15)
    assert policy.steps[1].params["border_mode"] == 4
    assert policy.steps[1].p == 0.3
    assert [step.transform for step in policy.tail] == ["Normalize", "ToTensorV2"]
    assert policy.seed == 137
    assert thawed(policy.compose.bbox_params) == {"format": "coco", "label_fields": ["labels"]}


@pytest.mark.parametrize(
    "text",
    [
        "import albumentations as A\nA.Compose([A.HorizontalFlip(p=0.25)])",
        "import albumentations\nx = albumentations.Compose([albumentations.HorizontalFlip(0.25)])",
        "from albumentations import Compose, HorizontalFlip as H\npipeline = Compose([H(p=0.25)])",
        "from albumentations import *\nCompose([HorizontalFlip(p=0.25)])",
        "A.Compose([A.HorizontalFlip(p=+0.25)])",
        "Compose([HorizontalFlip(p=0.25)])",
        "import albumentations as A\nflip = A.HorizontalFlip(p=0.25)\n"
        "transform = A.Compose([flip])",
        "import albumentations as A\n"
        "from albumentations.augmentations.transforms import HorizontalFlip\n"
        "A.Compose((A.HorizontalFlip(p=0.25),))",
        "    A.Compose([\n        A.HorizontalFlip(p=0.25),\n    ])",
        "import albumentations as alb; t = alb.Compose(transforms=[alb.HorizontalFlip(p=0.25)])",
    ],
)
def test_the_ways_to_write_a_pipeline_are_read(text):
    assert files.loads(text).format == "python"
    assert files.loads(text, "python").policy.steps == (Step("s1", "HorizontalFlip", p=0.25),)


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        ("import albumentations as A\n__import__('os').system('true')\n", "there is no A.Compose"),
        (
            "import albumentations as A\nA.Compose([A.Rotate(limit=eval('3'))])",
            "line 2: limit of Rotate cannot be known: it comes from",
        ),
        ("import albumentations as A\nA.Compose([A.Rotate(limit=[x for x in y])])", "line 2:"),
        ("import albumentations as A\nA.Compose([A.Rotate(limit=f'{x}')])", "line 2:"),
        ("import albumentations as A\ndef f():\n  pass\n", "there is no A.Compose"),
        ("import albumentations as A\nA.Compose([A.Lambda(image=lambda x: x)])", "line 2:"),
        (
            "import albumentations as A\nA.Compose([A.Rotte()])",
            "line 2: 'Rotte' is not a transform of the catalogue; did you mean 'Rotate'",
        ),
        (
            "import albumentations as A\nA.Compose([\n  A.HorizontalFlip(),\n"
            "  A.Rotate(limt=3),\n])",
            "line 4: transform.transforms[1].limt: is not a parameter",
        ),
        ("import albumentations as A\nA.Compose([A.Rotate(3, limit=3)])", "given limit twice"),
        ("import albumentations as A\nA.Compose([A.Rotate(3, p=1, p=1)])", "line 2:"),
        (
            "import albumentations as A\nA.Compose([A.Rotate(size)])",
            "line 2: limit of Rotate cannot",
        ),
        ("import albumentations as A\nA.Compose([A.HorizontalFlip(0.5, 1, 2, 3)])", "takes"),
        ("import albumentations as A\nx = A.Compose([])\ny = A.Compose([])", "2 pipelines"),
        ("import albumentations as A\nx = 3", "there is no A.Compose"),
        (
            "import albumentations as A\nA.Compose([A.Rotate(limit=1e999)])",
            "line 2: transform.transforms[0].limit: inf is not a finite",
        ),
        ("import albumentations as A\nA.Compose([A.Rotate(limit=3j)])", "line 2:"),
        ("import albumentations as A\nA.Compose([A.Rotate(limit=b'3')])", "line 2:"),
        ("A.Compose([", "line"),
        ("A.Compose([1, 'x'])", "transform.transforms[0]"),
        ("A.Compose(3)", "transform.transforms"),
        ("A.Compose()", "transform.transforms"),
        ("x = \x00", ""),
    ],
)
def test_anything_else_is_refused_with_its_line(text, problem):
    assert problem in refusal(text)


def test_nothing_of_a_text_is_run(tmp_path):
    mark = tmp_path / "ran"
    files.loads(f"import albumentations as A\nopen({str(mark)!r}, 'w')\nA.Compose([])")
    refusal(f"import albumentations as A\nA.Compose([A.Rotate(limit=open({str(mark)!r}, 'w'))])")
    files.loads("import antigravity\nimport albumentations as A\nA.Compose([])")
    assert not mark.exists()
    assert "antigravity" not in sys.modules


@pytest.mark.parametrize(
    "bomb",
    [
        "(" * 100_000,
        "x = " + "-" * 900_000 + "1",
        "x = " + "- " * 400_000 + "1",
        "x = 1" + "-1" * 400_000,
        "x = a" + ".b" * 400_000,
        "x = [" * 90 + "]" * 90,
        "x = " + "9" * 900_000,
        "x = f(" + "f(" * 50_000,
        "x = " + "'a'" * 200_000,
        "a = [1, 1]\n"
        + "\n".join(f"a = [{', '.join(['a'] * 9)}]" for _ in range(40))
        + "\nA.Compose([A.Rotate(limit=a)])",
        "a = [1]\n" + "a = [a]\n" * 5_000 + "A.Compose([A.Rotate(limit=a)])",
    ],
)
def test_bombs_are_refused(bomb):
    refusal(bomb)


def test_a_script_names_the_policy_and_its_strength_and_has_a_line_for_each_transform():
    script = files.dumps(files.loads(USUAL).policy, 0.5, "python").splitlines()
    assert script[0] == "# my policy, at strength 0.5"
    calls = [line.strip() for line in script if line.strip().startswith(("A.", "ToTensorV2"))]
    assert [call.split("(")[0] for call in calls] == [
        "A.OneOf", "A.Resize", "A.RandomResizedCrop", "A.Rotate", "A.OneOf", "A.HorizontalFlip",
        "A.VerticalFlip", "A.NoOp", "A.Normalize", "ToTensorV2",
    ]  # fmt: skip
