"""An address that ended with an erasure: it opens nothing for thirteen months, then nobody remembers that it was."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import func, select

from bot.service import people
from bot.service.data_rights import erase, purge
from bot.service.people import EndedError
from bot.store.store import Store
from bot.store.tables import ended_identity

NOW = datetime(2026, 11, 24, 15, tzinfo=UTC)


def arrive(store: Store, channel: str) -> int:
    """Someone writes from an address; their number."""
    return store.run(lambda c: people.lock(c, store, channel, "an address", NOW)).person_id


def endings(store: Store) -> int:
    """How many addresses ended."""
    return store.run(lambda c: c.execute(select(func.count()).select_from(ended_identity)).scalar()) or 0


def test_what_opened_a_conversation_on_the_web_opens_nothing_once_it_was_erased(store: Store) -> None:
    erase(store, arrive(store, "web"), NOW)
    assert store.read(lambda c: people.ended(c, store, "web", "an address")).result()
    with pytest.raises(EndedError):
        arrive(store, "web")
    purge(store, NOW + timedelta(days=395))
    assert endings(store) == 1
    purge(store, NOW + timedelta(days=397))
    assert endings(store) == 0


def test_on_other_channels_whoever_had_everything_erased_may_write_again(store: Store) -> None:
    first = arrive(store, "telegram")
    erase(store, first, NOW)
    assert endings(store) == 0
    assert arrive(store, "telegram")
