"""Links that carry a policy: whatever stands in them is hostile until parsed."""

import base64
import json
import zlib
from urllib.parse import parse_qs, urlsplit

import pytest

from explorer.errors import PolicyError
from explorer.policy.model import Group, Policy, Step
from explorer.ui import link

POLICY = Policy(
    (
        Step("r", "Rotate", {"limit": (-10, 25)}, p=0.7),
        Group("g", "SomeOf", (Step("f", "HorizontalFlip"), Step("a", "Affine")), n=1),
    ),
    name="mein Plan ✓",
    strength=0.35,
    seed=41,
    tail=(Step("n", "Normalize", p=1.0),),
)


def packed(data):
    return base64.urlsafe_b64encode(zlib.compress(data)).decode().rstrip("=")


def test_a_link_brings_back_the_very_same_policy():
    address = link.policy_link("http://localhost:8501/data?session=secret", POLICY)
    query = parse_qs(urlsplit(address).query)
    assert link.unpack(query["policy"][0]) == POLICY
    assert urlsplit(address).path == "/"
    assert "secret" not in address, "the session's token is not for others"


@pytest.mark.parametrize("base_path", ["tools/augment", "/tools/augment/", "//tools/augment"])
def test_a_link_keeps_the_path_below_which_a_proxy_serves_the_app(base_path):
    address = link.policy_link(
        "https://example.org/tools/augment/results?session=secret", POLICY, base_path
    )
    assert urlsplit(address).path == "/tools/augment/"
    assert link.unpack(parse_qs(urlsplit(address).query)["policy"][0]) == POLICY


def test_ten_steps_fit_into_a_link():
    steps = tuple(
        Step(f"s{i}", name)
        for i, name in enumerate(
            ["Rotate", "Affine", "HorizontalFlip", "Perspective", "RandomCrop"] * 2
        )
    )
    assert len(link.policy_link("https://example.org", Policy(steps))) < 2_500


def test_a_policy_that_is_too_long_for_a_link_is_refused_with_a_way_out():
    steps = tuple(
        Step(f"s{i}", "Rotate", {"limit": (-(i % 357) - 0.123456 * i % 1, 1 + i / 7)})
        for i in range(900)
    )
    with pytest.raises(PolicyError, match="send its JSON file instead"):
        link.policy_link("https://example.org", Policy(steps))


@pytest.mark.parametrize(
    "hostile",
    [
        "",
        "%%%",
        "abc",
        "é",
        packed(b"not json"),
        packed(b"[]"),
        packed(json.dumps({"explorer": {"steps": [{"transform": "os.system"}]}}).encode()),
        packed(
            json.dumps(
                {"explorer": {"steps": [{"transform": "Rotate", "params": {"limit": [1e400, 2]}}]}}
            ).encode()
        ),
        packed(b"0" * 50_000_000),
        link.pack(POLICY)[:-9],
        "A" * 2_000_000,
        None,
        7,
    ],
)
def test_a_hostile_link_is_refused_with_one_line(hostile):
    with pytest.raises(PolicyError) as caught:
        link.unpack(hostile)
    assert "\n" not in str(caught.value)
