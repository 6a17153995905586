"""How long it takes from a key press on Strength to the new picture.

It is compared with a bare Streamlit page that shows pictures of the same bytes and size. Both pages
are open in one browser and take turns; every press goes to a strength that was not seen before.
Also: what importing the app's modules costs, and the memory of the idle app and of one with five
open tabs.
"""

import argparse
import os
import pickle
import socket
import statistics
import subprocess
import sys
import tempfile
import time
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from playwright.sync_api import Browser, Page, sync_playwright

from explorer import images, preview, samples
from explorer.policy.model import Policy, Step
from explorer.ui import link, session

ROOT = Path(__file__).resolve().parents[1]
STACK = (
    "Rotate",
    "RandomBrightnessContrast",
    "GaussianBlur",
    "HueSaturationValue",
    "CoarseDropout",
    "HorizontalFlip",
)
CASES = ((8, 256, 1.5), (12, 384, 2.0))  # draws, px, the ratio to keep
_OFF = ("quic", "gpu", "background-networking", "component-update", "sync")
BROWSER = ["--no-sandbox", "--no-first-run", *(f"--disable-{part}" for part in _OFF)]
FIRST_STEP, STEP = 10, 0.05  # from strength 0.5

BARE = """
import base64, pickle, sys
import streamlit as st

@st.cache_resource
def pictures():
    with open(sys.argv[1], "rb") as file:
        jpegs = pickle.load(file)
    return ["data:image/jpeg;base64," + base64.b64encode(data).decode() for data in jpegs]

strength = st.slider("Strength", 0.0, 2.0, 0.5, 0.05)
with st.container(key="preview"):
    # Within the message, as ours: Streamlit shrinks bytes of more than 1,460 px.
    st.image(pictures()[round(strength / 0.05)], width="stretch")
"""

# Resolves with the milliseconds from the next key press until another picture has been loaded and
# decoded.
PRESS_TO_PICTURE = """() => new Promise((resolve) => {
  const image = () => document.querySelector(".st-key-preview img");
  const old = image().src;
  let pressed = 0;
  const start = () => { pressed = performance.now(); };
  document.addEventListener("keydown", start, { once: true, capture: true });
  const look = () => {
    const now = image();
    if (pressed && now && now.src !== old && now.complete && now.naturalWidth)
      now.decode().then(() => resolve(performance.now() - pressed));
    else setTimeout(look, 1);
  };
  look();
})"""


def main() -> None:
    arguments = argparse.ArgumentParser(description=__doc__)
    arguments.add_argument(
        "--presses", type=int, default=30, help="on each page and case, at most 30"
    )
    arguments.add_argument("--no-memory", action="store_true", help="only the key presses")
    options = arguments.parse_args()
    policy = Policy(tuple(Step(name.lower(), name) for name in STACK), strength=FIRST_STEP * STEP)
    with tempfile.TemporaryDirectory() as home, sync_playwright() as playwright:
        os.environ["AUG_EXPLORER_HOME"] = home
        browser = playwright.chromium.launch(executable_path="/usr/bin/chromium", args=BROWSER)
        for draws, size_px, limit in CASES:
            ours, bare = measure(
                browser, Path(home), policy, draws, size_px, min(options.presses, 30)
            )
            ratio = statistics.median(ours) / statistics.median(bare)
            print(
                f"{draws} draws at {size_px} px: ours {describe(ours)},"
                f" bare page {describe(bare)}, ratio {ratio:.2f} (to keep: {limit:g})"
            )
        if not options.no_memory:
            report_weight(browser, home)
        browser.close()


