"""What a policy file may not say is refused with the path of the value.

What it leaves out is filled in and told.
"""

import json
import time

import pytest

from explorer import Group, Policy, Step
from explorer.errors import PolicyError
from explorer.policy import files
from explorer.policy.albumentations import pipeline

POLICY = Policy(
    (
        Step("a", "HorizontalFlip"),
        Group("b", "OneOf", (Step("c", "VerticalFlip"),)),
        Step("d", "Rotate", {"limit": (-30, 30)}),
    ),
    strength=0.5,
)


def refusal(data, format=None):
    with pytest.raises(PolicyError) as caught:
        files.loads(data, format)
    assert "\n" not in str(caught.value)
    return str(caught.value)


def document(policy=POLICY):
    return json.loads(files.dumps(policy))


def steps(*given):
    return json.dumps({"explorer": {"steps": list(given)}})


def transform(*given, version="2.0.8", **compose):
    return json.dumps(
        {
            "__version__": version,
            "transform": {
                "__class_fullname__": "Compose",
                "p": 1.0,
                "transforms": list(given),
                **compose,
            },
        }
    )


ROTATE = {"id": "r", "transform": "Rotate", "enabled": True, "p": 0.5}


@pytest.mark.parametrize(
    ("data", "path", "problem"),
    [
        (
            steps(ROTATE | {"params": {"limit": [30, -30]}}),
            "explorer.steps[0].params.limit",
            "reversed",
        ),
        (
            steps(ROTATE | {"params": {"limit": [-1000, 30]}}),
            "explorer.steps[0].params.limit[0]",
            "-1000",
        ),
        (
            steps(ROTATE | {"params": {"limits": [-3, 3]}}),
            "explorer.steps[0].params.limits",
            "did you mean 'limit'",
        ),
        (
            steps(ROTATE | {"params": {"limit": [-3, float("nan")]}}),
            "explorer.steps[0].params.limit[1]",
            "nan is not a finite number",
        ),
        (
            steps(ROTATE | {"params": {"limit": [-3, float("inf")]}}),
            "explorer.steps[0].params.limit[1]",
            "inf is not a finite number",
        ),
        (
            steps(ROTATE | {"transform": "Rotat"}),
            "explorer.steps[0].transform",
            "did you mean 'Rotate'",
        ),
        (steps(ROTATE | {"prob": 1}), "explorer.steps[0].prob", "a step has no key of this name"),
        (steps(ROTATE | {"p": 1.5}), "explorer.steps[0].p", "1.5"),
        (steps(ROTATE | {"enabled": 1}), "explorer.steps[0].enabled", "true or false"),
        (steps(ROTATE, ROTATE), "explorer.steps[1].id", "another step"),
        (steps({"id": "g", "group": "OneOff", "steps": []}), "explorer.steps[0].group", "OneOff"),
        (
            steps({"id": "g", "group": "OneOf", "n": 2, "steps": []}),
            "explorer.steps[0].n",
            "has no key of this name",
        ),
        (steps({"id": "g", "group": "SomeOf", "n": -1, "steps": []}), "explorer.steps[0].n", "-1"),
        (steps({"id": "n", "transform": "Normalize"}), "explorer.steps[0].transform", "end"),
        (json.dumps({"explorer": {}}), "explorer.steps", "is missing"),
        (
            json.dumps({"explorer": {"steps": [], "schema_version": 2}}),
            "explorer.schema_version",
            "2",
        ),
        (json.dumps({"explorer": {"steps": [], "strength": 2.5}}), "explorer.strength", "2.5"),
        (json.dumps({"explorer": {"steps": [], "seed": -1}}), "explorer.seed", "-1"),
        (
            json.dumps({"explorer": {"steps": [], "colour": 1}}),
            "explorer.colour",
            "has no key of this name",
        ),
        (
            json.dumps(
                {"explorer": {"steps": [], "compose": {"bbox_params": {"format": "cocoa"}}}}
            ),
            "explorer.compose.bbox_params.format",
            "cocoa",
        ),
        (json.dumps({"explorer": {"steps": []}, "extra": 1}), "extra", "has no key of this name"),
        (
            transform({"__class_fullname__": "Rotate", "limit": [30, -30]}),
            "transform.transforms[0].limit",
            "reversed",
        ),
        (
            transform({"__class_fullname__": "Rotate", "limit": [-9999, 9999]}),
            "transform.transforms[0].limit[0]",
            "-9999",
        ),
        (
            transform({"__class_fullname__": "Rotate", "limt": 3}),
            "transform.transforms[0].limt",
            "did you mean 'limit'",
        ),
        (
            transform({"__class_fullname__": "Rotate", "always_apply": True}),
            "transform.transforms[0].always_apply",
            "not a parameter",
        ),
        (
            transform({"__class_fullname__": "os.system"}),
            "transform.transforms[0].__class_fullname__",
            "os.system",
        ),
        (
            transform({"__class_fullname__": "Lambda"}),
            "transform.transforms[0].__class_fullname__",
            "Lambda",
        ),
        (transform({"p": 1}), "transform.transforms[0].__class_fullname__", "is missing"),
        (
            transform({"__class_fullname__": "Resize", "height": 20}),
            "transform.transforms[0].width",
            "is missing",
        ),
        (
            transform({"__class_fullname__": "HorizontalFlip", "p": 2}),
            "transform.transforms[0].p",
            "2",
        ),
        (
            transform(
                {
                    "__class_fullname__": "OneOf",
                    "p": 1,
                    "transforms": [{"__class_fullname__": "HorizontalFlip", "p": 0}],
                }
            ),
            "transform.transforms[0]",
            "all 0",
        ),
        (
            transform(bbox_params={"format": "coco", "clipp": True}),
            "transform.bbox_params.clipp",
            "did you mean 'clip'",
        ),
        (transform(bbox_params={"label_fields": []}), "transform.bbox_params.format", "is missing"),
        (
            transform(additional_targets={"image2": "picture"}),
            "transform.additional_targets.image2",
            "picture",
        ),
        (transform(is_check_shapes="no"), "transform.is_check_shapes", "true or false"),
        (transform(version="2.1.0"), "__version__", "2.1.0"),
        (transform(version=2), "__version__", "2 is not a version"),
        ('{"explorer": {"steps": [], "name": "a", "name": "b"}}', "explorer.name", "twice"),
        (
            '{"explorer": {"steps": [{"id": "a", "transform": "Rotate", '
            '"params": {"limit": 1, "limit": 2}}]}}',
            "explorer.steps[0].params.limit",
            "twice",
        ),
        ("{}", "", "neither `transform` nor `explorer`"),
        ("[1]", "", "not a policy file"),
        ("{", "", "is not JSON"),
        ('{"explorer": {"steps": [], "seed": 1' + "0" * 5000 + "}}", "explorer.seed", "64 bits"),
        (
            '{"explorer": {"steps": [{"transform": "Rotate", "p": -1' + "0" * 30 + "}]}}",
            "explorer.steps[0].p",
            "-1000",
        ),
        ("", "", "the file is empty"),
        (None, "", "None is neither text nor bytes"),
        (b"\xff\xfe{}", "", "not UTF-8"),
    ],
)
def test_what_is_not_valid_is_refused_with_its_path(data, path, problem):
    message = refusal(data)
    assert message.startswith(f"{path}: " if path else ""), message
    assert problem in message


