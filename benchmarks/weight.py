"""What the app weighs: the import of Compose, and the memory idle, with one tab and with five."""

import os
import subprocess
import sys
import tempfile
import time

from playwright.sync_api import sync_playwright
from serving import APP, BROWSER, CHROMIUM, ROOT, memory_mb, serving


def main() -> None:
    with tempfile.TemporaryDirectory() as home, sync_playwright() as playwright:
        os.environ["AUG_EXPLORER_HOME"] = home
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=BROWSER)
        started = time.perf_counter()
        subprocess.run([sys.executable, "-c", "import explorer.ui.compose"], check=True, cwd=ROOT)
        print(
            "import of the Compose page's modules, with the interpreter's own start:"
            f" {time.perf_counter() - started:.2f} s"
        )
        with serving(APP) as (address, process):
            print(f"memory of the app before any visit: {memory_mb(process):.0f} MB")
            for number in range(1, 6):
                page = browser.new_page()
                page.goto(address)
                page.wait_for_selector(".st-key-preview img")
                time.sleep(1)
                if number in (1, 5):
                    tabs = "1 open tab" if number == 1 else f"{number} open tabs"
                    print(f"memory of the app with {tabs}: {memory_mb(process):.0f} MB")
        browser.close()


if __name__ == "__main__":
    main()
