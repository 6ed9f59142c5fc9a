"""Reads a text against the question on screen: distress first, then the answer, commands, facts said beside it.

Built once from the words people type; then pure. A model of intents is a second ear for distress, and is asked what is wanted where
the words alone don't say.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from datetime import date, datetime

from bot.conversation.events import Reading
from bot.conversation.facts import FREE_TYPES, FactType, Sensitivity
from bot.conversation.listening import SURE, UNSURE
from bot.conversation.question import Choice, Question, Standing
from bot.conversation.script import FlowKind
from bot.conversation.unread import LONGEST
from bot.conversation.words import LANGUAGES
from bot.montreal import day_of
from bot.understanding import choices
from bot.understanding.answers import Answers, found
from bot.understanding.ears import Heard, Model, NoModel
from bot.understanding.hearing import several
from bot.understanding.lore import Lore
from bot.understanding.questions import is_a_question
from bot.understanding.redaction import redact
from bot.understanding.text import fold

OTHER = "other"
GREETING = "greet"
ALIKE = (FactType.PLACE, FactType.PLACES, FactType.DATE, FactType.NUMBER)
"""What is written alike in every language: an answer that says nothing of the language it is in."""
SHORT = 3
"""Words: an answer or a command this short says all of it, and no model is asked."""
NO_QUESTION = frozenset(("affirm", "deny", "skip_question", "out_of_scope", "greet", "thank", "goodbye"))
DISTRESS, PROCEDURE = "express_distress", "ask_immigration_procedure"
SPOKEN = 0.8
"""How sure the model must be of the language of someone in distress, who is answered in it."""
DISTRESSED = 0.03
"""How sure a model must be to hear distress that the lexicon doesn't: a false alarm costs a kind word, a missed one may cost a
life. Set on the development set (nlu/README.md)."""
DISTRESSED_SURELY = 0.5
"""From here the help lines come as for what the lexicon hears; below, more softly, and the question comes back at once. Nothing
fainter is heard where the words are an answer already, or free words that are kept as they are."""
UNSAID = "danger"
"""The kind of a distress that says no more: the lines for the worst come first."""
LONELY = "isolation"
"""The one distress whose words may also be an answer: "I know nobody there"."""


@dataclass(frozen=True, kw_only=True)
class WordsReader:
    """Reads with the script's own words: labels, synonyms, commands; places with the gazetteer."""

    lore: Lore
    model: Model = field(default_factory=NoModel)

    def read(self, text: str, standing: Standing, now: datetime) -> Reading:
        """What the text says, against the question on screen; where it isn't surely understood, the text without who wrote it too."""
        reading = self._read(text, standing, now)
        if (
            reading.distress
            or len(text) > LONGEST
            or _decides(reading)
            or reading.answers
            or _asks_for(reading.intents)
        ):
            return reading
        return replace(reading, redacted=redact(text, self._known_places))

    def _known_places(self, text: str) -> Iterator[tuple[int, int]]:
        """Where the places that are surely known by that very name stand in a text."""
        for place in self.lore.gazetteer.find(text):
            if place.sure and fold(place.text) in self.lore.gazetteer.exact:
                yield place.start, place.end

    def _read(self, text: str, standing: Standing, now: datetime) -> Reading:
        reading = self._by_words(text, standing, day_of(now))
        if reading.distress:
            return replace(reading, language=self._spoken(text, standing))
        asks = is_a_question(text)
        if _decides(reading) and len(text.split()) <= SHORT and not asks:
            return reading
        heard = self.model.hear(text)
        free = standing.question is not None and standing.question.type in FREE_TYPES
        settled = free or _decides(reading)
        if heard.confidence(DISTRESS) >= (DISTRESSED_SURELY if settled else DISTRESSED):
            kind = UNSAID if heard.confidence(DISTRESS) >= DISTRESSED_SURELY else UNSURE
            return Reading(asking=reading.asking, distress=kind, language=self._spoken(text, standing))
        if asks and _asks_surely(heard) and not free and not reading.command:
            return replace(self._without_what_a_question_says(reading, standing), intents=heard.intents)
        if settled or reading.intents or (reading.guesses and not _asks_surely(heard)):
            return reading
        if reading.answers and not asks and heard.intents and heard.intents[0][0] == PROCEDURE:
            return reading
        return replace(reading, guesses=(), intents=heard.intents)

    def _spoken(self, text: str, standing: Standing) -> str | None:
        """The language of a text that can't wait for the conversation's own; None where it is that one, or isn't known.

        The model is asked only where the words alone don't tell: help doesn't wait for it otherwise.
        """
        spoken = self.lore.ears.language(text)
        if spoken is None:
            heard = self.model.hear(text)
            spoken = heard.language if heard.sureness >= SPOKEN else None
        return spoken if spoken in LANGUAGES and spoken != standing.language else None

    def _without_what_a_question_says(self, reading: Reading, standing: Standing) -> Reading:
        """A reading without the place that a question is about as the answer to "where?", nor a status that is only asked about."""
        question = standing.question
        about_a_place = question is not None and question.type in (FactType.PLACE, FactType.PLACES)
        facts = self.lore.script.vocabulary
        answers = tuple(
            (fact, value) for fact, value in reading.answers if facts[fact].sensitivity is not Sensitivity.SENSITIVE
        )
        if about_a_place:
            return replace(reading, option=None, guesses=(), refusal=None, answers=())
        return replace(reading, guesses=(), answers=answers)

    def _by_words(self, text: str, standing: Standing, today: date) -> Reading:
        """What the words alone say.

        A text surely in another language is read in that one first; the conversation then goes on in it.
        """
        here = _Attempt(self.lore, text, standing, today).read()
        language = self.lore.ears.language(text)
        question = standing.question
        if here.distress or (question and question.type in FREE_TYPES):
            return here
        if here.command and here.command != GREETING:
            return here
        if language is None and here.command == GREETING:
            return replace(here, language=self._greets_in(text))
        if language in (None, standing.language) or (question and choices.resembles(text, question.choices)):
            return here
        if language not in LANGUAGES:
            return here if _found(here) else replace(here, language=OTHER)
        there = _Attempt(self.lore, text, self._in(str(language), standing), today).read()
        named_alike = question is not None and question.type in ALIKE and here.option == there.option is not None
        if named_alike or (_found(here) and not _found(there)):
            return here
        return replace(there, language=language)

    def _greets_in(self, text: str) -> str | None:
        """The language of a greeting that only one has: "hola"."""
        folded = fold(text)
        heard = [one for one in LANGUAGES if self.lore.command_forms[one].get(folded) == GREETING]
        return heard[0] if len(heard) == 1 else None

    def _in(self, language: str, standing: Standing) -> Standing:
        """The same question with the labels of another language."""
        question = standing.question
        if question is None:
            return Standing(language=language, question=None)
        choices_there = tuple(self._choice_in(language, question, choice) for choice in question.choices)
        return Standing(language=language, question=replace(question, choices=choices_there))

    def _choice_in(self, language: str, question: Question, choice: Choice) -> Choice:
        words = self.lore.script.words
        for key in (
            f"facts.{question.name}.options.{choice.id}",
            f"{question.flow}.offers.{question.name}.ways.{choice.id}",
            f"common.consent.{choice.id}",
        ):
            if words.has(language, f"{key}.label"):
                return replace(choice, label=words.text(language, f"{key}.label"), typed=words.synonyms(language, key))
        return choice


