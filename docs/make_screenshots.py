"""Takes the pictures of README and guide from the running app: `make screenshots`.

The app has a data folder of its own. The module is longer than others: it is one visit of the app,
told in order.
"""

import argparse
import os
import socket
import subprocess
import sys
import tempfile
import time
import urllib.request
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from shutil import which

from PIL import Image as Picture
from playwright.sync_api import Browser, Page, sync_playwright

from explorer import numbers
from explorer.charts import tested
from explorer.policy.model import Policy, Step
from explorer.policy.presets import PRESETS
from explorer.sweep import control
from explorer.ui import link

ROOT = Path(__file__).resolve().parents[1]
IMAGES = ROOT / "docs" / "images"
WIDE, PHONE = {"width": 1440, "height": 900}, {"width": 390, "height": 844}
_OFF = ("quic", "gpu", "background-networking", "component-update", "sync")
ARGUMENTS = ["--no-sandbox", "--no-first-run", *(f"--disable-{part}" for part in _OFF)]

PHOTOGRAPHS = Policy(
    (
        Step("flip", "HorizontalFlip", p=0.5),
        Step(
            "affine",
            "Affine",
            {
                "scale": (0.85, 1.15),
                "rotate": (-15, 15),
                "translate_percent": (-0.06, 0.06),
                "shear": (-5, 5),
            },
            p=0.9,
        ),
        Step("colour", "ColorJitter", p=0.8),
        Step("holes", "CoarseDropout", p=0.5),
    ),
    name="photographs, few of a class",
)
# The policy of the README's curve: flip, affine, brightness, holes.
MEASURED = Policy(
    (
        Step("flip", "HorizontalFlip", p=0.5),
        Step(
            "move",
            "Affine",
            {
                "rotate": (-15, 15),
                "translate_percent": (-0.1, 0.1),
                "scale": (0.9, 1.1),
                "shear": (-5, 5),
            },
            p=1.0,
        ),
        Step(
            "light",
            "RandomBrightnessContrast",
            {"brightness_limit": (-0.2, 0.2), "contrast_limit": (-0.2, 0.2)},
            p=0.8,
        ),
        Step(
            "hole",
            "CoarseDropout",
            {
                "num_holes_range": (1, 1),
                "hole_height_range": (0.01, 0.25),
                "hole_width_range": (0.01, 0.25),
            },
            p=0.8,
        ),
    ),
    name="clothes",
)


def main() -> None:
    """Takes all pictures, or those without a sweep."""
    arguments = argparse.ArgumentParser(description=__doc__)
    arguments.add_argument(
        "--no-sweep",
        action="store_true",
        help="leave out the pictures that need a finished sweep (about two minutes)",
    )
    options = arguments.parse_args()
    IMAGES.mkdir(exist_ok=True)
    with (
        tempfile.TemporaryDirectory() as home,
        served(home) as address,
        sync_playwright() as playwright,
    ):
        browser = playwright.chromium.launch(
            executable_path=which("chromium") or which("google-chrome"), args=ARGUMENTS
        )
        compose_pictures(browser, address)
        if not options.no_sweep:
            sweep_pictures(browser, address, home)
        browser.close()
    for path in IMAGES.glob("*.png"):
        shrink(path)


def compose_pictures(browser: Browser, address: str) -> None:
    """The Compose page in its colours, sizes and views."""
    stack = f"{address}/?{link.PARAMETER}={link.pack(PHOTOGRAPHS)}"
    take(browser, stack, "compose", before=draws(11))
    take(browser, stack, "compose-dark", scheme="dark", before=draws(11))
    take(browser, stack, "compose-phone", size=PHONE)
    take(browser, address, "dial")  # as a new visitor finds it: the example with its curve
    for view in ("Steps", "Compare", "Extremes"):
        take(browser, stack, f"view-{view.lower()}", before=chosen_view(view))
    take(browser, stack, "settings", before=opened_settings)
    take(browser, stack, "training-size", before=training_size)
    take(browser, stack, "several-pictures", before=several_pictures)
    take(
        browser,
        address,
        "presets",
        before=lambda page: page.get_by_role("button", name="Presets").click(),
    )
    strong = next(preset.policy for preset in PRESETS if preset.name == "strong")
    take(browser, f"{address}/?{link.PARAMETER}={link.pack(strong)}", "preset-strong")


def sweep_pictures(browser: Browser, address: str, home: str) -> None:
    """The data set, a finished sweep with its curve, and the results."""
    take(browser, f"{address}/data", "data", wait="h1", before=chosen_set)
    page = opened(
        browser,
        f"{address}/?{link.PARAMETER}={link.pack(MEASURED)}",
        WIDE,
        "light",
        ".st-key-preview img",
    )
    page.get_by_role("link", name="Fine-tune").first.click()
    page.get_by_label("Data set", exact=True).click()
    page.get_by_role("option", name="fashion-mnist-small").click()
    settled(page)
    seeds = page.get_by_label("Seeds", exact=True)
    seeds.fill("5")
    seeds.press("Tab")
    page.get_by_text("55 trials").first.wait_for()
    settled(page)
    page.get_by_role("button", name="Start", exact=True).click()
    page.locator(".st-key-curve").wait_for(timeout=120_000)
    page.wait_for_function(
        "() => document.querySelector('.st-key-verdict')?.innerText.length > 40", timeout=3_600_000
    )
    settled(page)
    page.mouse.move(0, 0)
    page.evaluate("document.activeElement.blur()")
    page.locator("h1").scroll_into_view_if_needed()
    page.screenshot(path=IMAGES / "finetune.png")
    page.locator(".st-key-curve").screenshot(path=IMAGES / "curve.png")
    print_numbers(home)
    page.get_by_role("link", name="Results").first.click()
    page.get_by_role("heading", name="Results").first.wait_for()
    settled(page)
    page.screenshot(path=IMAGES / "results.png")
    page.context.close()


