"""Pictures of the widget, taken from a real conversation: on a phone and on a desk, light and dark, in the three languages.

python -m tests.screenshots.widget [FOLDER]
"""

from __future__ import annotations

import sys
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from playwright.sync_api import Browser

from bot.app import create_app
from bot.settings import Settings
from tests.channels.widget.visit import PHONE, Visit, new_context
from tests.chromium import chromium
from tests.live import served

FOLDER = Path("docs/screenshots")
DESK = {"width": 1000, "height": 680}
TO_THE_RESULTS = (0, 0, 3, "rimouski", 0, 1, 3, 2, 0, 0)
TO_THE_PAGE = ("parler à une personne", "581 555 0133", 4, "Je cherche du travail en usine.", 0)


def take(browser: Browser, origin: str, folder: Path) -> None:
    """Takes them all."""
    with_phone = {"viewport": PHONE, "has_touch": True, "is_mobile": True, "device_scale_factor": 1}
    visit = arrive(browser, origin, "fr", **with_phone)
    picture(visit, folder, "widget-phone-greeting-fr")
    answer(visit, 0, 0)
    picture(visit, folder, "widget-phone-question-fr")
    visit.chat.locator("summary").click()
    visit.chat.locator(".menu button").last.wait_for()
    picture(visit, folder, "widget-phone-menu-fr")
    visit.chat.locator("summary").click()
    answer(visit, *TO_THE_PAGE)
    picture(visit, folder, "widget-phone-page-to-agree-to-fr")
    picture(arrive(browser, origin, "es", 0, color_scheme="dark", **with_phone), folder, "widget-phone-dark-es")
    picture(arrive(browser, origin, "fr", *TO_THE_RESULTS, viewport=DESK), folder, "widget-desk-results-fr")
    picture(arrive(browser, origin, "en", 0, 0, viewport=DESK, color_scheme="dark"), folder, "widget-desk-dark-en")


def arrive(browser: Browser, origin: str, language: str, *turns: int | str, **options: Any) -> Visit:
    """The page to show, the widget open, some turns on."""
    visit = Visit(new_context(browser, reduced_motion="reduce", **options).new_page())
    visit.page.goto(f"{origin}/?lang={language}")
    visit.open()
    answer(visit, *turns)
    return visit


def answer(visit: Visit, *turns: int | str) -> None:
    """Presses answers and types."""
    for turn in turns:
        if isinstance(turn, int):
            visit.choose(turn)
        else:
            visit.say(turn)


def picture(visit: Visit, folder: Path, name: str) -> None:
    """Takes one, quiet."""
    visit.page.mouse.move(0, 0)
    visit.page.evaluate("document.activeElement?.shadowRoot?.activeElement?.blur()")
    visit.page.wait_for_timeout(200)
    visit.page.screenshot(path=folder / f"{name}.png")
    print(folder / f"{name}.png")


def main(folder: Path) -> None:
    """Takes them of a server of its own."""
    folder.mkdir(parents=True, exist_ok=True)
    with TemporaryDirectory() as data, served(create_app(Settings(data=Path(data)))) as origin, chromium() as browser:
        take(browser, origin, folder)


if __name__ == "__main__":
    main(Path(sys.argv[1]) if len(sys.argv) > 1 else FOLDER)
