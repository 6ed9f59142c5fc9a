"""A text as it is heard against the question on screen, and what several readings of it share."""

from __future__ import annotations

import re
from datetime import date

from rapidfuzz import fuzz, process

from bot.conversation.facts import FactType
from bot.conversation.question import Question, Standing
from bot.conversation.words import LANGUAGES
from bot.understanding.cues import Cues, Role
from bot.understanding.lore import Lore
from bot.understanding.place_words import NOT_AFTER
from bot.understanding.places import Place
from bot.understanding.text import fold

COMMAND_TYPO = 88
SHORTEST_TYPO = 5
LONGEST_READ = 1000
"""Characters at most that are read for an answer; distress is heard in the whole text."""
LONGEST_COMMAND = 5
"""Words at most in a text that is taken for a command."""
_GLUED = re.compile(r"(\d)([^\W\d_])")


class Hearing:
    """One text, whom it answers, on which day."""

    def __init__(self, lore: Lore, text: str, standing: Standing, today: date) -> None:
        self._lore = lore
        self._whole = text
        self._text = text[:LONGEST_READ]
        self._folded = fold(text)
        self._language = standing.language
        self._question = standing.question
        self._today = today
        self._ears = lore.ears

    @property
    def _cues(self) -> Cues:
        return self._lore.cues[self._language]

    def _bare(self, form: str) -> bool:
        """Whether a form is a mere yes or no, hence never found inside a sentence."""
        return self._ears.is_bare(form, self._language)

    def _command(self, *, typos: bool) -> str | None:
        """The command that the whole text is, in the conversation's language first."""
        if len(self._folded.split()) > LONGEST_COMMAND:
            return None
        languages = (self._language, *(one for one in LANGUAGES if one != self._language))
        for language in languages:
            if command := self._lore.command_forms[language].get(self._folded):
                return command
        return self._misspelled_command() if typos else None

    def _misspelled_command(self) -> str | None:
        if len(self._folded) < SHORTEST_TYPO:
            return None
        known = self._lore.command_forms[self._language]
        best = process.extractOne(self._folded, known.keys(), scorer=fuzz.ratio, score_cutoff=COMMAND_TYPO)
        return known[best[0]] if best else None

    def _is_own(self, place: Place) -> bool:
        before, after = self._cues.clause_around(self._text, place.start, place.end)
        return self._cues.is_own(fold(f"{before} {after}"))

    def _role(self, place: Place) -> Role | None:
        """What the words around a place say of it: home, destination, or a place one leaves."""
        before, after = self._cues.clause_around(self._text, place.start, place.end)
        led, followed = fold(self._text[: place.start]).split()[-1:], fold(after).split()[:1]
        if not self._cues.apart.isdisjoint(led) or not NOT_AFTER.isdisjoint(followed):
            return Role.AWAY
        return self._cues.role_before(before)


def unglued(text: str) -> str:
    """The text with its numbers apart from the letters after them: "24ans"."""
    return _GLUED.sub(r"\1 \2", text)


def anything(_clause: str) -> bool:
    """Whatever is said elsewhere changes nothing."""
    return True


def several(question: Question) -> bool:
    """Whether the question takes several values."""
    return question.type in (FactType.MANY, FactType.PLACES)