def print_numbers(home: str) -> None:
    """Prints what the README says of the sweep: its table belongs to the picture of its curve."""
    store = f"sqlite:///{home}/sweeps.sqlite3"
    result = control.read_result(control.overview(store)[0].sweep_id, store)
    lines = [
        "| strength | validation accuracy | gain over none, 95% interval for all strengths together"
        " | training accuracy |",
        "|---|---|---|---|",
    ]
    for arm in result.curve_arms:
        gain = f"{numbers.in_points(100 * arm.gain.mean)} ({numbers.interval(arm.gain.shown)})"
        cells = (
            numbers.strength(arm.strength),
            numbers.percent(arm.accuracy.mean),
            gain if arm.strength else "",
            numbers.percent(arm.train_accuracy.mean),
        )
        lines.append(f"| {' | '.join(cells)} |")
    lines += [f"{result.seconds:.0f} s", result.verdict.sentence, tested.words(result)]
    sys.stdout.write("\n".join(lines) + "\n")


def take(
    browser: Browser,
    url: str,
    name: str,
    *,
    size: dict[str, int] = WIDE,
    scheme: str = "light",
    before: Callable[[Page], object] = lambda page: None,
    wait: str = ".st-key-preview img",
) -> None:
    """Opens a page, does `before` on it, and writes what is seen."""
    page = opened(browser, url, size, scheme, wait)
    before(page)
    settled(page)
    page.mouse.move(0, 0)
    page.evaluate("document.activeElement.blur()")  # no ring of the keyboard's
    page.screenshot(path=IMAGES / f"{name}.png")
    page.context.close()


def opened(browser: Browser, url: str, size: dict[str, int], scheme: str, wait: str) -> Page:
    """Returns a page that shows what it is to show."""
    page = browser.new_context(viewport=size, color_scheme=scheme).new_page()  # type: ignore[arg-type]
    page.goto(url)
    page.locator(wait).first.wait_for()
    settled(page)
    return page


def shrink(path: Path) -> None:
    """Writes a picture with 256 colours.

    It has a third of the bytes, and no difference that a reader sees.
    """
    with Picture.open(path) as picture:
        if picture.mode != "P":
            picture.convert("RGB").quantize(256, Picture.Quantize.MEDIANCUT).save(
                path, optimize=True
            )


def settled(page: Page) -> None:
    """Waits until the server has nothing more to say and the pictures are there."""
    page.wait_for_timeout(800)
    page.wait_for_function(
        "() => document.querySelector('.stApp')?.dataset.testScriptState === 'notRunning'",
        timeout=60_000,
    )
    page.wait_for_function("() => [...document.images].every((image) => image.complete)")
    page.wait_for_timeout(400)


def draws(count: int) -> Callable[[Page], None]:
    """Returns what sets the number of draws."""

    def change(page: Page) -> None:
        field = page.get_by_label("Draws", exact=True).and_(page.locator("input"))
        field.fill(str(count))
        field.press("Enter")

    return change


def chosen_view(view: str) -> Callable[[Page], None]:
    """Returns what chooses a view."""
    return lambda page: (
        page.get_by_test_id("stButtonGroup").get_by_text(view, exact=True).first.click()
    )


def chosen_set(page: Page) -> None:
    """Chooses a built-in data set, and waits for what is found in it."""
    page.get_by_role("button", name="Look at fashion-mnist-small").click()
    page.get_by_text("Ankle boot").first.wait_for()
    page.get_by_text("Looking for leaks").wait_for(state="detached", timeout=120_000)


def opened_settings(page: Page) -> None:
    """Opens the settings of the second step."""
    page.locator(".st-key-card-affine summary").click()


def training_size(page: Page) -> None:
    """Applies the policy at 32 px."""
    page.get_by_label("Size", exact=True).click()
    page.get_by_role("option", name="32 px", exact=True).click()


def several_pictures(page: Page) -> None:
    """Looks at two more pictures."""
    field = page.get_by_label("Pictures", exact=True)
    for title in ("Coffee cup", "Astronaut"):
        field.click()
        page.get_by_role("option", name=title).click()
        settled(page)
    field.press("Escape")


@contextmanager
def served(home: str) -> Iterator[str]:
    """Serves the app with a data folder of its own and yields its address."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    command = [
        sys.executable,
        "-m",
        "streamlit",
        "run",
        "explorer/ui/app.py",
        "--server.port",
        str(port),
    ]
    process = subprocess.Popen(  # noqa: S603 - our own
        command, cwd=ROOT, env=os.environ | {"AUG_EXPLORER_HOME": home}, stdout=subprocess.DEVNULL
    )
    address = f"http://127.0.0.1:{port}"
    try:
        for _ in range(300):
            try:
                urllib.request.urlopen(f"{address}/_stcore/health", timeout=1)  # noqa: S310 - our own
                break
            except OSError:
                time.sleep(0.1)
        yield address
    finally:
        process.terminate()
        process.wait(10)


if __name__ == "__main__":
    main()
