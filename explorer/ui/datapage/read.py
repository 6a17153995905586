"""The card that says how a data set was read: what was taken for what, and what was left out."""

from collections.abc import Sequence
from typing import Any

import streamlit as st

from explorer import names, numbers
from explorer.data.image_set import ImageSet
from explorer.ui.words import escaped

_FORMS = {
    "split folders": "Folders for splits, with a folder a class in each.",
    "class folders": "A folder a class; the splits are drawn.",
    "folds": "Folds of a cross-validation.",
    "table": "A table names pictures and classes.",
}
# What a column of a table says, in words that follow its name.
_SAYS = {
    "path": "names the picture",
    "label": "names the class",
    "split": "names the split",
    "fold": "numbers the folds",
}


def show(images: ImageSet) -> None:
    """Shows the card, closed."""
    read = images.read_as
    look: dict[str, Any] = {"icon": ":material/folder_open:", "type": "compact"}
    with st.expander("How this was read", key="data.read", **look):
        st.write(_FORMS.get(read.form, escaped(read.form)))
        lines = [*_columns(read.columns), *read.how]
        lines += [f"taken: {', '.join(read.taken)}"] if read.taken else []
        lines += [
            f"{', '.join(map(repr, spelled))} were taken for one class, {label}"
            for label, spelled in read.one_class
        ]
        if read.zip_names:
            lines.append(f"names in the archive were read as {read.zip_names}")
        lines += [_left(left.count, left.what) for left in images.left_out]
        st.markdown("\n".join(f"- {escaped(line)}" for line in lines) or "Nothing was left out.")


def _columns(columns: Sequence[tuple[str, str]]) -> list[str]:
    """What each column of a table was taken for."""
    return [f"{names.shown(column)} {_SAYS[role]}" for role, column in columns if role in _SAYS]


def _left(count: int, what: str) -> str:
    """A line that begins with its number, where it does not say it itself."""
    said = what.startswith((f"{numbers.whole(count)} ", "the class", "left out"))
    return what if said else f"{numbers.whole(count)} {what}"
