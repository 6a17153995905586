"""What a run will measure.

It shows the policy by name, its steps in words, and one draw of a training image at five strengths.
"""

from contextlib import suppress

import streamlit as st

from explorer import numbers
from explorer.data.image_set import ImageSet
from explorer.errors import ExplorerError
from explorer.policy.model import Policy
from explorer.policy.strength import rests_at_zero
from explorer.policy.words import describe
from explorer.preview import caption_of
from explorer.ui import caching, notices
from explorer.ui.encoded import Shown, address
from explorer.ui.session import get_session
from explorer.ui.words import escaped

MOST_STEPS = 3
POLL_S = 0.5
_PATIENCE_S = 0.25  # a strip that is ready by then comes with the page


def show(policy: Policy) -> None:
    """Shows the name of the policy, and what its steps do at strength 1."""
    on = [node for node in policy.steps if node.enabled]
    if not on:
        return  # the page has said so already, and what to do about it
    told = [(caption_of(node), describe(node, 1.0)) for node in on[:MOST_STEPS]]
    lines = [f"- **{escaped(name)}** {escaped(does)}" for name, does in told]
    if len(on) > MOST_STEPS:
        lines.append(f"- and {numbers.count(len(on) - MOST_STEPS, 'more step')}")
    if policy.compose.p != 1:
        lines.append(f"- all of this on {numbers.share(policy.compose.p)} of the pictures")
    with st.container(key="subject"):
        head = f"What is measured: **{escaped(policy.name)}**. As its sliders say, at strength 1:"
        st.markdown("\n".join([head, *lines]))


def strip(policy: Policy, images: ImageSet, size_px: int) -> None:
    """Shows one draw of a training image at five strengths; a slow one comes when it is ready."""
    made = caching.strength_strip(policy, images, size_px)
    with suppress(TimeoutError):
        made.exception(_PATIENCE_S)
    waiting = not made.done()
    at_zero = "0 is untouched." if rests_at_zero(policy) else "At 0 only the size is set."

    def shown() -> None:
        if not made.done():
            st.caption("Drawing one training image at five strengths ...")
            return
        if waiting:
            # Once: the page drawn again no longer asks every half second.
            notices.draw_again(get_session())
        try:
            _pictures(made.result(), size_px, at_zero)
        except ExplorerError as error:
            st.caption(escaped(f"There is no picture of the strengths: {error}"))

    with st.container(key="strip"):
        st.fragment(shown, run_every=POLL_S if waiting else None)()


def _pictures(shown: Shown, size_px: int, at_zero: str) -> None:
    # Within the page's own message, as on Compose: nothing is left behind that cannot be fetched.
    said = ", ".join(tile.caption for tile in shown.tiles)
    alt = f"One training image, the same draw at {said}"
    st.image(address(shown.data), width="stretch", alt=alt)
    labels = "".join(
        f"<span>{numbers.strength(strength)}</span>" for strength in caching.STRIP_STRENGTHS
    )
    st.html(f"<div class='strip-names' aria-hidden='true'>{labels}</div>")
    same = f"the same draw at five strengths. {at_zero}"
    st.caption(f"One training image at {size_px} px: {same}")
