"""A bare page of Streamlit: the widgets whose own faults the table of `accessible.py` allows."""

import streamlit as st

st.set_page_config(page_title="Bare widgets")
st.title("Bare widgets")
st.file_uploader("Files", key="file_uploader")
with st.popover("More", key="popover", help="A tip"):
    st.write("A text above the page")
