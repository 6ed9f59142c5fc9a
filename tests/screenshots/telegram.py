"""A picture of a Telegram exchange, as the Bot API server of the loopback renders it: it says that it isn't Telegram.

python -m tests.screenshots.telegram [FOLDER]
"""

from __future__ import annotations

import sys
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from tempfile import TemporaryDirectory

from tests.channels.telegram.exchange import Exchange, exchange
from tests.chromium import chromium

FOLDER = Path("docs/screenshots")
PHONE = {"width": 360, "height": 1000}
PRESSED = ("Voir les programmes pour moi", "Trouver un emploi", "D’ici trois mois")
TYPED = ("Rimouski", "Laval", "non", "non", "30 ans")


def conversation(one: Exchange) -> int:
    """A newcomer answers up to the first sensitive question; their number."""
    person = one.newcomer("fr")
    for title in PRESSED:
        one.press(person, title)
    for text in TYPED:
        one.say(person, text)
    return person.id


def main() -> None:
    """Plays it, and takes the picture into the folder named."""
    folder = Path(sys.argv[1]) if len(sys.argv) > 1 else FOLDER
    folder.mkdir(parents=True, exist_ok=True)
    with TemporaryDirectory() as data, exchange(Path(data)) as one:
        with ThreadPoolExecutor(1) as aside:
            number = aside.submit(conversation, one).result()
        with chromium() as browser:
            page = browser.new_context(viewport=PHONE).new_page()
            page.goto(f"{one.api}/person/{number}", wait_until="networkidle")
            page.evaluate("scrollTo(0, document.body.scrollHeight)")
            page.screenshot(path=folder / "telegram-rendered.png")


if __name__ == "__main__":
    main()
