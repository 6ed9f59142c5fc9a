"""Pictures of the pages: the one to show, the one with the snippet, the conversation without JavaScript.

python -m tests.screenshots.pages [FOLDER]
"""

from __future__ import annotations

import sys
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from playwright.sync_api import Browser, Page

from bot.app import create_app
from bot.settings import Settings
from tests.chromium import chromium
from tests.live import served

FOLDER = Path("docs/screenshots")
PHONE = {"width": 320, "height": 640}
DESK = {"width": 1100, "height": 720}


def take(browser: Browser, origin: str, folder: Path) -> None:
    """Takes them all."""
    picture(opened(browser, f"{origin}/?lang=fr", viewport=DESK), folder, "page-to-show-desk-fr")
    picture(
        opened(browser, f"{origin}/?lang=en", viewport=PHONE, color_scheme="dark"), folder, "page-to-show-phone-dark-en"
    )
    picture(opened(browser, f"{origin}/embed?lang=es", viewport=DESK), folder, "page-snippet-desk-es")
    page = opened(browser, f"{origin}/chat?lang=fr", viewport=PHONE, java_script_enabled=False)
    picture(page, folder, "page-chat-phone-start-fr")
    page.get_by_role("button", name="Commencer").click()
    page.get_by_role("button", name="Voir les programmes pour moi").click()
    picture(page, folder, "page-chat-phone-question-fr")


def opened(browser: Browser, address: str, **options: Any) -> Page:
    """A page, once everything of it is there."""
    page = browser.new_context(**options).new_page()
    page.goto(address, wait_until="networkidle")
    return page


def picture(page: Page, folder: Path, name: str) -> None:
    """Takes what is on screen."""
    page.screenshot(path=folder / f"{name}.png")


def main() -> None:
    """Serves a house of its own, and takes the pictures into the folder named."""
    folder = Path(sys.argv[1]) if len(sys.argv) > 1 else FOLDER
    folder.mkdir(parents=True, exist_ok=True)
    with TemporaryDirectory() as data:
        app = create_app(Settings(data=Path(data)))
        with served(app) as origin, chromium() as browser:
            take(browser, origin, folder)


if __name__ == "__main__":
    main()
