"""Shared fixtures: an empty store, on SQLite and on PostgreSQL, for every test that asks for one."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from uuid import uuid4

import pytest
from sqlalchemy import create_engine, text

from bot.service import people
from bot.store.store import Store, open_store
from tests.keys import KEYS
from tests.postgresql import postgresql


@pytest.fixture(scope="session", autouse=True)
def conversations_begin_at_one() -> Iterator[None]:
    """The numbers of a conversation begin anywhere; in the tests at one, so that they can be written down."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(people, "randbelow", lambda _below: 0)
        yield


@pytest.fixture(scope="session")
def postgresql_server() -> Iterator[str]:
    """The address of a PostgreSQL server of the test session's own."""
    with postgresql() as address:
        yield address


@pytest.fixture(params=["sqlite", "postgresql"])
def database_url(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """The address of an empty database."""
    if request.param == "sqlite":
        return f"sqlite:///{tmp_path / 'escale.db'}"
    make: Callable[[], str] = request.getfixturevalue("new_postgresql_database")
    return make()


@pytest.fixture(scope="session")
def new_postgresql_database(postgresql_server: str) -> Iterator[Callable[[], str]]:
    """Makes an empty PostgreSQL database and gives its address."""
    engine = create_engine(
        postgresql_server.replace("postgresql://", "postgresql+psycopg://"), isolation_level="AUTOCOMMIT"
    )

    def make() -> str:
        name = f"escale_{uuid4().hex}"
        with engine.connect() as connection:
            connection.execute(text(f"CREATE DATABASE {name} TEMPLATE template0"))
        return engine.url.set(drivername="postgresql", database=name).render_as_string(hide_password=False)

    yield make
    engine.dispose()


@pytest.fixture
def store(database_url: str) -> Iterator[Store]:
    """An empty store, up to date."""
    opened = open_store(database_url, KEYS)
    yield opened
    opened.close()
