"""The policy of a sweep as it was: in words, as its file, and back on Compose."""

import json

import streamlit as st

from explorer import numbers
from explorer.errors import ExplorerError
from explorer.frozen import thawed
from explorer.policy.model import Policy, walk
from explorer.policy.words import describe
from explorer.preview import caption_of
from explorer.sweep.findings.result import SweepResult
from explorer.sweep.reading import advice_of, recommended
from explorer.ui import navigation, notices
from explorer.ui.session import Session
from explorer.ui.words import escaped


def show(session: Session, result: SweepResult, name: str = "") -> None:
    """Shows the policy of the sweep; `name` ends the keys of one that stands beside another."""
    text = json.dumps(thawed(result.policy_file), indent=2, ensure_ascii=False)
    advice = advice_of(result)
    try:
        designed = result.policy
        # What is not told is nobody's advice: the policy then opens as it was designed.
        untold = advice is None or (advice.label and not advice.told)
        policy = designed if untold else recommended(result)
    except ExplorerError as error:
        st.error(escaped(str(error)), icon=":material/error:")
        return
    at = f"at strength {numbers.strength(policy.strength)}"  # it may be 0: nobody shall wonder
    st.markdown("**As it was designed, strength 1**")
    st.markdown(_words(designed, 1.0))
    if advice and advice.heading and (policy.strength != 1 or policy.steps != designed.steps):
        st.markdown(f"**{escaped(advice.heading)}, {at.removeprefix('at ')}**")
        st.markdown(_words(policy, policy.strength))
    opens, less = (advice.opens, advice.detail) if advice and not untold else ("", "")
    label = opens or f"Open on Compose {at}"
    if st.button(label, type="primary", icon=":material/tune:", key=f"results.open{name}"):
        session.edit(policy)
        here = f"The policy of the run is here, {at}{f', {less}' if less else ''}."
        notices.tell(session, f"{here} Undo brings yours back.")
        st.switch_page(navigation.pages()["compose"])
    with st.expander("The policy file, as it was measured", key=f"results.policy.file{name}"):
        st.code(text, language="json", wrap_lines=True)


def _words(policy: Policy, strength: float) -> str:
    lines = []
    for _, node, depth in walk(policy.steps):
        said = describe(node, strength) if node.enabled else "is switched off"
        lines.append(f"{'    ' * (depth - 1)}- **{escaped(caption_of(node))}** {escaped(said)}")
    return "\n".join(lines) or "It has no steps."
