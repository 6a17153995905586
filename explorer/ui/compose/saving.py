"""Policies in: presets, files and pasted text; and the model's tail."""

from dataclasses import replace
from functools import partial

import streamlit as st
from streamlit.runtime.uploaded_file_manager import UploadedFile

from explorer import numbers
from explorer.policy import files
from explorer.policy import presets as ready_made
from explorer.policy.model import Policy, Step
from explorer.ui import notices
from explorer.ui.compose import actions
from explorer.ui.session import Session, get_session

_ROUND = "policy.round"
_PRESETS = "presets"
_TAIL = (Step("normalize", "Normalize", p=1.0), Step("to-tensor", "ToTensorV2", p=1.0))


def presets() -> None:
    """Shows the presets, each with a line on when to use it."""
    with st.popover("Presets", icon=":material/auto_awesome:", key=_PRESETS, on_change="rerun"):
        for preset in ready_made.PRESETS:
            with st.container(gap="xxsmall"):
                st.button(
                    preset.title, key=f"preset-{preset.name}", on_click=use, args=(preset.policy,)
                )
                st.caption(preset.when)


def use(preset: Policy) -> None:
    """Replaces the stack by a preset's; seed, strength and tail stay."""
    st.session_state[_PRESETS] = False  # closes it: the person wants to see the picture
    actions.edit(
        lambda policy: replace(preset, seed=policy.seed, strength=policy.strength, tail=policy.tail)
    )


def panel(session: Session) -> None:
    """Shows the import of policy files, and the model's tail."""
    turn = st.session_state.setdefault(_ROUND, 0)
    st.file_uploader(
        "Policy file",
        key=f"policy.file.{turn}",
        max_upload_size=30,
        on_change=_take_file,
        args=(f"policy.file.{turn}",),
    )
    st.caption(
        "JSON, YAML or Python (a notebook or a page with code, too); ours or plain "
        "Albumentations, older releases too. Python is read, never run."
    )
    with st.expander("Paste a policy", key="paste-policy", type="compact"):
        st.text_area(
            "JSON, YAML or Python",
            key="pasted",
            placeholder="A.Compose([A.HorizontalFlip(p=0.5)])",
            height=120,
        )
        st.button("Load pasted policy", on_click=_take_pasted)
    _tail(session)


def _tail(session: Session) -> None:
    st.toggle(
        "Add Normalize and ToTensorV2",
        value=bool(session.policy.tail),
        key=f"tail.{bool(session.policy.tail)}",
        help="They prepare a picture for the model (with ImageNet's means), and stand at the end of"
        " the exported file. The preview does not show them.",
        on_change=lambda: actions.edit(
            lambda policy: replace(policy, tail=() if policy.tail else _TAIL)
        ),
    )
    if session.policy.tail:
        st.caption(
            "At the end of the exported file, not in the preview: "
            + ", then ".join(f"{step.transform}" for step in session.policy.tail)
        )


def _take_file(key: str) -> None:
    file: UploadedFile | None = st.session_state.get(key)
    st.session_state[_ROUND] += 1
    if file is not None:
        _load(file.getvalue(), file.name)


def _take_pasted() -> None:
    _load(st.session_state["pasted"], "the pasted text")


def _called(loaded: files.Loaded) -> str:
    """Which of several pipelines was read; the first note names the others."""
    return f", the pipeline {loaded.picked}" if loaded.others else ""


def _load(data: bytes | str, name: str) -> None:
    session = get_session()

    def load() -> None:
        loaded, before = files.loads(data, name=name), session.policy
        session.edit(loaded.policy)
        said = f"Loaded {name}{_called(loaded)}."
        if not loaded.near:
            notices.tell(session, said, loaded.notes)
            return
        what = loaded.near[0]
        if len(loaded.near) > 1:
            what = numbers.count(len(loaded.near), "difference")
        said += f" It does not mean quite the same as the file: {what}."
        differs = tuple(f"differs: {line}" for line in loaded.near)
        back = partial(session.edit, before)  # whatever was undone or done meanwhile
        notices.tell(session, said, (*differs, *loaded.notes), undo=back)

    notices.attempt(session, load, f"{name} was not loaded, and nothing has changed: ")