def describe(times_ms: list[float]) -> str:
    ordered = sorted(times_ms)
    low, high = ordered[len(ordered) // 4], ordered[3 * len(ordered) // 4]
    return f"{statistics.median(ordered):.0f} ms (quartiles {low:.0f} to {high:.0f})"


def measure(
    browser: Browser, home: Path, policy: Policy, draws: int, size_px: int, presses: int
) -> tuple[list[float], list[float]]:
    script, pictures = home / "bare.py", home / f"pictures_{draws}_{size_px}.pickle"
    script.write_text(BARE)
    pictures.write_bytes(pickle.dumps(sheets(policy, draws, size_px)))
    with (
        serving(ROOT / "explorer" / "ui" / "app.py") as (app, _),
        serving(script, str(pictures)) as (plain, _),
    ):
        ours, bare = (
            browser.new_page(viewport={"width": 1440, "height": 900}),
            browser.new_page(viewport={"width": 1440, "height": 900}),
        )
        ours.goto(f"{app}/?{link.PARAMETER}={link.pack(policy)}")
        choose_size(ours, draws, size_px)
        bare.goto(plain)
        taken: tuple[list[float], list[float]] = ([], [])
        for number in range(presses):
            for page, times in zip((ours, bare), taken, strict=True):
                times.append(press(page))
                if number == 0:
                    times.clear()  # the first one warms caches and threads up
        sizes = [
            page.evaluate(
                "() => { const i = document.querySelector('.st-key-preview img');"
                " return [i.naturalWidth, i.naturalHeight]; }"
            )
            for page in (ours, bare)
        ]
        if sizes[0] != sizes[1]:
            raise SystemExit(f"the pages show pictures of different sizes: {sizes}")
        ours.close()
        bare.close()
    return taken


def sheets(policy: Policy, draws: int, size_px: int) -> list[bytes]:
    """The very pictures that the app shows, made beforehand: one for each place of the slider."""
    photograph = images.resize(
        samples.sample_image(session.FIRST_PICTURE.removeprefix("sample:")), max_side=1024
    )
    made = []
    for place in range(41):
        look = preview.Look(place * STEP, policy.seed, size_px, size_px, training=True)
        made.append(
            images.encode(
                preview.contact_sheet(policy, [photograph], look, draws).rgb, "jpeg", quality=88
            )
        )
    return made


def choose_size(page: Page, draws: int, size_px: int) -> None:
    page.wait_for_selector(".st-key-preview img")
    box = page.get_by_label("Size", exact=True)
    box.click()
    page.get_by_role("option", name=f"{size_px} px", exact=True).click()
    page.wait_for_timeout(1500)
    number = page.get_by_label("Draws", exact=True).and_(page.locator("input"))
    number.fill(str(draws))
    number.press("Enter")
    page.wait_for_timeout(2000)


def press(page: Page) -> float:
    page.bring_to_front()
    page.wait_for_selector(".st-key-preview img")
    page.wait_for_timeout(300)  # a hand's pause: the page before has come to rest
    page.get_by_role("slider", name="Strength").first.focus()
    waiting = page.evaluate_handle(f"() => {{ window.waiting = ({PRESS_TO_PICTURE})(); }}")
    page.keyboard.press("ArrowRight")
    elapsed: float = page.evaluate("() => window.waiting")
    waiting.dispose()
    return elapsed


@contextmanager
def serving(script: Path, *arguments: str) -> Iterator[tuple[str, subprocess.Popen[bytes]]]:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    options = [
        "--server.port",
        str(port),
        "--server.address",
        "127.0.0.1",
        "--server.headless",
        "true",
        "--browser.gatherUsageStats",
        "false",
    ]
    command = [
        sys.executable,
        "-m",
        "streamlit",
        "run",
        str(script),
        *options,
        "--server.fileWatcherType",
        "none",
        "--",
        *arguments,
    ]
    process = subprocess.Popen(
        command,
        cwd=script.parent if script.name == "bare.py" else ROOT,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    address = f"http://127.0.0.1:{port}"
    try:
        wait_for(address)
        yield address, process
    finally:
        process.terminate()
        process.wait(10)


def wait_for(address: str) -> None:
    for _ in range(300):
        try:
            urllib.request.urlopen(f"{address}/_stcore/health", timeout=1)
        except OSError:
            time.sleep(0.1)
        else:
            return
    raise SystemExit(f"{address} did not start")


def report_weight(browser: Browser, home: str) -> None:
    started = time.perf_counter()
    subprocess.run([sys.executable, "-c", "import explorer.ui.compose"], check=True, cwd=ROOT)
    print(
        "import of the Compose page's modules, with the interpreter's own start:"
        f" {time.perf_counter() - started:.2f} s"
    )
    with serving(ROOT / "explorer" / "ui" / "app.py") as (address, process):
        print(f"memory of the app before any visit: {memory_mb(process):.0f} MB")
        tabs = []
        for number in (1, 5):
            while len(tabs) < number:
                page = browser.new_page()
                page.goto(address)
                page.wait_for_selector(".st-key-preview img")
                tabs.append(page)
            time.sleep(1)
            print(
                f"memory of the app with {number} open tab{'s' if number > 1 else ''}:"
                f" {memory_mb(process):.0f} MB"
            )
        for page in tabs:
            page.close()


def memory_mb(process: subprocess.Popen[Any]) -> float:
    status = Path(f"/proc/{process.pid}/status")
    if not status.is_file():
        return float("nan")  # only Linux tells in this way
    return (
        int(
            next(
                line for line in status.read_text().splitlines() if line.startswith("VmRSS")
            ).split()[1]
        )
        / 1024
    )


if __name__ == "__main__":
    main()