def test_files_over_1_mb_are_refused_before_they_are_parsed():
    assert "more than 1 MB" in refusal(b"[" + b" " * 1_000_000 + b"]")


@pytest.mark.parametrize(
    "text",
    [
        "\n" * 900_000 + "x",
        " " * 900_000 + "x",
        "x" * 900_000,
        "x " * 450_000,
        "Compose" * 120_000,
        "x:" * 400_000,
        ": " * 400_000,
    ],
)
def test_text_that_is_nothing_is_refused_at_once(text):
    begun = time.process_time()
    refusal(text)
    refusal(text, "python")
    assert time.process_time() - begun < 10


@pytest.mark.parametrize("format", ["json", "yaml"])
def test_deep_nesting_is_refused(format):
    for text in ("[" * 100_000, "[" * 400_000, '{"a":' * 100_000, "[" * 5000 + "]" * 5000):
        refusal(text, format)


def test_groups_nested_deeper_than_8_are_refused_and_8_levels_are_read():
    def nested(depth):
        node = {"__class_fullname__": "HorizontalFlip", "p": 0.5}
        for _ in range(depth - 1):
            node = {"__class_fullname__": "Sequential", "p": 1.0, "transforms": [node]}
        return transform(node)

    assert files.loads(nested(8)).policy.steps[0].group == "Sequential"
    assert "deeper than 8" in refusal(nested(9))


