"""Fine-tune: short runs that show how strong the augmentation should be."""

import streamlit as st

from explorer.ui import navigation

st.title("Fine-tune")
st.write("Measure where augmentation helps, where it stops helping, and where it hurts.")
st.info("No run can be started here yet.", icon=":material/hourglass_empty:")
st.markdown(
    """What will be here:

- short training runs of one model at several strengths, on a data set of yours;
- validation accuracy against strength, with its uncertainty, growing while it runs;
- the verdict in a sentence, and a button that sets the strength on Compose."""
)
navigation.link("compose", "Compose the policy to measure")
