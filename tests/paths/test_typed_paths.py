"""The same conversations, where each label is typed with a misspelling instead of pressing its button.

A module of its own, so that two workers share the paths.
"""

from __future__ import annotations

from pathlib import Path as File

import pytest

from bot.conversation.words import LANGUAGES
from tests.paths.walks import FILES, Walks


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("file", FILES, ids=lambda file: file.stem)
def test_a_conversation_stays_true_misspelled(walks: Walks, file: File, language: str) -> None:
    walks.stays_true(file, language, typing=True)
