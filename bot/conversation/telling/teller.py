"""What every telling needs: the words, a language, how facts read, and the sources with their date."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date

from bot.conversation.words import Param, Words, formatted


@dataclass(frozen=True, kw_only=True)
class Teller:
    """Words in one language, of one day."""

    words: Words
    language: str
    today: date

    def say(self, key: str, params: Mapping[str, Param] | None = None) -> str:
        """The words under a key."""
        return self.words.text(self.language, key, params)

    def has(self, key: str) -> bool:
        """Whether there are words under a key."""
        return self.words.has(self.language, key)

    def listed(self, items: Iterable[str]) -> str:
        """Several things as the language lists them."""
        return formatted(self.language, tuple(items))
