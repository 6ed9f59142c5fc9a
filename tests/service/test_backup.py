"""The backup, made while the database is used."""

from __future__ import annotations

import sqlite3
import stat
from pathlib import Path

import pytest

from bot.service.data_rights import (
    BackupError,
    backup,
)
from bot.store.store import Store
from tests.service.lives import MARKER, Life


@pytest.fixture
def life(store: Store) -> Life:
    return Life(store)


def test_a_backup_is_made_while_the_database_is_used(life: Life, tmp_path: Path) -> None:
    life.says("ana", MARKER)
    copy = tmp_path / "copy.db"
    if not life.store.sqlite:
        with pytest.raises(BackupError, match="pg_dump"):
            backup(life.store, copy)
        return
    backup(life.store, copy)
    assert stat.S_IMODE(copy.stat().st_mode) == 0o600
    opened = sqlite3.connect(copy)
    assert opened.execute("SELECT count(*) FROM journal").fetchone() == (1,)
    assert opened.execute("PRAGMA integrity_check").fetchone() == ("ok",)
    opened.close()
    assert MARKER.encode() not in copy.read_bytes()
    with pytest.raises(BackupError, match="Choose a new file"):
        backup(life.store, copy)
