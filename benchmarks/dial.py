"""How long it takes from a key on Strength to the new picture, and what is sent for it.

Compose is compared with a bare Streamlit page of one fragment that shows pictures of the same
bytes, made beforehand. Both are open in one browser and take turns, and every key goes to a
strength that was not seen before. Keys come one by one, each once the page has come to rest, and
120 ms apart, as from a key that is held down. Then no picture may wait in a queue: after the last
key the browser may paint those that were on their way, and the last one.
"""

import argparse
import base64
import os
import pickle
import statistics
import tempfile
import time
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

from playwright.sync_api import Browser, Page, WebSocket, sync_playwright
from serving import APP, BROWSER, CHROMIUM, WINDOW, Process, processor_s, serving
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg

from explorer import images, preview, samples
from explorer.policy.model import Policy, Step
from explorer.ui import example, link, session

STACK = (
    "Rotate",
    "RandomBrightnessContrast",
    "GaussianBlur",
    "HueSaturationValue",
    "CoarseDropout",
    "HorizontalFlip",
)
STEP = 0.05
FIRST, LAST = 10, 40  # places of the slider: strength 0.5 and 2
APART_MS = 120
HELD = 14  # keys of a round that come without waiting; the others come one by one


@dataclass(frozen=True)
class Case:
    """What is drawn, and which ratio is to be kept."""

    name: str
    policy: Policy
    draws: int
    size_px: int
    limit: float


SIX_STEPS = Policy(tuple(Step(name.lower(), name) for name in STACK))
CASES = (
    Case("six steps", SIX_STEPS, 8, 256, 1.8),
    Case("six steps", SIX_STEPS, 12, 384, 2.2),
    Case("the example, a curve under the dial", example.policy(), 8, 256, 1.8),
)

BARE = """
import base64, pickle, sys
import streamlit as st

@st.cache_resource
def pictures():
    with open(sys.argv[1], "rb") as file:
        rounds = pickle.load(file)
    return [["data:image/jpeg;base64," + base64.b64encode(data).decode() for data in jpegs]
            for jpegs in rounds]

@st.fragment
def show():
    strength = st.slider("Strength", 0.0, 2.0, 0.5, 0.05)
    with st.container(key="preview"):
        # Within the message, as ours: Streamlit shrinks bytes of more than 1,460 px.
        st.image(pictures()[int(st.query_params["round"])][round(strength / 0.05)], width="stretch")

show()
"""

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


def main() -> None:
    arguments = argparse.ArgumentParser(description=__doc__)
    arguments.add_argument("--rounds", type=int, default=3, help="of 30 keys on each page")
    arguments.add_argument("--case", type=int, action="append", help="only this one, from 0")
    arguments.add_argument("--sent", action="store_true", help="list what is sent unchanged")
    options = arguments.parse_args()
    with tempfile.TemporaryDirectory() as home, sync_playwright() as playwright:
        os.environ["AUG_EXPLORER_HOME"] = home
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=BROWSER)
        for number, case in enumerate(CASES):
            if options.case is None or number in options.case:
                report(case, *measure(browser, Path(home), case, options.rounds), options.sent)
        browser.close()


def report(case: Case, ours: Taken, bare: Taken, listed: bool) -> None:
    print(f"{case.name}, {case.draws} draws at {case.size_px} px (to keep: {case.limit:g}):")
    for words, name in (("one by one", "single_ms"), (f"{APART_MS} ms apart", "held_ms")):
        mine, plain = getattr(ours, name), getattr(bare, name)
        ratio = statistics.median(mine) / statistics.median(plain)
        print(
            f"  keys {words}: ours {described(mine)}, bare page {described(plain)},"
            f" ratio {ratio:.2f}"
        )
    print(
        f"  pictures of former keys after the last one: ours at most {max(ours.late)},"
        f" bare page at most {max(bare.late)}"
    )
    print(
        f"  processor time of the server for a key: ours {statistics.median(ours.processor_ms):.0f}"
        f" ms, bare page {statistics.median(bare.processor_ms):.0f} ms"
    )
    print(
        f"  sent for a key beside the picture: ours {statistics.median(ours.sent) / 1000:.1f} kB,"
        f" bare page {statistics.median(bare.sent) / 1000:.1f} kB",
        flush=True,
    )
    if listed:
        for name, size in ours.again.most_common():
            print(f"    {size / len(ours.single_ms):7.0f} bytes unchanged: {name}")


def described(times_ms: Sequence[float]) -> str:
    quarter, half, three = statistics.quantiles(times_ms, n=4)
    return f"{half:.0f} ms (quartiles {quarter:.0f} to {three:.0f})"


def measure(browser: Browser, home: Path, case: Case, rounds: int) -> tuple[Taken, Taken]:
    script, pictures = home / "bare.py", home / "pictures.pickle"
    script.write_text(BARE)
    policies = [
        replace(case.policy, seed=case.policy.seed + number, strength=FIRST * STEP)
        for number in range(rounds)
    ]
    made = [sheets(policy, case) for policy in policies]
    pictures.write_bytes(pickle.dumps(made))
    taken = Taken(), Taken()
    with serving(APP) as (app, ours), serving(script, str(pictures)) as (plain, bare):
        for number, policy in enumerate(policies):
            marks = {mark(jpeg): place for place, jpeg in enumerate(made[number])}
            pages = (
                Watched(browser, f"{app}/?{link.PARAMETER}={link.pack(policy)}", ours, marks),
                Watched(browser, f"{plain}/?round={number}", bare, marks),
            )
            choose_size(pages[0].page, case)
            for page, own in zip(pages, play(pages), strict=True):
                page.page.close()
                taken[pages.index(page)].add(own)
    return taken


def sheets(policy: Policy, case: Case) -> list[bytes]:
    """The very pictures that the app shows, made beforehand: one for each place of the slider."""
    photograph = images.resize(
        samples.sample_image(session.FIRST_PICTURE.removeprefix("sample:")), max_side=1024
    )
    made = []
    for place in range(LAST + 1):
        strength, size = round(place * STEP, 6), case.size_px
        look = preview.Look(
            strength,
            policy.seed,
            size,
            size,
            training=True,
            annotations=session.Viewing().annotations,
        )
        sheet = preview.contact_sheet(policy, [photograph], look, case.draws)
        made.append(images.encode(sheet.rgb, "jpeg", quality=88))
    return made


def mark(jpeg: bytes) -> str:
    """What tells a picture from others, as in RECORDER."""
    source = f"data:image/jpeg;base64,{base64.b64encode(jpeg).decode()}"
    return f"{len(source)} {source[len(source) >> 1 :][:48]}"


def choose_size(page: Page, case: Case) -> None:
    page.get_by_label("Size", exact=True).click()
    page.get_by_role("option", name=f"{case.size_px} px", exact=True).click()
    page.wait_for_timeout(1500)
    number = page.get_by_label("Draws", exact=True).and_(page.locator("input"))
    number.fill(str(case.draws))
    number.press("Enter")
    page.wait_for_timeout(2500)


def play(pages: "tuple[Watched, Watched]") -> tuple[Taken, Taken]:
    """Plays the keys of a round."""
    for page in pages:
        page.page.evaluate(RECORDER)
    single = LAST - FIRST - HELD
    for number in range(single):
        for page in pages:
            page.one_by_one(FIRST + 1 + number, warm=number > 0)
    for page in pages:
        page.held(FIRST + single)
    return pages[0].taken, pages[1].taken


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


if __name__ == "__main__":
    main()
