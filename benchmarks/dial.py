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
from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from playwright.sync_api import Browser, Page, sync_playwright
from serving import APP, BROWSER, CHROMIUM, serving
from watched import APART_MS, HELD, RECORDER, Taken, Watched

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


if __name__ == "__main__":
    main()