def test_1000_steps_are_read_and_1001_are_refused():
    flip = {"__class_fullname__": "HorizontalFlip", "p": 0.5}
    assert len(files.loads(transform(*[flip] * 1000)).policy.steps) == 1000
    assert refusal(transform(*[flip] * 1001)).startswith("transform.transforms[1000]")
    listed = [
        {"id": f"s{i}", "transform": "HorizontalFlip", "enabled": True, "p": 0.5, "params": {}}
        for i in range(1001)
    ]
    assert "more than" in refusal(steps(*listed))


def test_what_1000_large_steps_export_is_small_enough_to_be_read_again():
    policy = Policy(tuple(Step(f"s{i}", "ColorJitter") for i in range(1000)))
    assert files.loads(files.dumps(policy)).policy == policy


def test_a_transform_that_disagrees_is_refused_when_this_version_wrote_it():
    changed = document()
    changed["transform"]["transforms"][2]["limit"] = [-20, 15]
    message = refusal(json.dumps(changed))
    assert message.startswith("transform.transforms[2].limit")
    assert "disagrees with `steps` at strength 0.5" in message


def test_a_transform_that_disagrees_is_listed_when_another_version_wrote_it():
    changed = document()
    changed["transform"]["transforms"][2]["limit"] = [-20, 15]
    changed["explorer"]["versions"]["explorer"] = "0.0.9"
    loaded = files.loads(json.dumps(changed))
    assert loaded.policy == POLICY
    assert any(note.startswith("transform.transforms[2].limit") for note in loaded.notes)


def test_what_steps_leave_out_is_filled_in_from_the_catalogue_and_told():
    loaded = files.loads(json.dumps({"explorer": {"steps": [{"transform": "Rotate"}]}}))
    told = " ".join(loaded.notes)
    assert loaded.policy.steps[0].params == Step("x", "Rotate").params
    keys = ("id", "enabled", "p", "params.limit", "params.border_mode")
    for path in (
        *(f"explorer.steps[0].{key}" for key in keys),
        "explorer.name",
        "explorer.strength",
        "explorer.seed",
        "explorer.tail",
        "explorer.compose",
    ):
        assert f"{path}: left out" in told


def test_what_a_transform_leaves_out_is_filled_in_from_albumentations_and_told():
    loaded = files.loads(transform({"__class_fullname__": "Rotate"}))
    assert loaded.policy.steps[0].params["limit"] == (-90, 90)
    assert loaded.policy.steps[0].p == 0.5
    assert (
        "transform.transforms[0].limit: left out, Albumentations' default is [-90, 90]"
        in loaded.notes
    )
    assert (
        "transform.transforms[0].p: left out, Albumentations' default 0.5 is taken" in loaded.notes
    )


def test_short_forms_become_what_albumentations_makes_of_them():
    loaded = files.loads(transform({"__class_fullname__": "Rotate", "limit": 30}))
    assert loaded.policy.steps[0].params["limit"] == (-30, 30)
    assert "transform.transforms[0].limit: 30 is read as [-30, 30]" in loaded.notes


def test_ids_come_from_the_position():
    inner = {
        "__class_fullname__": "OneOf",
        "p": 1,
        "transforms": [{"__class_fullname__": "HorizontalFlip", "p": 1}],
    }
    policy = files.loads(transform({"__class_fullname__": "VerticalFlip", "p": 1}, inner)).policy
    assert [policy.steps[0].id, policy.steps[1].id, policy.steps[1].steps[0].id] == [
        "s1",
        "s2",
        "s2.1",
    ]


