"""The same conversations on the web: through the API that the widget uses, with the same end.

A module of its own, so that two workers share the paths.
"""

from __future__ import annotations

from pathlib import Path as File

import pytest

from bot.conversation.words import LANGUAGES
from tests.paths.walks import FILES, Walks


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("file", FILES, ids=lambda file: file.stem)
def test_a_conversation_is_the_same_on_the_web(walks: Walks, file: File, language: str) -> None:
    walks.is_the_same_on_the_web(file, language)
