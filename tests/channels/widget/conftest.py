"""A server with everything real, and a browser, for the tests of the widget."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, BrowserContext

from bot.app import create_app
from bot.settings import Settings
from tests.channels.widget.visit import Visit, new_context, tab
from tests.chromium import chromium
from tests.live import served


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    """One browser for a module: while it is there, nothing else can run an event loop in this thread."""
    with chromium() as opened:
        yield opened


@pytest.fixture(scope="package")
def origin(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The address of a server that no test stops."""
    data: Path = tmp_path_factory.mktemp("data")
    with served(create_app(Settings(data=data))) as address:
        yield address


@pytest.fixture
def context(browser: Browser) -> Iterator[BrowserContext]:
    """The browser of someone who comes for the first time, on a phone."""
    opened = new_context(browser)
    yield opened
    opened.close()


@pytest.fixture
def visit(context: BrowserContext, origin: str) -> Iterator[Visit]:
    """Their first visit, the widget open; nothing may be complained of, whatever they do."""
    with tab(context, origin) as first:
        first.open()
        yield first
        assert first.complaints == []
