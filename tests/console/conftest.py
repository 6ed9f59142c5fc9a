"""A console with people at work, on both databases, or on SQLite alone where the database doesn't matter."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from bot.console.staff import Role
from tests.console.world import World


def staffed(world: World) -> World:
    """The world with its four accounts."""
    world.hire("marie")
    world.hire("paul")
    world.hire("ines", organization="sito")
    world.hire("odile", Role.OPERATOR)
    return world


@pytest.fixture
def world(database_url: str, tmp_path: Path) -> Iterator[World]:
    """On SQLite, and on PostgreSQL."""
    opened = World(database_url, tmp_path)
    yield staffed(opened)
    opened.house.close()


@pytest.fixture
def small_world(tmp_path: Path) -> Iterator[World]:
    """On SQLite."""
    opened = World(f"sqlite:///{tmp_path / 'escale.db'}", tmp_path)
    yield staffed(opened)
    opened.house.close()
