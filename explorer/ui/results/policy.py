"""The policy of a sweep as it was: in words, as its file, and back on Compose."""

import json

import streamlit as st

from explorer.errors import ExplorerError
from explorer.frozen import thawed
from explorer.policy.model import Group, Policy, walk
from explorer.policy.words import describe
from explorer.sweep.findings.evidence import recommended
from explorer.sweep.findings.result import SweepResult
from explorer.ui import navigation, notices
from explorer.ui.session import Session
from explorer.ui.words import escaped


def show(session: Session, result: SweepResult) -> None:
    """Shows the policy of the sweep."""
    text = json.dumps(thawed(result.policy_file), indent=2, ensure_ascii=False)
    told = result.strength_verdict is not None
    try:
        policy = recommended(result) if told else result.policy
    except ExplorerError as error:
        st.error(escaped(str(error)), icon=":material/error:")
        return
    st.markdown("**As it was designed, at strength 1**")
    st.markdown(_words(policy, 1.0))
    if told and policy.strength != 1:
        st.markdown(f"**At the balance point, strength {policy.strength:g}**")
        st.markdown(_words(policy, policy.strength))
    label = f"Open on Compose at strength {policy.strength:g}"  # it may be 0: nobody shall wonder
    if st.button(label, type="primary", icon=":material/tune:", key="results.open"):
        session.edit(policy)
        here = f"The policy of the run is here, at strength {policy.strength:g}."
        notices.tell(session, f"{here} Undo brings yours back.")
        st.switch_page(navigation.pages()["compose"])
    with st.expander("The policy file, as it was measured", key="results.policy.file"):
        st.code(text, language="json", height=420)


def _words(policy: Policy, strength: float) -> str:
    lines = []
    for _, node, depth in walk(policy.steps):
        name = node.group if isinstance(node, Group) else node.transform
        said = describe(node, strength) if node.enabled else "is switched off"
        lines.append(f"{'    ' * (depth - 1)}- **{escaped(name)}** {escaped(said)}")
    return "\n".join(lines) or "It has no steps."
