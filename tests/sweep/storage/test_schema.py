"""The tables of the store, as this version of the schema has them."""

import hashlib

from sqlalchemy.dialects import sqlite
from sqlalchemy.schema import CreateTable

from explorer.sweep.storage.schema import METADATA, SCHEMA_VERSION

# The step to version 2 in `upgrade_1.py` makes today's tables of arms, rounds, labels and trials.
# Whoever changes one of them gives that step a copy of them as they were. Whoever changes any table
# raises SCHEMA_VERSION, and writes the next step. Then the new line here.
TABLES = {3: "15407a012c9175638e49858a4fc7943df55fb011b3b8801f803d0ebd20c440df"}


def test_a_change_of_the_tables_is_a_new_version_of_the_schema():
    written = [
        str(CreateTable(table).compile(dialect=sqlite.dialect()))
        for table in METADATA.sorted_tables
    ]
    assert hashlib.sha256("".join(written).encode()).hexdigest() == TABLES[SCHEMA_VERSION]
