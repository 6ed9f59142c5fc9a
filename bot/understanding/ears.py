"""What a reader hears with, as it sees it: lexicons that hear in a text whatever was asked, and a model of intents."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Protocol

from bot.understanding.dates import Precision


@dataclass(frozen=True, kw_only=True)
class Heard:
    """What a model heard: intents with their confidence, likeliest first; the language and how sure, None where unknown."""

    intents: tuple[tuple[str, float], ...] = ()
    language: str | None = None
    sureness: float = 0.0

    def confidence(self, intent: str) -> float:
        """How likely an intent is, 0 where it isn't ranked."""
        return dict(self.intents).get(intent, 0.0)


NOTHING = Heard()


class Model(Protocol):
    """A model of intents, asked for what the words alone don't settle."""

    def hear(self, text: str) -> Heard:
        """What the text says; nothing where the model doesn't answer in time."""
        ...


class NoModel:
    """Without a model nothing more is understood."""

    def hear(self, text: str) -> Heard:
        """Nothing."""
        return NOTHING


class Dated(Protocol):
    """A date as it was read."""

    @property
    def value(self) -> date: ...
    @property
    def precision(self) -> Precision: ...


class Ears(Protocol):
    """What hears in a text, whatever the question: distress, dates, numbers, the language."""

    def distress(self, text: str) -> str | None:
        """`danger`, `violence` or `isolation`, in any of the languages."""
        ...

    def dates(self, text: str, today: date, language: str, *, past: bool) -> tuple[Dated, ...]:
        """The dates said, in order; `past` where they are looked for before today."""
        ...

    def number_alone(self, text: str, language: str, besides: frozenset[str]) -> int | None:
        """The one number of a text that says nothing else but these words."""
        ...

    def yes_no(self, text: str, language: str) -> bool | None:
        """Whether the text says yes or no."""
        ...

    def is_bare(self, form: str, language: str) -> bool:
        """Whether a folded form is a mere yes or no."""
        ...

    def positions(self, text: str, language: str) -> tuple[int, ...]:
        """The positions in a list that the whole text chooses, from 1: "2", "1 and 3", "the second"; -1 for the last."""
        ...

    def number(self, text: str, language: str) -> int | None:
        """The number that the text says."""
        ...

    def language(self, text: str) -> str | None:
        """The language the text is surely in."""
        ...

    def wants_language(self, text: str) -> str | None:
        """The language the text asks for."""
        ...
