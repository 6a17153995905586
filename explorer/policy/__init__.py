"""Policies: the catalogue, the model, strength, pipelines, edits and files.

The value `Policy` stands in `model`, which knows neither files nor Albumentations. What a policy
does with them is bound to it here, and imported when it is called: whoever imports a policy has all
of its methods, and does not load Albumentations.
"""

from pathlib import Path
from typing import Any

from explorer.policy.model import Policy, checked_seed


def _load(path: str | Path) -> Policy:
    """Returns the policy in a JSON, YAML or Python file.

    Raises PolicyError where it is not one.
    """
    from explorer.policy import files

    return files.load(path).policy


def _loads(text: str | bytes) -> Policy:
    """Returns the policy in the text of a JSON, YAML or Python file.

    Raises PolicyError where it is not one.
    """
    from explorer.policy import files

    return files.loads(text).policy


def _dumps(policy: Policy, strength: float | None = None) -> str:
    """Returns the policy file as JSON, exported at `strength` (the policy's own by default)."""
    from explorer.policy import files

    return files.dumps(policy, strength)


def _save(policy: Policy, path: str | Path, strength: float | None = None) -> None:
    """Writes the policy file to `path` at `strength` (the policy's own by default).

    The extension says the format; where it says none, it is JSON.
    """
    from explorer.policy import files

    files.save(policy, path, strength)


def _pipeline(policy: Policy, strength: float | None = None, seed: int | None = None) -> Any:
    """Returns the policy at `strength` (its own by default) as an `albumentations.Compose`.

    A seed makes its stream repeatable.
    """
    from explorer.policy.albumentations import pipeline

    return pipeline.build(policy, strength, None if seed is None else checked_seed(seed))


Policy.load = staticmethod(_load)
Policy.loads = staticmethod(_loads)
Policy.dumps = _dumps
Policy.save = _save
Policy.pipeline = _pipeline
for _name, _method in {
    "load": _load,
    "loads": _loads,
    "dumps": _dumps,
    "save": _save,
    "pipeline": _pipeline,
}.items():
    _method.__name__, _method.__qualname__ = _name, f"Policy.{_name}"
