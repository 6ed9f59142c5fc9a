"""What the commands open: the database and the house of the settings, closed whatever happens."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from bot.house import open_database, open_house
from bot.service.house import House
from bot.settings import read_settings
from bot.store.store import Store


@contextmanager
def the_store() -> Iterator[Store]:
    """The store of the settings; raises `EscaleError` where it can't be opened."""
    store = open_database(read_settings())
    try:
        yield store
    finally:
        store.close()


@contextmanager
def the_house() -> Iterator[House]:
    """The house of the settings, its jobs left to the server; raises `EscaleError` where it can't be opened."""
    house = open_house(read_settings())
    try:
        yield house
    finally:
        house.close()
