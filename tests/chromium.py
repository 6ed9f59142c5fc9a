"""The Chromium of this machine, driven by Playwright: Debian's or whatever the system has, never one downloaded by a test."""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from playwright.sync_api import Browser

NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable", "chrome")
QUIET = (
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--disable-quic",
    "--no-first-run",
)
"""No request of the browser's own: tests count those of the page."""


class NoBrowserError(Exception):
    """No Chromium is installed; the message says how to install it."""


def executable() -> str:
    """The path of Chromium: ESCALE_TEST_CHROMIUM, else the first that is installed; raises `NoBrowserError`."""
    named = os.environ.get("ESCALE_TEST_CHROMIUM")
    found = next(filter(None, (named, *(shutil.which(name) for name in NAMES))), None)
    if found is None:
        raise NoBrowserError(
            "No Chromium is installed, and the tests of the pages need one. On Debian: "
            "apt-get update && apt-get install chromium. Elsewhere install Chromium or Chrome, and set "
            "ESCALE_TEST_CHROMIUM to its path where it isn't found."
        )
    return found


@contextmanager
def chromium() -> Iterator[Browser]:
    """A browser without a window; closed at the end."""
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=executable(), args=list(QUIET), chromium_sandbox=os.geteuid() != 0
        )
        yield browser
        browser.close()
