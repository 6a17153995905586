"""How long a run will take, measured in the background and remembered while the app runs."""

import json
from concurrent.futures import Future, ThreadPoolExecutor

import streamlit as st

from explorer.data.image_set import ImageSet
from explorer.policy.files import document
from explorer.policy.model import Policy
from explorer.sweep import control
from explorer.sweep.planning.budget import Plan
from explorer.sweep.planning.spec import SweepSpec


def measured(policy: Policy, images: ImageSet, spec: SweepSpec) -> "Future[Plan]":
    """Returns the plan of a run, or the promise of one that is being measured."""
    settings = {**spec.to_json(), "policy": document.steps_document(policy)}
    return _measuring(json.dumps([images.digest, settings]), images.digest, spec)


def again() -> None:
    """Forgets what was measured, so that it is measured once more."""
    _measuring.clear()


def forget() -> None:
    """Stops what still waits to be measured, and forgets what was."""
    ended = _waiting()
    _waiting.clear()  # first: another session must not be given one that takes nothing any more
    ended.shutdown(wait=False, cancel_futures=True)
    _measuring.clear()


@st.cache_resource(max_entries=32, show_spinner=False)
def _measuring(key: str, digest: str, _spec: SweepSpec) -> "Future[Plan]":
    # A process is waited for here, at most one at a time: measuring two settings at once would slow
    # both down.
    return _waiting().submit(control.estimate, _spec, digest)


@st.cache_resource(show_spinner=False)
def _waiting() -> ThreadPoolExecutor:
    return ThreadPoolExecutor(1, thread_name_prefix="estimate")
