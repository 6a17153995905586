"""The router: `streamlit run` starts this file."""

from pathlib import Path

import streamlit as st

from explorer.ui import navigation, style, tabs

st.set_page_config(
    page_title="Augmentation Explorer",
    page_icon=str(Path(__file__).with_name("icon.svg")),
    layout="wide",
)
style.apply()
page = st.navigation(list(navigation.pages().values()), position="top")
tabs.notice()
page.run()