class _Attempt(Answers):
    """One text being read."""

    def read(self) -> Reading:
        """Everything there is to read, the most pressing first."""
        question = self._question
        base = Reading(asking=question.asking if question else 0, distress=self._ears.distress(self._whole))
        if base.distress == LONELY and question and (said := choices.whole(self._text, question.choices)):
            return replace(base, distress=None, option=(said,) if several(question) else said)
        if base.distress:
            return base
        if not self._folded:
            return self._sign(base)
        wants = self._ears.wants_language(self._text)
        if wants:
            return found(base, wants_language=wants)
        if question and question.type in FREE_TYPES:
            refusal = "words_needed" if self._unnamed(question) else None
            command, option = self._command(typos=False), self._free_option(question)
            command = None if command and self._is_a_question(command) else command
            return found(base, command=command, option=option, refusal=refusal)
        if question:
            answered = self._answer(question, base)
            if answered:
                return answered
        if command := self._command(typos=True):
            return found(base, command=command)
        if question and (guessed := self._guess(question, base)):
            return guessed
        return self._beside(base)

    def _is_a_question(self, command: str) -> bool:
        """Whether a command asks the assistant something: where free words are wanted ("find a job"), they are the answer."""
        script = self._lore.script
        flow = script.opened_by.get(command)
        return flow is not None and script.flows[flow].kind is FlowKind.ANSWER

    def _sign(self, base: Reading) -> Reading:
        """A text without a word: a thumb up or down where yes or no is asked."""
        said = self._ears.yes_no(self._text, self._language)
        if said is None or self._question is None or self._question.type is not FactType.YES_NO:
            return base
        return found(base, option="yes" if said else "no")

    def _beside(self, base: Reading) -> Reading:
        wish = self._wish()
        intents = ((wish, 1.0),) if wish else ()
        return found(base, answers=tuple(self._facts(self._question)), intents=intents)


def _asks_surely(heard: Heard) -> bool:
    """Whether a model surely heard a question, rather than an answer nearly spelled as one that is offered."""
    return bool(heard.intents) and heard.intents[0][1] >= SURE and heard.intents[0][0] not in NO_QUESTION


def _asks_for(intents: tuple[tuple[str, float], ...]) -> bool:
    """Whether the likeliest intent is sure enough to be acted on."""
    return bool(intents) and intents[0][1] >= SURE


def _decides(reading: Reading) -> bool:
    """Whether the words alone say what to do."""
    return bool(reading.option or reading.command or reading.wants_language)


def _found(reading: Reading) -> bool:
    """Whether anything was understood."""
    return bool(
        reading.option
        or reading.answers
        or reading.command
        or reading.intents
        or reading.wants_language
        or reading.guesses
    )
