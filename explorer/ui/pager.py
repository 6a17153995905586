"""A long list, a page at a time."""

import math

import streamlit as st

from explorer import numbers


def pager(what: str, count: int, size: int, key: str) -> range:
    """Returns which of `count` things are shown; asks for the page where there are several."""
    pages = math.ceil(count / size)
    if pages <= 1:
        return range(count)
    with st.container(horizontal=True, vertical_alignment="bottom"):
        # A list, not a number to type: the browser would make page 2 of 2.5 and say nothing.
        page = st.selectbox(f"Page of {what}", range(1, pages + 1), key=key, width=160)
        shown = range((page - 1) * size, min(page * size, count))
        st.caption(
            f"{shown.start + 1} to {shown.stop} of {numbers.whole(count)} {what}, {pages} pages"
        )
    return shown
