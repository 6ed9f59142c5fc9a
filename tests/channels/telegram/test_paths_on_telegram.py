"""Every conversation that must stay true, in three languages, on Telegram: what is learned is the same as in a terminal."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path as File

import pytest

from bot.conversation.words import LANGUAGES
from bot.journeys.path import read_path
from bot.journeys.player import Player
from bot.journeys.stage import Stage, stage
from tests.channels.telegram.validated import assert_valid
from tests.paths.walks import FILES


@pytest.fixture(scope="module")
def on_telegram() -> Iterator[Stage]:
    """A house on Telegram; each call it made is checked at the end with another library's models."""
    with stage(telegram=True) as opened:
        yield opened
        assert opened.telegram is not None
        assert_valid(opened.telegram.calls)
        assert not [call for call in opened.telegram.calls if call.status not in (200, 409)]


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("file", FILES, ids=lambda file: file.stem)
def test_a_conversation_stays_true_on_telegram(on_telegram: Stage, file: File, language: str) -> None:
    path = read_path(file)
    played = Player(path=path, language=language, door=on_telegram.door("telegram", path)).play()
    assert [str(miss) for miss in played.misses] == []
    in_terminal = Player(path=path, language=language, door=on_telegram.door("terminal", path)).play()
    assert played.digest == in_terminal.digest
