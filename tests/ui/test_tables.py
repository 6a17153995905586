"""Numbers and names in the tables of the pages.

Names are cut where a column has no room, stay apart, and stand whole in a last column.
"""

import pandas as pd

from explorer.ui.tables import WHOLE, shown, with_short_names

NAMES = [f"Animalia_Arthropoda_Insecta_{order}_species" for order in ("Diptera", "Odonata")]


def test_long_names_stay_apart_and_stand_whole_at_the_end():
    table = with_short_names(pd.DataFrame({"Class": NAMES, "All": [1, 2]}), "Class", 20)
    assert len(set(table["Class"])) == 2
    assert max(map(len, table["Class"])) <= 20
    assert table[WHOLE].tolist() == NAMES
    assert table["All"].tolist() == [1, 2]


def test_the_heads_of_a_matrix_are_cut_as_its_rows_are():
    table = with_short_names(
        pd.DataFrame([[name, 1, 2] for name in NAMES], columns=["True class", *NAMES]),
        "True class",
        20,
    )
    assert table.columns.tolist() == ["True class", *table["True class"], WHOLE]


def test_a_table_of_short_names_stays_as_it_is():
    table = pd.DataFrame({"Class": ["cat", "dog"], "All": [1, 2]})
    assert with_short_names(table, "Class", 20) is table


def test_a_page_writes_numbers_for_people_and_sorts_them_as_numbers():
    table = pd.DataFrame({"Strength": [1.625], "Gain, points": [0.9], "To": [None]})
    styled = shown(table)
    cells = styled._translate(False, False)["body"][0]
    assert [c["display_value"] for c in cells if c["type"] == "td"] == ["1.625", "+0.9", ""]
    assert styled.data["Gain, points"].dtype == float


def test_a_table_that_is_too_long_to_be_written_cell_by_cell_stays_as_it_is():
    long = pd.DataFrame({"Epoch": range(30_000)})
    assert isinstance(shown(long), pd.DataFrame)
