"""Opens a reader: the lexicons, the gazetteer and the script's own words, read once when the house opens."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from pathlib import Path

from bot.advice.knowledge import Knowledge
from bot.advice.places import Places
from bot.conversation.script import Script
from bot.conversation.words import LANGUAGES
from bot.loading.script import CONTENT
from bot.understanding import numbers
from bot.understanding.calendars import Calendars
from bot.understanding.cues import Cues
from bot.understanding.dates import FoundDate, find_dates
from bot.understanding.distress import Lexicon
from bot.understanding.ears import Model, NoModel
from bot.understanding.language import Languages
from bot.understanding.lore import Lore
from bot.understanding.numbers import FoundNumber, NumberWords, find_number, find_numbers, position
from bot.understanding.places import Gazetteer
from bot.understanding.reader import WordsReader
from bot.understanding.text import words
from bot.understanding.yes_no import YesNoWords, yes_no
from bot.understanding.yes_no import load as load_yes_no

SURE_LANGUAGE = 0.9


@dataclass(frozen=True, kw_only=True)
class Lexicons:
    """The ears of a reader: what the lexicons hear, whatever the question."""

    distress_words: Lexicon
    calendars: Calendars
    number_words: dict[str, NumberWords]
    yes_no_words: dict[str, YesNoWords]
    bare_forms: dict[str, frozenset[str]]
    tongues: Languages

    @classmethod
    def load(cls, content: Path) -> Lexicons:
        """The lexicons of every language; raises `ProblemsError`."""
        yes_no_words = load_yes_no(content)
        return cls(
            distress_words=Lexicon.load(content),
            calendars=Calendars.load(content),
            number_words=numbers.load(content),
            yes_no_words=yes_no_words,
            bare_forms={language: frozenset(known.meanings) for language, known in yes_no_words.items()},
            tongues=Languages.load(content),
        )

    def distress(self, text: str) -> str | None:
        """`danger`, `violence` or `isolation`, in any of the languages."""
        heard = self.distress_words.hear(text)
        return heard.kind if heard else None

    def dates(self, text: str, today: date, language: str, *, past: bool) -> tuple[FoundDate, ...]:
        """The dates said, in order."""
        return find_dates(text, today, self.calendars, language, prefer="past" if past else "future")

    def number_alone(self, text: str, language: str, besides: frozenset[str]) -> int | None:
        """The one number of a text that says nothing else but these words."""
        found = find_numbers(text, self.number_words[language])
        rest = _outside(text, found)
        return found[0].value if len(found) == 1 and all(word in besides for word in rest) else None

    def yes_no(self, text: str, language: str) -> bool | None:
        """Whether the text says yes or no."""
        return yes_no(text, language, self.yes_no_words)

    def is_bare(self, form: str, language: str) -> bool:
        """Whether a folded form is a mere yes or no."""
        return form in self.bare_forms[language]

    def positions(self, text: str, language: str) -> tuple[int, ...]:
        """The positions that the whole text chooses: one, or several numbers with nothing else between."""
        one = position(text, self.number_words[language])
        return (one,) if one is not None else listed(text, self.number_words[language])

    def number(self, text: str, language: str) -> int | None:
        """The one number that the text says."""
        return find_number(text, self.number_words[language])

    def language(self, text: str) -> str | None:
        """The language the text is surely in; `other` where it is none of ours."""
        guess = self.tongues.guess(text)
        return guess.language if guess.confidence >= SURE_LANGUAGE else None

    def wants_language(self, text: str) -> str | None:
        """The language the text asks for."""
        return self.tongues.asked(text)


def open_reader(
    script: Script, knowledge: Knowledge, content: Path = CONTENT, model: Model | None = None
) -> WordsReader:
    """The reader of this script and this knowledge."""
    places = knowledge.places
    cues = {language: Cues.load(content / language / "lexicon" / "cues.yml") for language in LANGUAGES}
    lore = Lore(
        script=script,
        ears=Lexicons.load(content),
        gazetteer=Gazetteer.build(places.municipalities, places.regions.values()),
        cues={language: own.hearing(cues.values()) for language, own in cues.items()},
        metropolitan=_metropolitan(places),
    )
    return WordsReader(lore=lore, model=model or NoModel())


def _metropolitan(places: Places) -> frozenset[str]:
    """The names of what is never a region: Montréal, Laval, Longueuil and the other towns of their perimeter."""
    towns = {town.name for town in places.municipalities if town.perimeter == "rmm"}
    return frozenset(towns | {region.id for region in places.regions.values() if region.perimeter == "rmm"})


def listed(text: str, lexicon: NumberWords) -> tuple[int, ...]:
    """The numbers that a text lists ("1, 3", "1 et 3"); none where it says anything else."""
    found = find_numbers(text, lexicon)
    joined = lexicon.joining | lexicon.may_surround
    return tuple(one.value for one in found) if all(word in joined for word in _outside(text, found)) else ()


def _outside(text: str, found: tuple[FoundNumber, ...]) -> list[str]:
    """The folded words of a text that are no part of its numbers."""
    return [word.form for word in words(text) if not any(one.start <= word.start < one.end for one in found)]
