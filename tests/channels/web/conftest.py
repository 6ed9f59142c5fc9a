"""The web door over the parrot's house, served on the loopback, on each database."""

from __future__ import annotations

from collections.abc import Iterator

import httpx
import pytest

from bot.app import build_app
from bot.channels.web.web_door import web_door
from bot.service.house import House
from bot.settings import Settings
from bot.store.store import Store
from tests.channels.web.visitor import Visitor
from tests.live import served
from tests.service.parrot import parrot_house

SITE = "https://www.example.org"


@pytest.fixture
def house(store: Store) -> House:
    """The parrot's house."""
    return parrot_house(store)


@pytest.fixture
def url(house: House) -> Iterator[str]:
    """Where its web door is served."""
    with served(build_app(house, "", {}, (web_door(house, Settings(sites=(SITE,))),))) as address:
        yield address


@pytest.fixture
def visitor(url: str) -> Iterator[Visitor]:
    """Someone who has not begun."""
    with httpx.Client(timeout=20) as client:
        yield Visitor(url, client)
