"""The tables of the store, as this version of the schema has them."""

import hashlib

from sqlalchemy.dialects import sqlite
from sqlalchemy.schema import CreateTable

from explorer.sweep.storage.schema import METADATA, SCHEMA_VERSION

# The step to version 2 in `upgrade.py` makes today's tables. Whoever changes one of them raises
# SCHEMA_VERSION, gives that step a copy of the tables as they were, and writes the next step. Then
# the new line here.
TABLES = {2: "0e40e6caf902154f8b59168ad10388fa5792895119a8c4597dda33c1856eb8d4"}


def test_a_change_of_the_tables_is_a_new_version_of_the_schema():
    written = [
        str(CreateTable(table).compile(dialect=sqlite.dialect()))
        for table in METADATA.sorted_tables
    ]
    assert hashlib.sha256("".join(written).encode()).hexdigest() == TABLES[SCHEMA_VERSION]
