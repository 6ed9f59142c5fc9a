"""The small sound script, fresh for each test."""

from __future__ import annotations

import shutil
from dataclasses import replace
from pathlib import Path

import pytest

from bot.advice.knowledge import Knowledge
from bot.loading.knowledge import load_knowledge
from tests.checking.small import Small


@pytest.fixture(scope="session")
def knowledge() -> Knowledge:
    """The real knowledge, without the answers, which the small script doesn't give."""
    return replace(load_knowledge(), answers={})


@pytest.fixture(scope="session")
def sound(knowledge: Knowledge, tmp_path_factory: pytest.TempPathFactory) -> Small:
    """The small script, never changed."""
    made = Small(folder=tmp_path_factory.mktemp("sound"), knowledge=knowledge)
    made.write()
    return made


@pytest.fixture
def small(sound: Small, tmp_path: Path) -> Small:
    """A copy to break."""
    shutil.copytree(sound.folder, tmp_path, dirs_exist_ok=True)
    return Small(folder=tmp_path, knowledge=sound.knowledge)
