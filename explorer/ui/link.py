"""A policy packed into an address: compact JSON, deflated, in URL-safe base64.

Whoever opens such a link may be opening a stranger's.
"""

import base64
import binascii
import json
import zlib
from typing import Any
from urllib.parse import urlsplit

from explorer import numbers
from explorer.errors import PolicyError
from explorer.policy import files
from explorer.policy.files import document
from explorer.policy.files.plain import plain
from explorer.policy.files.settings import document_of
from explorer.policy.model import Policy

PARAMETER = "policy"
MAX_LINK = 8_000  # characters; servers and chat programs cut longer addresses
_MAX_PACKED = 1_500_000
_MAX_JSON = 1_000_000


def pack(policy: Policy) -> str:
    """Returns the policy as text of letters, digits, `-` and `_`."""
    text = json.dumps({"explorer": _design(policy)}, separators=(",", ":"))
    return base64.urlsafe_b64encode(zlib.compress(text.encode(), 9)).decode().rstrip("=")


def _design(policy: Policy) -> dict[str, Any]:
    return {
        "schema_version": document.SCHEMA_VERSION,
        "name": policy.name,
        "strength": policy.strength,
        "seed": policy.seed,
        "steps": document.steps_document(policy),
        "tail": [
            {
                "id": step.id,
                "transform": step.transform,
                "enabled": step.enabled,
                "p": step.p,
                "params": plain(step.params),
            }
            for step in policy.tail
        ],
        "compose": document_of(policy.compose),
        "versions": {},
        "evidence": plain(policy.evidence),
    }


def unpack(packed: object) -> Policy:
    """Returns the policy that `pack` has packed.

    Raises PolicyError for anything else. Never inflates more than 1 MB.
    """
    if not isinstance(packed, str) or len(packed) > _MAX_PACKED:
        raise PolicyError("the packed policy is too long")
    try:
        deflated = base64.b64decode(
            packed + "=" * (-len(packed) % 4), altchars=b"-_", validate=True
        )
        inflater = zlib.decompressobj()
        data = inflater.decompress(deflated, _MAX_JSON)
    except (binascii.Error, ValueError, zlib.error):
        raise PolicyError("the packed policy is damaged; was the link cut short?") from None
    if not inflater.eof:
        raise PolicyError("the packed policy is damaged or too long; was the link cut short?")
    return files.loads(data, format="json").policy


def policy_link(address: str, policy: Policy, base_path: str = "") -> str:
    """Returns a link to Compose that carries the policy.

    Raises PolicyError when it would be too long. `address` is that of any page of the app,
    `base_path` the path below which a proxy serves the app, if it does.
    """
    parts = urlsplit(address)
    below = "/".join(["", *filter(None, base_path.split("/")), ""])
    link = f"{parts.scheme}://{parts.netloc}{below}?{PARAMETER}={pack(policy)}"
    if len(link) > MAX_LINK:
        raise PolicyError(
            f"this policy makes a link of {numbers.count(len(link), 'character')}, more than"
            f" {numbers.whole(MAX_LINK)}; send its JSON file instead"
        )
    return link
