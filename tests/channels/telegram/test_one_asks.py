"""Several processes on one database: one asks Telegram for messages, another takes over when it dies."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from bot.channels.telegram.lead import Lead
from bot.journeys.bot_api.server import bot_api_served
from bot.journeys.bot_api.world import World
from bot.store.store import Store, open_store
from tests.channels.telegram.exchange import answering, settings_for
from tests.keys import KEYS


@pytest.fixture
def two_stores(new_postgresql_database: Callable[[], str]) -> tuple[Store, Store]:
    url = new_postgresql_database()
    return open_store(url, KEYS), open_store(url, KEYS)


def test_one_alone_leads_until_it_lets_go_or_its_connection_is_cut(two_stores: tuple[Store, Store]) -> None:
    first, second = (Lead(store) for store in two_stores)
    assert first.hold()
    assert first.hold()
    assert not second.hold()
    first.release()
    assert second.hold()
    assert not first.hold()
    _cut_all_connections(two_stores[0], second)
    assert not second.hold()
    assert first.hold()
    for lead, store in zip((first, second), two_stores, strict=True):
        lead.release()
        store.close()


def test_of_two_processes_one_asks_and_the_other_takes_over(
    new_postgresql_database: Callable[[], str], tmp_path: Path
) -> None:
    world, url = World(), new_postgresql_database()
    with bot_api_served(world) as api:
        settings = settings_for(tmp_path, api, world, webhook=False, database=url, port=0)
        with answering(settings, world, api) as second_to_stop:
            first = answering(settings, world, api)
            one, other = first.__enter__(), second_to_stop
            other.until(lambda: {one.ready()["poller"], other.ready()["poller"]} == {"ok", "standby"})
            ana = other.newcomer("en")
            leads = one if one.ready()["poller"] == "ok" else other
            assert leads is other  # it started first
            first.__exit__(None, None, None)
            assert other.say(ana, "/help")
    assert not [call for call in world.calls if call.status == 409]


def test_whoever_stands_by_asks_once_the_other_is_gone(
    new_postgresql_database: Callable[[], str], tmp_path: Path
) -> None:
    world, url = World(), new_postgresql_database()
    with bot_api_served(world) as api:
        settings = settings_for(tmp_path, api, world, webhook=False, database=url, port=0)
        first = answering(settings, world, api)
        one = first.__enter__()
        one.until(lambda: one.ready()["poller"] == "ok")
        with answering(settings, world, api) as other:
            other.until(lambda: other.ready()["poller"] == "standby")
            ana = one.newcomer("en")
            first.__exit__(None, None, None)
            other.until(lambda: other.ready()["poller"] == "ok")
            assert other.say(ana, "/help")


def _cut_all_connections(store: Store, lead: Lead) -> None:
    """As when the network fails: the server ends the connection that holds the lock."""
    from sqlalchemy import text

    query = "SELECT pg_terminate_backend(pid) FROM pg_locks WHERE locktype = 'advisory' AND granted"
    store.run(lambda connection: connection.execute(text(query)))
