"""The policy that a sweep recommends, with the evidence for it: what `policy.json` of a sweep and
"Use this strength" hand on.
"""

import json
from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from explorer.errors import SweepError
from explorer.policy.model import Policy

_CONFIG = (
    "data",
    "model",
    "image_size",
    "shots",
    "epochs",
    "strengths",
    "seeds",
    "seed",
    "strength_rule",
    "looks",
)
_VERDICT = ("best", "balance_point", "plateau", "overdone_from", "helps", "sentence")


def evidence(document: Mapping[str, Any]) -> dict[str, Any]:
    """Returns what a policy file says under `evidence`, from the `sweep.json` of a finished sweep.

    Raises SweepError where there is no verdict.
    """
    verdict = document["verdict"]
    if verdict is None:
        raise SweepError(
            f"sweep {document['sweep_id']} is {document['status']} and has no verdict yet"
        )
    final = document["final_test"]
    return {
        "sweep_id": document["sweep_id"],
        **{key: document["config"][key] for key in _CONFIG},
        "dataset_digest": document["dataset"]["digest"],
        "accuracies": [
            {"strength": arm["strength"], **(arm["val_accuracy"] or {"mean": None, "ci95": None})}
            for arm in document["arms"]
        ],
        **{key: verdict[key] for key in _VERDICT},
        "final_test": final
        and {key: final[key] for key in ("strength", "accuracy", "baseline_accuracy", "gain")},
        "environment": document["environment"],
    }


def recommended(document: Mapping[str, Any]) -> Policy:
    """Returns the sweep's policy at its balance point, with the evidence."""
    from explorer.policy.files import loads

    found = evidence(document)
    policy = loads(json.dumps(document["policy"]), "json").policy
    return replace(policy, strength=found["balance_point"], evidence=found)
