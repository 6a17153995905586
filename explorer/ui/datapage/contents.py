"""What is in a data set: sample pictures of every class, and the counts behind them."""

from collections.abc import Mapping, Sequence

import pandas as pd
import streamlit as st

from explorer import names, numbers
from explorer.data.image_set import ImageSet
from explorer.data.splits import SPLITS, SplitName
from explorer.ui import datasets
from explorer.ui.pager import pager
from explorer.ui.sizes import TILE_PX
from explorer.ui.tables import with_short_names
from explorer.ui.words import escaped

CLASSES_A_PAGE = 10
PER_CLASS = 5
CAPTION_CHARS, COLUMN_CHARS = 48, 20
_USES: Mapping[SplitName, str] = {"train": "to train", "val": "to validate", "test": "to test"}
_NAMES = {"train": "Train", "val": "Validation", "test": "Test"}


def show(images: ImageSet) -> None:
    """Shows pictures and counts, a page of classes at a time."""
    st.subheader("Classes", anchor=False)
    page = pager("classes", len(images.classes), CLASSES_A_PAGE, f"data.page.{images.digest}")
    with st.container(key="data-classes", gap="xsmall"):
        _pictures(images, range(page.start, page.stop))
    st.caption("Pictures to train on; small ones are enlarged pixel by pixel.")
    st.subheader("Counts", anchor=False)
    # A long name must not push the counts off the screen of a phone.
    narrow = {"Class": st.column_config.TextColumn("Class", width="small")}
    table = with_short_names(counts_table(images), "Class", COLUMN_CHARS)
    st.dataframe(table, hide_index=True, width="stretch", column_config=narrow, key="data.counts")


def _pictures(images: ImageSet, classes: range) -> None:
    chosen = datasets.examples(images, PER_CLASS, classes)
    items = [item for number in classes for item in chosen[number]]
    shown = dict(zip((item.path for item in items), datasets.tiles(images, items), strict=True))
    short, counts = names.apart(images.classes, CAPTION_CHARS), images.counts()
    columns = st.columns(2, gap="medium")
    for place, number in enumerate(classes):
        with columns[place % 2]:
            name = images.classes[number]
            tiles = [tile for item in chosen[number] if (tile := shown[item.path]) is not None]
            st.caption(
                f"**{escaped(short[name])}** {_counted(counts[name])}",
                help=escaped(name) if short[name] != name else None,
            )
            strip(tiles, [f"{name}, a training image"] * len(tiles))


def _counted(counts: Mapping[SplitName, int]) -> str:
    """How many images of a class there are, and for what."""
    return ", ".join(
        f"{numbers.whole(counts[split])} {_USES[split]}" for split in SPLITS if counts[split]
    )


def strip(tiles: Sequence[bytes], alts: Sequence[str]) -> None:
    """Shows tiles in a row that wraps where it is narrow."""
    with st.container(horizontal=True, gap="xsmall"):
        for tile, alt in zip(tiles, alts, strict=True):
            st.image(tile, width=TILE_PX, alt=alt)


def counts_table(images: ImageSet) -> pd.DataFrame:
    """Returns a row a class with its images in each split, and a row for all of them."""
    rows = [
        {
            "Class": name,
            **{_NAMES[split]: counts[split] for split in SPLITS},
            "All": sum(counts.values()),
        }
        for name, counts in images.counts().items()
    ]
    table = pd.DataFrame(rows)
    total = {
        "Class": f"All {numbers.count(len(rows), 'class', 'classes')}",
        **{column: int(table[column].sum()) for column in table.columns[1:]},
    }
    return pd.concat([table, pd.DataFrame([total])], ignore_index=True)
