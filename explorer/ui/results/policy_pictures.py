"""What a sweep's policy does to its own training images, for the report."""

import json
from collections.abc import Mapping
from typing import Any

from explorer import report
from explorer.data.decoding import decode
from explorer.images import Image
from explorer.policy.files import loads
from explorer.ui import datasets

MOST = 6


def of(source: str, document: Mapping[str, Any]) -> tuple[report.Picture, ...]:
    """Returns a training image of each of the first classes at five strengths; raises ExplorerError
    where the data set is not there any more.
    """
    if document["dataset"] is None:
        return ()
    train = decode(datasets.opened_off_page(source), document["config"]["image_size"]).split(
        "train"
    )
    places = [
        int((train.labels == label).argmax()) for label in sorted(set(train.labels.tolist()))[:MOST]
    ]
    policy = loads(json.dumps(document["policy"]), "json").policy
    return report.policy_pictures(
        policy,
        [Image("training image", train.images[place].copy()) for place in places],
        seed=policy.seed,
    )
