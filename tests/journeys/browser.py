"""The browser of the journeys. ``python -m tests.journeys.browser`` prints where it is, or says that there is none."""

import os
import shutil
import subprocess
import sys
from pathlib import Path

from playwright.sync_api import Page, sync_playwright

NAMES = ("chromium", "google-chrome", "google-chrome-stable", "chromium-browser")


def browser_path() -> str:
    """Return the path of an installed Chromium that runs, or else of Playwright's own.

    :raises FileNotFoundError: there is neither.
    """
    for name in NAMES:
        if (path := shutil.which(name)) and runs(path):
            return path
    with sync_playwright() as playwright:
        own = playwright.chromium.executable_path
    if Path(own).exists() and runs(own):
        return own
    raise FileNotFoundError("No Chromium runs here: run `.ci/bootstrap test`.")


def runs(path: str) -> bool:
    """Whether the browser at ``path`` starts. A snap cannot open the files tests give it, so it does not count."""
    program = Path(path).resolve()
    with program.open("rb") as file:
        if program.name == "snap" or b"/snap/bin" in file.read(4096):
            return False
    try:
        return subprocess.run([path, "--version"], capture_output=True, timeout=60, check=False).returncode == 0
    except (OSError, subprocess.TimeoutExpired):
        return False


def slowed(page: Page) -> Page:
    """Return ``page``; with SLOW_BROWSER=6, on a processor six times slower and a network of 300 ms.

    A journey that passes so does not hang on how fast the machine is.
    """
    if factor := int(os.environ.get("SLOW_BROWSER", "0")):
        session = page.context.new_cdp_session(page)
        session.send("Emulation.setCPUThrottlingRate", {"rate": factor})
        speed = {"offline": False, "latency": 300, "downloadThroughput": 200_000, "uploadThroughput": 100_000}
        session.send("Network.emulateNetworkConditions", speed)
    return page


if __name__ == "__main__":
    try:
        print(browser_path())
    except FileNotFoundError as fault:
        sys.exit(str(fault))
