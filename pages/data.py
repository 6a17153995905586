"""Data: the pictures that a fine-tune run trains on."""

import streamlit as st

from explorer.ui import navigation

st.title("Data")
st.write("Choose the pictures to train on, and see what is in them before you measure.")
st.info("Nothing can be chosen here yet.", icon=":material/hourglass_empty:")
st.markdown(
    """What will be here:

- a built-in set, an uploaded zip, or a folder of yours;
- its classes and counts, its splits, and sample pictures;
- a leak report: the same picture in two splits, unreadable files, classes that are too small."""
)
navigation.link("compose", "Compose a policy on sample pictures meanwhile")
