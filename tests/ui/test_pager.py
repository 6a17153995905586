"""A long list is shown a page at a time."""

from streamlit.testing.v1 import AppTest


def page_of_runs():
    import streamlit as st

    from explorer.ui.pager import pager

    shown = pager("runs", 120, 50, "page")
    st.write(f"from {shown.start} to {shown.stop}")


def test_a_page_is_chosen_from_a_list_in_which_no_number_can_be_mistyped():
    app = AppTest.from_function(page_of_runs, default_timeout=60).run()
    pages = app.selectbox(key="page")
    assert (pages.label, pages.options) == ("Page of runs", ["1", "2", "3"])
    pages.select_index(2).run()
    assert "from 100 to 120" in [text.value for text in app.markdown]
    assert "101 to 120 of 120 runs, 3 pages" in app.caption[0].value
