"""The user interface: the only importer of Streamlit."""
