"""What a message names, whatever it asks: regions and municipalities, kinds of expense, languages; with the words that say it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from bot.conversation.words import LANGUAGES
from bot.loading.strict_yaml import Written, read
from bot.understanding.places import OUTSIDE, Gazetteer
from bot.understanding.text import fold, words

EXPENSES = "lexicon/expenses.yml"
NAMES = "lexicon/language.yml"


@dataclass(frozen=True, kw_only=True)
class Entity:
    """One thing named: `entity` is region, municipality, expense or language; `value` its slug, official name or code; `text`
    the words that say it."""

    entity: str
    value: str
    text: str
    start: int


@dataclass(frozen=True, kw_only=True)
class _Expenses(Written):
    moving: tuple[str, ...]
    travel: tuple[str, ...]
    lodging: tuple[str, ...]


@dataclass(frozen=True, kw_only=True)
class Entities:
    """Finds what is named: `expenses` and `languages` give the value of each folded phrase."""

    gazetteer: Gazetteer
    expenses: Mapping[str, str]
    languages: Mapping[str, str]

    @classmethod
    def load(cls, content: Path, gazetteer: Gazetteer, names: Mapping[str, str]) -> Entities:
        """Reads the expenses of every language; `names` gives the language of each folded name of one."""
        read_all = [read(content / language / EXPENSES, _Expenses) for language in LANGUAGES]
        expenses = {fold(phrase): kind for one in read_all for kind, phrases in vars(one).items() for phrase in phrases}
        return cls(gazetteer=gazetteer, expenses=expenses, languages=names)

    def find(self, text: str) -> tuple[Entity, ...]:
        """Everything named in a message, in order, each value once."""
        found = sorted((*self._places(text), *self._named(text)), key=lambda one: one.start)
        return tuple({(one.entity, one.value): one for one in reversed(found)}.values())[::-1]

    def _places(self, text: str) -> Iterator[Entity]:
        for place in self.gazetteer.find(text):
            if place.value != OUTSIDE:
                yield Entity(entity=place.kind, value=place.value, text=place.text, start=place.start)

    def _named(self, text: str) -> Iterator[Entity]:
        for kind, phrases in (("expense", self.expenses), ("language", self.languages)):
            yield from _phrases(text, kind, phrases)


def _phrases(text: str, kind: str, phrases: Mapping[str, str]) -> Iterator[Entity]:
    """The phrases of a text, the longest at each place."""
    said, longest, at = words(text), max(len(phrase.split()) for phrase in phrases), 0
    while at < len(said):
        for length in range(min(longest, len(said) - at), 0, -1):
            run = said[at : at + length]
            value = phrases.get(" ".join(word.form for word in run))
            if value is not None:
                start, end = run[0].start, run[-1].end
                yield Entity(entity=kind, value=value, text=text[start:end], start=start)
                at += length
                break
        else:
            at += 1
