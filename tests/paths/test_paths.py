"""Conversations that must stay true: each in three languages, by buttons, in process and over REST."""

from __future__ import annotations

from pathlib import Path as File

import pytest

from bot.conversation.words import LANGUAGES
from tests.paths.walks import FILES, Walks


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("file", FILES, ids=lambda file: file.stem)
def test_a_conversation_stays_true_by_buttons(walks: Walks, file: File, language: str) -> None:
    walks.stays_true(file, language, typing=False)


def test_every_situation_that_must_stay_true_has_its_conversation() -> None:
    assert len(FILES) >= 34
