"""The one typed object that a browser session has, made lazily by `get_session()`.

The address carries an unguessable token, and the store keeps under it what survives a reload (see
`kept.py`). A link to share carries the policy itself (`policy_link`, `?policy=`), never the token.
"""

import gc
import time
from collections.abc import Mapping
from dataclasses import dataclass, field, fields, replace
from functools import cache
from typing import Any

import streamlit as st

from explorer.errors import ExplorerError
from explorer.policy.model import Policy
from explorer.sweep.storage import folders
from explorer.ui import example, link
from explorer.ui.kept import MAX_SETS, Kept, Setting, Upload, Version
from explorer.ui.merge import ClashError, is_behind, merge
from explorer.ui.notices import Notice
from explorer.ui.store import SessionStore, new_token
from explorer.ui.viewing import Viewing

UNDO_DEPTH = 50  # of which the last ones survive a reload
FIRST_PICTURE = "sample:chelsea"  # a mask, a box and key points that leave the picture to be seen
_KEY = "session"


@dataclass(frozen=True)
class Again:
    """The run whose settings Fine-tune shall take over when it opens, `policy` too or not."""

    sweep_id: str
    policy: bool = True


# In seconds. A key that is held down repeats thirty times a second; a busy server takes in fewer.
GESTURE_S = 2.0


@dataclass
class Session:
    """What one person is working on.

    Pages call its methods, or replace its fields and then call `keep()`.

    `data` is the data set chosen on the Data page (a built-in name, or a path), `sets` the ones of
    its own that it has opened, `sweep_id` the sweep that Fine-tune shows, `finetune` the settings
    there by the key of their control; all four survive a reload, and so do `unfolded` (the ids of
    the cards whose settings are open), `parts` (of charts, which a person has switched on or off),
    `past` and `future`. `base` is the stored state that
    this tab last read or wrote, `left` the token under which another tab goes on.
    """

    policy: Policy = field(default_factory=Policy)
    chosen: tuple[str, ...] = ()
    uploads: tuple[Upload, ...] = ()
    coco: Upload | None = None
    viewing: Viewing = field(default_factory=Viewing)
    data: str | None = None
    sets: tuple[str, ...] = ()
    sweep_id: str | None = None
    finetune: dict[str, Setting] = field(default_factory=dict)
    notice: Notice | None = None
    again: Again | None = None
    opened: str | None = None
    drawing: bool = False  # while a run of the script makes the picture, and takes in nothing new
    token: str | None = None
    left: str | None = None
    base: Mapping[str, Any] = field(default_factory=dict)
    _seen: tuple[object, bool] = (None, False)
    _gesture: tuple[str, float] = ("", 0.0)  # of the last edit, and when that was shown
    _unshown: bool = False
    unfolded: tuple[str, ...] = ()
    parts: Mapping[str, bool] = field(default_factory=dict)
    past: list[Version] = field(default_factory=list)
    future: list[Version] = field(default_factory=list)

    def edit(self, policy: Policy, gesture: str = "") -> None:
        """Replaces the policy; `undo` brings the old one back.

        Edits of one `gesture`, such as a key that is held down on a slider, that follow each other
        within `GESTURE_S` are undone together. `shown` has the time count anew.
        """
        self.notice = None
        same = policy.steps == self.policy.steps and policy.compose.p == self.policy.compose.p
        if not same and policy.evidence is self.policy.evidence:
            policy = replace(policy, evidence=None)  # what was measured was another policy
        if policy == self.policy:
            return
        before, since = self._gesture
        self._gesture, self._unshown = (gesture, time.monotonic()), True
        if not gesture or before != gesture or self._gesture[1] - since > GESTURE_S:
            self._remember()
        self.policy = policy
        self.keep()

    def shown(self) -> None:
        """Has the time of a gesture count from here on.

        While its last edit was being shown, however long that took, no other could come in.
        """
        if self._unshown:
            self._gesture, self._unshown = (self._gesture[0], time.monotonic()), False

    def _remember(self) -> None:
        self.past = [*self.past, Version(self.policy)][-UNDO_DEPTH:]
        self.future = []

    def undo(self) -> None:
        """Goes back to the policy before the last edit, if there is one."""
        self._gesture = "", 0.0
        if self.past:
            self.future.append(Version(self.policy))
            self.policy = self.past.pop().policy
            self.keep()

    def redo(self) -> None:
        """Takes an `undo` back, if there is one to take back."""
        self._gesture = "", 0.0
        if self.future:
            self.past.append(Version(self.policy))
            self.policy = self.future.pop().policy
            self.keep()

    def keep(self) -> None:
        """Saves what survives a reload, and puts the token into the address.

        What another tab has written since this one last read or wrote stays; where both have
        changed the same, this tab goes on under a token of its own, and `left` names the other's
        state, until the person has chosen.
        """
        self._ensure_token()
        own = self._state()
        try:
            _store().change(
                self.token or "",
                lambda stored: own if stored is None else merge(self.base, own, stored),
            )
        except ClashError:
            self.part()
        except ExplorerError as error:
            self.notice = Notice(str(error))  # not lost: the next write brings it along
        else:
            self.base = own

    def part(self) -> None:
        """Goes on with a copy of what this tab shows, its uploads included, under a new token."""
        left, self.token = self.token or "", new_token()
        self.left = left
        _store().share_files(left, self.token)
        self.base = self._state()
        _store().save(self.token, self.base)
        self._ensure_token()

    def is_behind(self) -> bool:
        """Returns whether another tab has changed the work that this one shows.

        Only until the person has chosen which one to go on with.
        """
        if self.left is not None or self.token is None:
            return self.left is not None
        stamp = _store().stamp(self.token)
        if stamp != self._seen[0]:
            stored = _store().load(self.token)
            self._seen = stamp, stored is not None and is_behind(self.base, stored)
        return self._seen[1]

    def take_other(self) -> None:
        """Goes on with the other tab's state.

        `undo` brings this one's policy back, and no upload is lost. Raises ExplorerError, and
        changes nothing, where that state is not kept any more.
        """
        token = self.left or self.token or ""
        other = _restored(token)
        if other is None:
            raise ExplorerError("what the other tab had made is not kept any more; yours is")
        if self.policy != other.policy:
            self._remember()
        if self.token is not None and self.token != token:
            _store().share_files(self.token, token)
        self.policy, self.data, self.finetune, self.base = (
            other.policy,
            other.data,
            other.finetune,
            other.base,
        )
        self.uploads = tuple(dict.fromkeys((*other.uploads, *self.uploads)))
        self.sets = tuple(dict.fromkeys((*other.sets, *self.sets)))[:MAX_SETS]
        self.coco = other.coco or self.coco
        self.token, self.left = token, None
        self.keep()

    def keep_own(self) -> None:
        """Goes on with what this tab shows, as a copy; the other tab keeps its own."""
        if self.left is None:
            self.part()
        self.left = None
        self.keep()

    def add_upload(self, name: str, data: bytes) -> Upload:
        """Keeps the bytes of an uploaded file; raises ImageError where there are too many."""
        self._ensure_token()
        return Upload(_store().put_file(self.token or "", data), name)

    def upload_bytes(self, upload: Upload) -> bytes:
        """Returns the bytes of an upload; raises ImageError when they are no longer kept."""
        return _store().get_file(self.token or "", upload.digest)

    def drop_upload(self, upload: Upload) -> None:
        """Forgets the bytes of an upload."""
        _store().drop_file(self.token or "", upload.digest)

    def _ensure_token(self) -> None:
        if self.token is None:
            self.token = new_token()
            _store().purge()
        if st.query_params.get(_KEY) != self.token:  # said again, it costs a browser a drawing
            st.query_params[_KEY] = self.token

    def _state(self) -> dict[str, Any]:
        kept = {item.name: getattr(self, item.name) for item in fields(Kept)}
        return Kept(**kept).to_json()


