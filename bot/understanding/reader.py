"""Reads a text against the question on screen, without a model: distress first, then the answer, commands, facts said beside it.

Built once from the words people type; then pure. A model of intents may be added: it is asked only for what stays unread.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from functools import cached_property
from typing import Protocol
from zoneinfo import ZoneInfo

from rapidfuzz import fuzz, process

from bot.conversation.events import Reading
from bot.conversation.facts import DECLINED, FREE_TYPES, UNKNOWN, FactSpec, FactType, Value
from bot.conversation.question import Asks, Choice, Question, Standing
from bot.conversation.script import Script
from bot.conversation.words import LANGUAGES
from bot.understanding import choices
from bot.understanding.cues import Cues, Role
from bot.understanding.places import OUTSIDE, Gazetteer, Place
from bot.understanding.text import fold

MONTREAL = ZoneInfo("America/Toronto")
COMMAND_TYPO = 88
SHORTEST_TYPO = 5
LAST = -1
OTHER = "other"
GREETING = "greet"
ALIKE = (FactType.PLACE, FactType.PLACES, FactType.DATE, FactType.NUMBER)
"""What is written alike in every language: an answer that says nothing of the language it is in."""
LONELY = "isolation"
"""The one distress whose words may also be an answer: "I know nobody there"."""
LONGEST_COMMAND = 5
"""Words at most in a text that is taken for a command."""


class Model(Protocol):
    """A model of intents, asked for what the words alone don't settle."""

    def intents(self, text: str) -> tuple[tuple[str, float], ...]:
        """Intents with their confidence, most likely first; empty where the model doesn't answer in time."""
        ...


class NoModel:
    """Without a model nothing more is understood."""

    def intents(self, text: str) -> tuple[tuple[str, float], ...]:
        """No intent."""
        return ()


class Dated(Protocol):
    """A date as it was read."""

    @property
    def value(self) -> date: ...
    @property
    def sure(self) -> bool: ...


class Ears(Protocol):
    """What hears in a text, whatever the question: distress, dates, numbers, the language."""

    def distress(self, text: str) -> str | None:
        """`danger`, `violence` or `isolation`, in any of the languages."""
        ...

    def dates(self, text: str, today: date, language: str, *, past: bool) -> tuple[Dated, ...]:
        """The dates said, in order; `past` where they are looked for before today."""
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


@dataclass(frozen=True, kw_only=True)
class WordsReader:
    """Reads with the script's own words: labels, synonyms, commands; places with the gazetteer."""

    script: Script
    ears: Ears
    gazetteer: Gazetteer
    cues: Mapping[str, Cues]
    model: Model = field(default_factory=NoModel)

    def read(self, text: str, standing: Standing, now: datetime) -> Reading:
        """What the text says, against the question on screen.

        A text surely in another language is read in that one first; the conversation then goes on in it.
        """
        today = now.astimezone(MONTREAL).date()
        here = _Attempt(self, text, standing, today).read()
        language = self.ears.language(text)
        question = standing.question
        if here.distress or (question and question.type in FREE_TYPES):
            return here
        if language is None and here.command == GREETING:
            return replace(here, language=self._greets_in(text))
        if language in (None, standing.language) or (question and choices.resembles(text, question.choices)):
            return here
        if language not in LANGUAGES:
            return here if _found(here) else replace(here, language=OTHER)
        there = _Attempt(self, text, self._in(str(language), standing), today).read()
        named_alike = question is not None and question.type in ALIKE and here.option == there.option is not None
        if named_alike or (_found(here) and not _found(there)):
            return here
        return replace(there, language=language)

    def _greets_in(self, text: str) -> str | None:
        """The language of a greeting that only one has: "hola"."""
        folded = fold(text)
        heard = [one for one in LANGUAGES if self.command_forms[one].get(folded) == GREETING]
        return heard[0] if len(heard) == 1 else None

    def _in(self, language: str, standing: Standing) -> Standing:
        """The same question with the labels of another language."""
        question = standing.question
        if question is None:
            return Standing(language=language, question=None)
        choices_there = tuple(self._choice_in(language, question, choice) for choice in question.choices)
        return Standing(language=language, question=replace(question, choices=choices_there))

    def _choice_in(self, language: str, question: Question, choice: Choice) -> Choice:
        words = self.script.words
        for key in (
            f"facts.{question.name}.options.{choice.id}",
            f"{question.flow}.offers.{question.name}.ways.{choice.id}",
            f"common.consent.{choice.id}",
        ):
            if words.has(language, f"{key}.label"):
                return replace(choice, label=words.text(language, f"{key}.label"), typed=words.synonyms(language, key))
        return choice

    @cached_property
    def commands(self) -> Mapping[str, tuple[Choice, ...]]:
        """Every command by language, with what people type for it."""
        named = (*self.script.opened_by, UNKNOWN, DECLINED, "skip_question")
        return {language: tuple(self._commands(language, named)) for language in LANGUAGES}

    def _commands(self, language: str, named: tuple[str, ...]) -> Iterator[Choice]:
        for command in named:
            words, typed = self.script.words, self.script.words.synonyms(language, f"commands.{command}")
            shown = f"common.{command}"
            if words.has(language, shown):
                yield Choice(id=command, label=words.text(language, shown), typed=typed)
            elif typed:
                yield Choice(id=command, label=typed[0], typed=typed[1:])

    def heard_options(self, language: str, fact: str) -> tuple[Choice, ...]:
        """The options of a fact as a sentence may name them: in two words at least, whatever was asked."""
        words = self.script.words
        return tuple(
            Choice(
                id=value,
                label=words.text(language, f"facts.{fact}.options.{value}.label"),
                typed=tuple(
                    one for one in words.synonyms(language, f"facts.{fact}.options.{value}") if " " in one.strip()
                ),
            )
            for value in self.script.spec(fact).values
        )

    @cached_property
    def command_forms(self) -> Mapping[str, Mapping[str, str]]:
        """By language, every folded form of a command and the command it is."""
        return {
            language: {form: one.id for one in reversed(known) for form in choices.forms(one)}
            for language, known in self.commands.items()
        }


