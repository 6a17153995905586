"""Results: every run that was kept."""

import streamlit as st

from explorer.ui import navigation

st.title("Results")
st.write("Compare the runs that you have made, and take their numbers with you.")
st.info("There are no runs yet.", icon=":material/hourglass_empty:")
st.markdown(
    """What will be here:

- the curves of all runs, side by side;
- learning curves, the effect on every class, the confusion matrix, the classification report;
- downloads as CSV, JSON and an HTML report."""
)
navigation.link("compose", "Compose a policy first")
