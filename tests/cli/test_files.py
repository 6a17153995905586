"""What `sweep` writes: the document, the report, and the policy that it recommends."""

from explorer.policy.files import load

KEYS = {
    "schema_version",
    "sweep_id",
    "status",
    "config",
    "environment",
    "dataset",
    "policy",
    "arms",
    "verdict",
    "final_test",
}


def test_the_document_says_what_was_measured_on_what_and_where(swept):
    document = swept.document
    assert set(document) >= KEYS
    known = {"name": "bars", "classes": ["lying", "upright"], "train": 16, "val": 40, "test": 20}
    assert document["dataset"] | known == document["dataset"]
    assert all(
        document["environment"][name]
        for name in ("python", "torch", "albumentations", "opencv", "numpy", "cpu")
    )
    assert document["final_test"]["report"]["lying"]["support"] == 10


def test_the_report_says_the_verdict(swept):
    assert swept.document["verdict"]["sentence"] in (swept.out / "report.html").read_text()


def test_the_policy_is_the_one_at_the_balance_point_with_its_evidence(swept):
    recommended = load(swept.out / "policy.json").policy
    assert recommended.strength == swept.document["verdict"]["balance_point"]
    assert recommended.evidence["sentence"] == swept.document["verdict"]["sentence"]