class _Attempt:
    """One text being read."""

    def __init__(self, reader: WordsReader, text: str, standing: Standing, today: date) -> None:
        self._reader = reader
        self._text = text
        self._folded = fold(text)
        self._language = standing.language
        self._question = standing.question
        self._today = today
        self._ears = reader.ears

    def read(self) -> Reading:
        """Everything there is to read, the most pressing first."""
        question = self._question
        base = Reading(asking=question.asking if question else 0, distress=self._ears.distress(self._text))
        if base.distress == LONELY and question and (said := choices.exact(self._text, question.choices)):
            return replace(base, distress=None, option=(said,) if _several(question) else said)
        if base.distress or not self._folded:
            return base
        if question and question.type in FREE_TYPES:
            return self._with(base, command=self._command(typos=False), option=self._free_option(question))
        wants = self._ears.wants_language(self._text)
        if wants:
            return self._with(base, wants_language=wants)
        if question:
            answered = self._answer(question, base)
            if answered:
                return answered
        if command := self._command(typos=True):
            return self._with(base, command=command)
        if question and (guessed := self._guess(question, base)):
            return guessed
        return self._beside(base)

    @staticmethod
    def _with(base: Reading, **found: object) -> Reading:
        return Reading(**{**vars(base), **found})

    # --- the answer to the question -----------------------------------------------------------------------------------

    def _answer(self, question: Question, base: Reading) -> Reading | None:
        """The answer, where it is sure."""
        if exact := choices.exact(self._text, question.choices):
            return self._with(base, option=(exact,) if _several(question) else exact)
        if (state := self._state(question)) is not None:
            return self._with(base, option=state)
        if chosen := self._by_position(question):
            return self._with(base, option=chosen)
        if self._command(typos=False):
            return None
        value = self._typed_value(question)
        if value is None:
            value = self._named(question)
        if value is not None:
            return self._with(base, option=value, answers=self._said_besides(question))
        if given := self._given(question):
            return self._with(base, answers=given)
        return None

    def _said_besides(self, question: Question) -> tuple[tuple[str, Value], ...]:
        """Facts said in the same sentence; none where the whole text is just the label of an answer."""
        if choices.resembles(self._text, question.choices):
            return ()
        return tuple((fact, said) for fact, said in self._facts(question) if fact != question.name)

    def _guess(self, question: Question, base: Reading) -> Reading | None:
        """Answers that the text may mean, or why it can't be one."""
        if question.type is FactType.PLACE:
            return self._place_guess(base)
        match = choices.mean(
            self._text, question.choices, several=_several(question), negates=self._cues.negates, bare=self._bare
        )
        begun = self._begins_by_yes_or_no() if question.type is FactType.YES_NO else None
        guesses = (begun,) if begun else match.guesses
        if guesses and question.asks is Asks.FACT:
            return self._with(base, guesses=guesses)
        return None

    def _begins_by_yes_or_no(self) -> str | None:
        """What a longer answer begins by: "si mi mamá está de acuerdo"."""
        said = self._ears.yes_no(self._folded.split()[0], self._language)
        return None if said is None else "yes" if said else "no"

    def _bare(self, form: str) -> bool:
        """Whether a form is a mere yes or no, hence never found inside a sentence."""
        return self._ears.is_bare(form, self._language)

    def _state(self, question: Question) -> str | None:
        """`unknown` or `declined`, where the question allows it and the text is just that, a typo allowed."""
        states = tuple(one for one in self._reader.commands[self._language] if one.id in question.allows)
        near = choices.nearly(self._text, states).sure
        return choices.exact(self._text, states) or (near[0] if near else None)

    def _by_position(self, question: Question) -> Value | None:
        """The option of that number, or several, where a number isn't what is asked."""
        offered = question.choices
        if question.type in (FactType.NUMBER, FactType.DATE):
            return None
        places = [len(offered) if at == LAST else at for at in self._ears.positions(self._text, self._language)]
        if not places or not all(1 <= at <= len(offered) for at in places):
            return None
        ids = tuple(offered[at - 1].id for at in places)
        if _several(question):
            return ids
        return ids[0] if len(ids) == 1 else None

    def _typed_value(self, question: Question) -> Value | None:
        """The value by the type of the fact: yes or no, a date, a number, a place."""
        if question.asks is Asks.FACT and (band := self._band(self._reader.script.spec(question.name))):
            return band
        match question.type:
            case FactType.YES_NO:
                said = self._ears.yes_no(self._text, self._language)
                return None if said is None else "yes" if said else "no"
            case FactType.NUMBER:
                number = self._ears.number(self._text, self._language)
                return None if number is None else str(number)
            case FactType.DATE:
                return self._day(self._reader.script.spec(question.name))
            case FactType.PLACE:
                return self._place(question)
        return None

    def _band(self, spec: FactSpec) -> str | None:
        """The value whose numbers hold the one that was said: an age."""
        number = self._ears.number(self._text, self._language) if spec.bands else None
        return next(
            (value for value, (low, high) in spec.bands.items() if number is not None and low <= number <= high), None
        )

    def _day(self, spec: FactSpec) -> str | None:
        found = self._ears.dates(self._text, self._today, self._language, past=spec.not_after_today)
        return found[0].value.isoformat() if found else None

    def _given(self, question: Question) -> tuple[tuple[str, Value], ...]:
        """What answers the question by another fact: a date where a departure is asked."""
        if question.asks is not Asks.FACT:
            return ()
        vocabulary = self._reader.script.vocabulary
        dates = (one for one in vocabulary[question.name].given_by if vocabulary[one].type is FactType.DATE)
        return tuple((fact, day) for fact in dates if (day := self._day(vocabulary[fact])))

    def _named(self, question: Question) -> Value | None:
        match = choices.mean(
            self._text, question.choices, several=_several(question), negates=self._cues.negates, bare=self._bare
        )
        if not match.sure:
            return None
        return match.sure if _several(question) else match.sure[0]

    def _place(self, question: Question) -> str | None:
        named = choices.mean(
            self._text, question.choices, several=False, negates=self._cues.negates, bare=self._bare
        ).sure
        if named:
            return named[0]
        places = self._reader.gazetteer.find_answer(self._text)
        roles = [self._role(place) for place in places]
        meant = [place for place, role in zip(places, roles, strict=True) if role in (None, Role.of(question.name))]
        if len({place.value for place in meant}) == 1 and meant[0].sure:
            return self._value_of(meant[0], question)
        return None

    def _place_guess(self, base: Reading) -> Reading | None:
        places = self._reader.gazetteer.find_answer(self._text)
        if not places:
            return None
        if len({place.value for place in places}) > 1:
            return self._with(base, refusal="place_ambiguous")
        return self._one_place(base, places[0])

    def _one_place(self, base: Reading, place: Place) -> Reading:
        assert self._question is not None
        value = self._value_of(place, self._question)
        return self._with(base, guesses=(value,)) if value else self._with(base, refusal="place_unknown")

    def _value_of(self, place: Place, question: Question) -> str | None:
        """A place as the fact holds it: what is outside Québec is an option of its own."""
        if place.kind != OUTSIDE:
            return place.value
        spec = self._reader.script.spec(question.name)
        return next((value for value in (OUTSIDE, "other_province") if value in spec.values), None)

    def _free_option(self, question: Question) -> Value | None:
        """In a question of free words: one of its few options or states, typed whole, a typo allowed."""
        states = (one for one in self._reader.commands[self._language] if one.id in question.allows)
        offered = (*question.choices, *states)
        near = choices.nearly(self._text, offered).sure
        return choices.exact(self._text, offered) or (near[0] if near else None)

    # --- commands -----------------------------------------------------------------------------------------------------

    def _command(self, *, typos: bool) -> str | None:
        """The command that the whole text is, in the conversation's language first."""
        if len(self._folded.split()) > LONGEST_COMMAND:
            return None
        languages = (self._language, *(one for one in LANGUAGES if one != self._language))
        for language in languages:
            if command := self._reader.command_forms[language].get(self._folded):
                return command
        return self._misspelled_command() if typos else None

    def _misspelled_command(self) -> str | None:
        if len(self._folded) < SHORTEST_TYPO:
            return None
        known = self._reader.command_forms[self._language]
        best = process.extractOne(self._folded, known.keys(), scorer=fuzz.ratio, score_cutoff=COMMAND_TYPO)
        return known[best[0]] if best else None

    # --- facts said beside the question -------------------------------------------------------------------------------

    def _beside(self, base: Reading) -> Reading:
        intents = self._reader.model.intents(self._text)
        if not intents and (wish := self._wish()):
            intents = ((wish, 1.0),)
        return self._with(base, answers=tuple(self._facts(self._question)), intents=intents)

    def _wish(self) -> str | None:
        """A command named inside a longer sentence, where just one is."""
        named = choices.within(self._text, self._reader.commands[self._language], bare=self._bare)
        opened = [one for one in named if one in self._reader.script.opened_by]
        return opened[0] if len(opened) == 1 else None

    def _facts(self, question: Question | None) -> Iterator[tuple[str, Value]]:
        """The facts of the vocabulary that are taken from a sentence whatever was asked."""
        asked = question.name if question else ""
        yield from self._places_beside(asked)
        for fact, spec in self._reader.script.vocabulary.items():
            if not spec.heard or fact == asked:
                continue
            if spec.type in (FactType.ONE, FactType.MANY):
                yield from self._options_beside(fact, spec)
            elif spec.type is FactType.DATE:
                yield from self._date_beside(fact, spec)

    def _options_beside(self, fact: str, spec: FactSpec) -> Iterator[tuple[str, Value]]:
        if self._cues.negates(self._text):
            return
        named = self._reader.heard_options(self._language, fact)
        found = tuple(one for one in choices.within(self._text, named, bare=self._bare) if one != spec.exclusive)
        if found and spec.several:
            yield fact, found
        elif len(found) == 1:
            yield fact, found[0]

    def _date_beside(self, fact: str, spec: FactSpec) -> Iterator[tuple[str, Value]]:
        role = Role.of(fact)
        if role is None or role not in self._cues.roles(self._text):
            return
        found = self._ears.dates(self._text, self._today, self._language, past=spec.not_after_today)
        fitting = [one for one in found if (one.value <= self._today) == spec.not_after_today]
        if len(fitting) == 1:
            yield fact, fitting[0].value.isoformat()

    def _places_beside(self, asked: str) -> Iterator[tuple[str, Value]]:
        for place in self._reader.gazetteer.find(self._text):
            role = self._role(place)
            if place.sure and role is not None and role.fact != asked and place.kind != OUTSIDE:
                yield role.fact, place.value

    @property
    def _cues(self) -> Cues:
        return self._reader.cues[self._language]

    def _role(self, place: Place) -> Role | None:
        """What the words before a place say of it: home or destination."""
        return self._cues.role_before(self._text[: place.start])


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


def _several(question: Question) -> bool:
    return question.type in (FactType.MANY, FactType.PLACES)