def test_a_closing_normalize_and_to_tensor_become_the_tail_and_are_written_back():
    closing = [
        {"__class_fullname__": "Normalize", "p": 1.0},
        {"__class_fullname__": "ToTensorV2", "p": 1.0, "transpose_mask": True},
    ]
    policy = files.loads(
        transform({"__class_fullname__": "HorizontalFlip", "p": 1}, *closing)
    ).policy
    assert [step.transform for step in policy.tail] == ["Normalize", "ToTensorV2"]
    assert len(policy.steps) == 1
    assert pipeline.transform_dict(policy, 1.0)["transforms"][2] == closing[1]


def test_compose_settings_are_kept_word_for_word():
    boxes = {
        "format": "yolo",
        "label_fields": ["class"],
        "min_visibility": 0.25,
        "filter_invalid_bboxes": True,
    }
    policy = files.loads(
        transform(
            bbox_params=boxes,
            keypoint_params={"format": "xy"},
            additional_targets={"image2": "image"},
            is_check_shapes=False,
        )
    ).policy
    settings = document(policy)["explorer"]["compose"]
    assert settings == {
        "p": 1.0,
        "bbox_params": boxes,
        "keypoint_params": {"format": "xy"},
        "additional_targets": {"image2": "image"},
        "is_check_shapes": False,
    }


def test_settings_of_a_run_are_told_and_the_seed_is_kept():
    loaded = files.loads(
        transform(
            {"__class_fullname__": "Rotate", "p": 1}, seed=42, strict=True, mask_interpolation=2
        )
    )
    assert loaded.policy.seed == 42
    assert loaded.policy.steps[0].params["mask_interpolation"] == 2
    told = " ".join(loaded.notes)
    assert all(f"transform.{key}: " in told for key in ("seed", "strict", "mask_interpolation"))


def test_a_lone_transform_is_put_into_a_compose():
    loaded = files.loads(
        json.dumps(
            {
                "__version__": "2.0.8",
                "transform": {"__class_fullname__": "HorizontalFlip", "p": 0.25},
            }
        )
    )
    assert loaded.policy.steps == (Step("s1", "HorizontalFlip", p=0.25),)
    assert "stands in a Compose" in loaded.notes[0]


def test_a_policy_saved_to_a_file_is_loaded_from_it(tmp_path):
    for name in ("p.json", "p.yaml", "p.yml", "p.txt"):
        files.save(POLICY, tmp_path / name)
        assert files.load(tmp_path / name).policy == POLICY
    assert sorted(path.name for path in tmp_path.iterdir()) == [
        "p.json",
        "p.txt",
        "p.yaml",
        "p.yml",
    ]


def test_a_file_that_cannot_be_read_is_named(tmp_path):
    for name, text in (
        ("bad.json", "{"),
        ("bad.yaml", "a: ["),
        ("bad.py", "import albumentations as A\nA.Compose(f())"),
        ("bad.txt", ""),
    ):
        (tmp_path / name).write_text(text)
        with pytest.raises(PolicyError, match=rf"{name}': (the file|line 2:)"):
            files.load(tmp_path / name)


def test_a_file_is_not_saved_under_no_name():
    for name in ("", ".", "/"):
        with pytest.raises(PolicyError, match="not the name of a file"):
            files.save(POLICY, name)


def test_a_file_that_is_missing_or_a_folder_is_refused(tmp_path):
    for path in (tmp_path / "none.json", tmp_path, "a\0b"):
        with pytest.raises(PolicyError, match="cannot be read"):
            files.load(path)
    with pytest.raises(PolicyError, match="cannot be written"):
        files.save(POLICY, tmp_path / "none" / "p.json")


@pytest.mark.parametrize("name", ["mean", "std", "max_pixel_value"])
def test_a_tail_that_albumentations_would_not_build_is_refused_when_it_is_read(name):
    step = {"id": "n", "transform": "Normalize", "params": {name: None}}
    with pytest.raises(
        PolicyError, match=rf"^explorer\.tail\[0\]\.params\.{name}: may not be null"
    ):
        files.loads(json.dumps({"explorer": {"steps": [], "tail": [step]}}))
