"""A page in a browser with a dial: its keys, its pictures, and what its server sends."""

import time
from collections import Counter
from dataclasses import dataclass, field
from typing import Any

from playwright.sync_api import Browser, Page, WebSocket
from serving import WINDOW, Process, processor_s
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg

APART_MS = 120
HELD = 14  # keys of a round that come without waiting; the others come one by one

# Notes when each key was pressed, and when each picture was painted, by `mark` below.
RECORDER = """() => {
  const image = () => document.querySelector(".st-key-preview img");
  const mark = (src) => `${src.length} ${src.substr(src.length >> 1, 48)}`;
  window.dial = { keys: [], painted: [] };
  let last = image().src;
  addEventListener("keydown", (event) => dial.keys.push(event.timeStamp), true);
  const look = () => {
    const now = image();
    if (now && now.src !== last && now.complete && now.naturalWidth) {
      const src = last = now.src;
      now.decode().then(() => requestAnimationFrame(() => setTimeout(
        () => dial.painted.push([mark(src), performance.now()]))), () => {});
    }
    requestAnimationFrame(look);
  };
  look();
}"""


@dataclass
class Taken:
    """What was measured on one page."""

    single_ms: list[float] = field(default_factory=list)
    held_ms: list[float] = field(default_factory=list)
    late: list[int] = field(default_factory=list)  # pictures of former keys, after the last key
    sent: list[int] = field(default_factory=list)  # bytes for a key, the picture's without
    again: Counter[str] = field(default_factory=Counter)  # bytes that the page had already
    processor_ms: list[float] = field(default_factory=list)

    def add(self, other: "Taken") -> None:
        """Takes over what another round has measured."""
        for name, values in vars(other).items():
            getattr(self, name).__iadd__(values)


class Watched:
    """A page, what its server sends, and the keys on its slider."""

    def __init__(
        self, browser: Browser, address: str, process: Process, marks: dict[str, int]
    ) -> None:
        self.page = browser.new_page(viewport=WINDOW)
        self.page.set_default_timeout(30_000)
        self.taken = Taken()
        self._process, self._marks = process, marks
        self._known: dict[str, bytes] = {}
        self._sent: list[tuple[str, int, bool]] = []
        self.page.on("websocket", self._listen)
        self.page.goto(address)
        self.page.wait_for_selector(".st-key-preview img")

    def _listen(self, socket: WebSocket) -> None:
        socket.on("framereceived", self._take)

    def _take(self, frame: Any) -> None:
        message = ForwardMsg.FromString(frame)
        content = message.SerializeToString(deterministic=True)
        name = message.WhichOneof("type") or "nothing"
        if name == "delta":
            body = message.delta
            kind = body.new_element.WhichOneof("type") or str(body.WhichOneof("type"))
            name = f"{kind} at {list(message.metadata.delta_path)}"
        elif name == "ref_hash":
            name = f"known at {list(message.metadata.delta_path)}"
        # The number of the run is another one each time, and no news for the eye.
        key = content if name.startswith(("new_session", "script")) else _without_run(message)
        same = self._known.get(name) == key
        self._known[name] = key
        self._sent.append((name, len(frame), same))

    def one_by_one(self, place: int, *, warm: bool) -> None:
        """Presses a key, waits for its picture, and lets the page come to rest."""
        page = self._focused()
        self._sent.clear()
        before_s = processor_s(self._process)
        page.keyboard.press("ArrowRight")
        painted = self._await(place)
        page.wait_for_timeout(300)
        if not warm:  # caches and threads
            return
        self.taken.single_ms.append(painted[place] - self._keys()[-1])
        self.taken.processor_ms.append(1000 * (processor_s(self._process) - before_s))
        sizes = [size for _, size, _ in self._sent]
        self.taken.sent.append(sum(sizes) - max(sizes))
        for name, size, same in self._sent:
            if same:
                self.taken.again[name] += size

    def held(self, place: int) -> None:
        """Presses keys without waiting, the first from `place`, and notes what was painted."""
        page = self._focused()
        old = len(self._keys())
        begun = time.perf_counter()
        for number in range(HELD):
            wait_s = begun + number * APART_MS / 1000 - time.perf_counter()
            page.wait_for_timeout(max(0.0, 1000 * wait_s))
            page.keyboard.press("ArrowRight")
        painted = self._await(place + HELD)
        page.wait_for_timeout(1000)
        keys = self._keys()[old:]
        for number, key_ms in enumerate(keys, 1):
            newer = [at for other, at in painted.items() if other >= place + number]
            self.taken.held_ms.append(min(newer) - key_ms)
        last = place + HELD
        self.taken.late.append(
            sum(at > keys[-1] and place < other < last for other, at in painted.items())
        )

    def _focused(self) -> Page:
        self.page.bring_to_front()
        self.page.get_by_role("slider", name="Strength").first.focus()
        return self.page

    def _keys(self) -> list[float]:
        keys: list[float] = self.page.evaluate("() => window.dial.keys")
        return keys

    def _await(self, place: int) -> dict[int, float]:
        """Waits for the picture of a place, and returns when each picture was painted."""
        wanted = next(mark for mark, known in self._marks.items() if known == place)
        self.page.wait_for_function(
            "(wanted) => window.dial.painted.some(([mark]) => mark === wanted)",
            arg=wanted,
            polling=20,
        )
        painted = self.page.evaluate("() => window.dial.painted")
        return {self._marks[mark]: at for mark, at in painted if mark in self._marks}


def _without_run(message: ForwardMsg) -> bytes:
    copy = ForwardMsg()
    copy.CopyFrom(message)
    copy.ClearField("hash")
    copy.metadata.ClearField("active_script_hash")
    return copy.SerializeToString(deterministic=True)
