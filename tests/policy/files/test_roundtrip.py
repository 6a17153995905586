"""Files of random valid policies, read again, are the same policy.

Albumentations itself builds what stands in them.
"""

import io
import os
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace

import albumentations
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from explorer import Policy, Step
from explorer.policy import files
from explorer.policy.albumentations import pipeline
from explorer.policy.catalog import CATALOG
from explorer.policy.files.plain import differences, plain
from tests import strategies

pytestmark = pytest.mark.filterwarnings(
    "ignore::UserWarning"
)  # Albumentations warns of boxes that no step moves, and of slow transforms
QUICK = settings(max_examples=25, deadline=None, suppress_health_check=list(HealthCheck))


def saved(built) -> dict:
    return plain(albumentations.to_dict(built)["transform"])


@QUICK
@given(strategies.policies(), st.sampled_from(("json", "yaml")))
def test_a_file_read_again_is_the_same_policy(policy, format):
    loaded = files.loads(files.dumps(policy, format=format))
    assert loaded.policy == policy
    assert loaded.notes == ()
    assert loaded.format == format


@QUICK
@given(strategies.policies(tail=False), strategies.strengths)
def test_albumentations_loads_what_is_exported_at_any_strength(policy, strength):
    text = files.dumps(policy, strength)
    built = albumentations.load(io.StringIO(text))
    assert (
        list(differences(saved(built), pipeline.transform_dict(policy, strength), "transform"))
        == []
    )


@QUICK
@given(strategies.policies(tail=False))
def test_albumentations_loads_the_yaml_export(policy):
    built = albumentations.load(io.StringIO(files.dumps(policy, format="yaml")), data_format="yaml")
    assert (
        list(
            differences(saved(built), pipeline.transform_dict(policy, policy.strength), "transform")
        )
        == []
    )


@QUICK
@given(strategies.policies(tail=False))
def test_an_imported_transform_is_exported_as_albumentations_would_save_it(policy):
    transform = pipeline.transform_dict(policy, 1.0)
    original = saved(albumentations.from_dict({"transform": transform}))
    imported = files.loads(
        files.json_file.write({"__version__": "2.0.8", "transform": transform})
    ).policy
    assert pipeline.transform_dict(imported, 1.0) == original


@pytest.mark.parametrize("name", sorted(CATALOG))
def test_every_transform_of_the_catalogue_imports_as_albumentations_writes_it(name):
    text = files.dumps(Policy((Step("a", name),)), 1.0)
    transform = files.json_file.parse(text)["transform"]
    imported = files.loads(files.json_file.write({"transform": transform})).policy
    assert (
        imported.steps[0].params == Step("a", name).params
        or "scale_limit" in imported.steps[0].params
    )  # 1 + limit - 1 moves the last bits
    assert pipeline.transform_dict(imported, 1.0) == saved(
        albumentations.from_dict({"transform": transform})
    )


@QUICK
@given(strategies.policies(max_steps=3))
def test_the_exported_sliders_are_the_steps_at_strength_1(policy):
    assert pipeline.transform_dict(
        files.loads(files.dumps(policy, 1.0)).policy, 1.0
    ) == pipeline.transform_dict(policy, 1.0)


def test_python_exports_run_by_themselves_and_build_an_equal_pipeline(tmp_path):
    """All in one bare interpreter, for starting one costs more than a hundred pipelines."""
    wanted = []
    collected = settings(
        max_examples=60, deadline=None, database=None, suppress_health_check=list(HealthCheck)
    )

    @collected
    @given(strategies.policies(tail=False), strategies.strengths)
    def collect(policy, strength):
        wanted.append(
            (files.dumps(policy, strength, "python"), pipeline.transform_dict(policy, strength))
        )

    collect()
    for i, (script, _) in enumerate(wanted):
        (tmp_path / f"p{i}.py").write_text(script, encoding="utf-8")
    runner = (
        "import json, runpy, sys, albumentations as A\n"
        f"built = [runpy.run_path(f'p{{i}}.py')['pipeline'] for i in range({len(wanted)})]\n"
        "assert not any(name.startswith('explorer') for name in sys.modules)\n"
        "print(json.dumps([A.to_dict(p)['transform'] for p in built]))\n"
    )
    done = subprocess.run(
        [sys.executable, "-I", "-W", "ignore", "-c", runner],
        cwd=tmp_path,
        capture_output=True,
        text=True,
        env={"NO_ALBUMENTATIONS_UPDATE": "1"},
        timeout=120,
    )
    assert done.returncode == 0, done.stderr[-2000:]
    built = files.json_file.parse(done.stdout)
    assert [
        list(differences(transform, other, f"[{i}]"))
        for i, ((_, transform), other) in enumerate(zip(wanted, built, strict=True))
    ] == [[] for _ in wanted]


@QUICK
@given(strategies.policies(max_steps=3), strategies.strengths)
def test_a_python_export_is_read_back_as_the_same_pipeline(policy, strength):
    loaded = files.loads(files.dumps(policy, strength, "python"))
    assert loaded.format == "python"
    again = pipeline.transform_dict(loaded.policy, 1.0)
    assert list(differences(pipeline.transform_dict(policy, strength), again, "transform")) == []


def test_saving_through_a_link_replaces_what_it_points_to(tmp_path):
    policy = Policy((Step("a", "Rotate"),))
    (tmp_path / "there").mkdir()
    (tmp_path / "link.json").symlink_to(tmp_path / "there" / "p.json")
    for name in ("first", "second"):
        files.save(replace(policy, name=name), tmp_path / "link.json")
        assert (tmp_path / "link.json").is_symlink()
        assert files.load(tmp_path / "there" / "p.json").policy.name == name


def test_what_is_no_file_is_written_to_and_not_replaced(tmp_path):
    policy = Policy((Step("a", "Rotate"),))
    pipe = tmp_path / "pipe.yaml"
    os.mkfifo(pipe)
    with ThreadPoolExecutor(1) as pool:
        text = pool.submit(pipe.read_text, encoding="utf-8")
        files.save(policy, pipe)
        assert text.result(timeout=10) == files.dumps(policy, format="yaml")
    assert pipe.is_fifo()
