"""The leak report on the page.

It is looked for in a thread of its own. A fragment says how far it is, and the page stays alive.
"""

from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import suppress
from dataclasses import dataclass

import pandas as pd
import streamlit as st

from explorer import names, numbers
from explorer.data.decoding import decode
from explorer.data.image_set import ImageSet, Item
from explorer.data.leak_report import Leak, LeakReport, likeness
from explorer.data.leaks import SIZE_PX, find_leaks
from explorer.errors import ExplorerError
from explorer.ui import datasets, notices
from explorer.ui.datapage.contents import strip
from explorer.ui.pager import pager
from explorer.ui.session import get_session
from explorer.ui.words import escaped

POLL_S = 0.5
WAIT_S = 0.3  # a report that was made before is there at once, without a flicker
PAIRS_A_PAGE = 6


@dataclass
class Search:
    """A report in the making: how many images have been read, and the report to come."""

    done: int = 0
    total: int = 0
    report: "Future[LeakReport] | None" = None

    def told(self, done: int, total: int) -> None:
        """Takes the progress of the decoder, from any thread."""
        self.done, self.total = done, total


def show(images: ImageSet) -> None:
    """Shows the report, or how far the search is."""
    search = _search(images.identity, images)
    future = search.report
    if future is None:
        return
    with suppress(TimeoutError):
        future.exception(WAIT_S)
    with st.container(key="data-leaks"):  # as high while it searches as with nothing found
        st.fragment(_live, run_every=None if future.done() else POLL_S)(
            search, future, future.done()
        )


def _live(search: Search, future: "Future[LeakReport]", done: bool) -> None:
    if not future.done():
        share, told = 0.0, "Looking for leaks ..."
        if search.total:
            share = search.done / search.total
            total = numbers.count(search.total, "image")
            told = f"Looking for leaks: {numbers.whole(search.done)} of {total} read"
        st.progress(share, text=told)
        return
    if not done:
        notices.draw_again(get_session())  # the fragment need not ask any more
    try:
        report = future.result()
    except ExplorerError as error:
        st.error(escaped(str(error)), icon=":material/error:")
        return
    _report(report)


def _report(report: LeakReport) -> None:
    """One line says all that is wrong; what it rests on is opened by who wants to see it."""
    if said := report.in_short():
        lines = " ".join(f"{line[0].upper()}{line[1:]}." for line in said)
        st.warning(escaped(lines), icon=":material/warning:")
    if report.clean:
        st.success(
            "No image stands in two splits, every image can be read, "
            "and every class has images to train on.",
            icon=":material/verified:",
        )
    if report.pairs or report.unreadable:
        with st.container(horizontal=True, key="data-leak-details", gap="small"):
            _details(report)


def _details(report: LeakReport) -> None:
    if report.pairs:
        with st.expander(
            "Show the pairs",
            icon=":material/content_copy:",
            key="data.leaks",
        ):
            st.caption(
                "A model that has seen a validation picture in training looks better than it is, "
                "with augmentation or without."
            )
            if report.near:
                st.caption(
                    "Identical pictures are one file. Pictures that are alike are copies that were"
                    " changed, or two shots of one thing; or no copies at all: the lower the"
                    " correlation, the more your own eyes are needed."
                )
            if report.pair_count > len(report.pairs):
                listed, found = numbers.whole(len(report.pairs)), numbers.whole(report.pair_count)
                st.caption(f"{listed} of the {found} pairs are listed.")
            _pairs(report, report.pairs)
            st.dataframe(pairs_table(report), hide_index=True, width="stretch", key="data.pairs")
    if report.unreadable:
        with st.expander(
            "Show what is left out",
            icon=":material/broken_image:",
            key="data.left-out",
        ):
            st.dataframe(
                pd.DataFrame({"Why": report.unreadable}),
                hide_index=True,
                width="stretch",
                key="data.unreadable",
            )


def _pairs(report: LeakReport, pairs: tuple[Leak, ...]) -> None:
    page = pager("pairs", len(pairs), PAIRS_A_PAGE, f"data.pairs.{report.image_set.digest}")
    shown = pairs[page.start : page.stop]
    tiles = datasets.tiles(
        report.image_set, [item for pair in shown for item in (pair.item, pair.other)]
    )
    columns = st.columns(2, gap="medium")
    for place, pair in enumerate(shown):
        with columns[place % 2], st.container(border=True):
            both = [tile for tile in tiles[2 * place : 2 * place + 2] if tile is not None]
            strip(
                both, [names.shown(path) for path in (pair.item.path, pair.other.path)][: len(both)]
            )
            sides = (
                _side(report, pair.split, pair.item),
                _side(report, pair.other_split, pair.other),
            )
            st.caption("  \n".join((f"**{_likeness(pair)}**", *sides)))


def _likeness(pair: Leak) -> str:
    """Files that differ are never called identical, however alike their pixels."""
    if pair.item.digest == pair.other.digest:
        return "identical"
    return f"alike: correlation {likeness(pair.similarity)}"


def _side(report: LeakReport, split: str, item: Item) -> str:
    label = names.apart(report.image_set.classes, 30)[report.image_set.classes[item.label]]
    return (
        f"{split}, class {escaped(label)}: {escaped(names.shortened(names.shown(item.path), 44))}"
    )


def pairs_table(report: LeakReport) -> pd.DataFrame:
    """Returns a row a pair: how alike, and split, class and file of both."""
    classes = report.image_set.classes
    return pd.DataFrame(
        {
            "Correlation": pair.similarity,
            "Split": pair.split,
            "Class": classes[pair.item.label],
            "File": names.shown(pair.item.path),
            "Other split": pair.other_split,
            "Other class": classes[pair.other.label],
            "Other file": names.shown(pair.other.path),
        }
        for pair in report.pairs
    )


@st.cache_resource(max_entries=32, show_spinner=False)
def _search(identity: str, _images: ImageSet) -> Search:
    search = Search()
    search.report = _searching().submit(_find, _images, search)
    return search


def _find(images: ImageSet, search: Search) -> LeakReport:
    decode(images, SIZE_PX, on_progress=search.told)  # the slow part; what follows finds it done
    return find_leaks(images)


@st.cache_resource(show_spinner=False)
def _searching() -> ThreadPoolExecutor:
    return ThreadPoolExecutor(2, thread_name_prefix="leaks")