def get_session() -> Session:
    """Returns this browser session's state.

    It is the one in memory, the one that the address's token opens, or a fresh one.
    """
    session = st.session_state.get(_KEY)
    if not isinstance(session, Session):
        session = _opened(st.query_params.get(_KEY))
        st.session_state[_KEY] = session
        _freeze_modules()
    if (packed := st.query_params.get(link.PARAMETER)) is not None:
        _follow(session, packed)
    if session.token is not None and st.query_params.get(_KEY) != session.token:
        st.query_params[_KEY] = session.token  # a change of page has dropped it
    return session


def _follow(session: Session, packed: str) -> None:
    del st.query_params[link.PARAMETER]
    try:
        session.edit(link.unpack(packed))
    except ExplorerError as error:
        session.notice = Notice(f"The link's policy could not be read: {error}")


def _opened(token: str | None) -> Session:
    session = _restored(token)
    if session is None:
        session = Session(chosen=(FIRST_PICTURE,))
        if token is None and link.PARAMETER not in st.query_params:  # it brings a policy of its own
            session.policy = example.policy()
        if token is not None:
            del st.query_params[_KEY]
            session.notice = Notice(
                "What this address was kept for is not here any more: this is a fresh start."
            )
    return session


def _restored(token: object) -> Session | None:
    state = _store().load(token)
    if state is None:
        return None
    kept = Kept.from_json(state)
    session = Session(token=str(token), base=state)
    for item in fields(Kept):
        setattr(session, item.name, getattr(kept, item.name))
    session.finetune = dict(kept.finetune)  # the controls there change it
    session.past, session.future = list(kept.past), list(kept.future)
    return session


@cache
def _freeze_modules() -> None:
    # Streamlit collects garbage after every run, and holds the picture back meanwhile: 90 ms and
    # more over 155,000 objects, nearly all of them the imported libraries'. Frozen ones are not
    # looked through again.
    gc.collect()
    gc.freeze()


@cache
def _store() -> SessionStore:
    return SessionStore(folders.data_folder() / "sessions")
