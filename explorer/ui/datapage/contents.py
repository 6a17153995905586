"""What is in a data set: sample pictures of every class, and the counts behind them."""

from collections.abc import Collection, Mapping, Sequence
from concurrent.futures import Future, wait
from itertools import pairwise
from typing import Any

import pandas as pd
import streamlit as st

from explorer import names, numbers
from explorer.data.image_set import ImageSet, Item
from explorer.data.splits import SPLITS, SplitName
from explorer.errors import ExplorerError, quoted
from explorer.policy.effect import why_flat
from explorer.policy.model import Policy
from explorer.preview import TooSlowError
from explorer.ui import datasets, navigation, notices
from explorer.ui.datapage import pairs
from explorer.ui.pager import pager
from explorer.ui.session import Session, get_session
from explorer.ui.sizes import TILE_PX
from explorer.ui.tables import with_short_names
from explorer.ui.widgets import bound
from explorer.ui.words import escaped

CLASSES_A_PAGE = 10
PER_CLASS = (5, 10, 20, 40)
POLL_S, _PATIENCE_S = 0.5, 0.25
CAPTION_CHARS, COLUMN_CHARS = 48, 20
_USES: Mapping[SplitName, str] = {"train": "to train", "val": "to validate", "test": "to test"}
Chosen = Mapping[int, Sequence[Item]]  # the items of each class, by its number
_NAMES = {"train": "Train", "val": "Validation", "test": "Test"}


def show(session: Session, images: ImageSet) -> None:
    """Shows pictures and counts, a page of classes at a time."""
    with st.container(horizontal=True, vertical_alignment="center", key="data-samples"):
        st.subheader("Classes", anchor=False, width="content")
        per_class = _how_many(images)
        augmented = st.toggle("Augmented beside each", **_kept("augmented", False))
    page = pager("classes", len(images.classes), CLASSES_A_PAGE, f"data.page.{images.digest}")
    chosen = datasets.examples(images, per_class, range(page.start, page.stop))
    said = st.container()
    with st.container(key="data-classes", gap="xsmall"):
        with said:
            both = _augmented(session.policy, images, chosen) if augmented else {}
        _pictures(images, chosen, both)
    st.caption("Pictures to train on; small ones are enlarged pixel by pixel.")
    st.subheader("Counts", anchor=False)
    # A long name must not push the counts off the screen of a phone.
    narrow = {"Class": st.column_config.TextColumn("Class", width="small")}
    table = with_short_names(counts_table(images), "Class", COLUMN_CHARS)
    st.dataframe(table, hide_index=True, width="stretch", column_config=narrow, key="data.counts")


def _how_many(images: ImageSet) -> int:
    """How many pictures of each class to show; asked for where some class has more than a few."""
    most = max((counts["train"] for counts in images.counts().values()), default=0)
    offered = [many for before, many in pairwise((0, *PER_CLASS)) if not before or before < most]
    if len(offered) == 1:
        return offered[0]
    many = st.segmented_control(
        "Pictures of each class",
        offered,
        format_func=lambda many: f"{many} a class" if many == offered[0] else str(many),
        required=True,
        label_visibility="collapsed",
        **_kept("many", offered[0], offered),
    )
    return many or offered[0]


def _kept(name: str, usual: object, offered: Collection[object] = ()) -> dict[str, Any]:
    """The key of a control, whose value outlives a change of page, and what keeps it."""
    kept: dict[str, object] = st.session_state.setdefault("data.shown", {})
    value = kept.get(name, usual)
    key = bound(f"data.{name}", value if not offered or value in offered else usual)

    def keep() -> None:
        kept[name] = st.session_state[key]

    return {"key": key, "on_change": keep}


def _augmented(policy: Policy, images: ImageSet, chosen: Chosen) -> Mapping[str, bytes]:
    """Returns the pictures beside augmented ones, by path, and says what they show.

    Where they take longer, the page shows the pictures alone until they are there.
    """
    if reason := why_flat(policy):
        st.caption(f"Nothing is augmented: your policy {escaped(reason)}.")
        navigation.link("compose", "Compose a policy")
        return {}
    named = f"{quoted(policy.name)} at strength {numbers.strength(policy.strength)}"
    said = f"Beside each picture the same one, augmented with {named}: a draw for each."
    st.caption(escaped(said))
    items = [item for each in chosen.values() for item in each]
    made = pairs.drawn(policy, images, items)
    wait([made], _PATIENCE_S)
    if not made.done():
        st.fragment(_awaited, run_every=POLL_S)(made)
        return {}
    try:
        both = zip(items, made.result(), strict=True)
        return {item.path: pair for item, pair in both if pair is not None}
    except (ExplorerError, OSError) as error:
        if not isinstance(error, TooSlowError):
            pairs.forget()  # what is gone may come back
        st.caption(escaped(f"There are no augmented pictures: {error}"))
        return {}


def _awaited(made: "Future[tuple[pairs.Pair, ...]]") -> None:
    if made.done():
        notices.draw_again(get_session())
    st.caption("Drawing the augmented ones ...")


def _pictures(images: ImageSet, chosen: Chosen, both: Mapping[str, bytes]) -> None:
    items = [item for each in chosen.values() for item in each]
    alone = [item for item in items if item.path not in both]
    tiles = datasets.tiles(images, alone) if alone else ()
    shown = dict(zip((item.path for item in alone), tiles, strict=True))
    short, counts = names.apart(images.classes, CAPTION_CHARS), images.counts()
    columns = st.columns(2, gap="medium")
    for place, (number, each) in enumerate(chosen.items()):
        with columns[place % 2]:
            name = images.classes[number]
            st.caption(
                f"**{escaped(short[name])}** {_counted(counts[name])}",
                help=escaped(name) if short[name] != name else None,
            )
            with st.container(horizontal=True, gap="xsmall"):
                for item in each:
                    _picture(name, shown.get(item.path), both.get(item.path))


def _picture(name: str, alone: bytes | None, pair: bytes | None) -> None:
    if pair is not None:
        alt = f"{name}, a training image, and the same one augmented"
        st.image(pair, width=pairs.WIDTH_PX, alt=alt)
    elif alone is not None:
        st.image(alone, width=TILE_PX, alt=f"{name}, a training image")


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
