"""docs/catalogue.md."""

import re
from pathlib import Path

from explorer.policy.catalog import CATALOG
from explorer.policy.catalog.document import PATH, text
from explorer.policy.catalog.left_out import LEFT_OUT

ROOT = Path(__file__).parents[3]


def test_the_committed_page_is_what_the_catalogue_says():
    assert (ROOT / PATH).read_text(encoding="utf-8") == text(), (
        "run `python -m explorer.policy.catalog.document`"
    )


def test_the_page_has_every_transform_and_every_reason():
    page = text()
    assert re.findall(r"^### (\w+)$", page, re.MULTILINE) == list(CATALOG)
    for name, spec in CATALOG.items():
        section = page.split(f"\n### {name}\n")[1].split("\n## ")[0].split("\n### ")[0]
        assert all(f"`{param.name}`" in section for param in spec.params)
        assert spec.summary in section
    left_out = page.split("\n## Left out\n")[1]
    assert all(re.search(rf"\b{name}\b", left_out) for name in LEFT_OUT)


def test_every_row_of_a_table_has_as_many_cells_as_its_head():
    for line in text().splitlines():
        if line.startswith("|"):
            assert len(re.split(r"(?<!\\)\|", line)) == 9, line
