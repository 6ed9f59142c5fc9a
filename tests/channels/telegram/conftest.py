"""A Telegram exchange of a test's own, by asking or by webhook."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.channels.telegram.exchange import Exchange, exchange


@pytest.fixture
def polling(tmp_path: Path) -> Iterator[Exchange]:
    """An exchange in which the bot asks for updates."""
    with exchange(tmp_path) as one:
        yield one


@pytest.fixture(params=["polling", "webhook"])
def either(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Exchange]:
    """An exchange either way."""
    with exchange(tmp_path, webhook=request.param == "webhook") as one:
        yield one


@pytest.fixture
def on_database(database_url: str, tmp_path: Path) -> Iterator[Exchange]:
    """An exchange on either database."""
    with exchange(tmp_path, database=database_url) as one:
        yield one
