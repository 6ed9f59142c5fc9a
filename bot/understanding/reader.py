"""Reads a text against the question on screen, without a model: distress first, then the answer, commands, facts said beside it.

Built once from the words people type; then pure. A model of intents may be added: it is asked only for what stays unread.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from functools import cached_property
from typing import Protocol
from zoneinfo import ZoneInfo

from rapidfuzz import fuzz, process

from bot.conversation.events import Reading
from bot.conversation.facts import DECLINED, FREE_TYPES, UNKNOWN, FactSpec, FactType, Scope, Value
from bot.conversation.question import Asks, Choice, Question, Standing
from bot.conversation.script import FlowKind, Script, StepKind
from bot.conversation.words import LANGUAGES
from bot.understanding import choices
from bot.understanding.cues import Cues, Role
from bot.understanding.dates import Precision
from bot.understanding.place_words import CITY_OR_PROVINCE, NOT_AFTER, outside_canada
from bot.understanding.places import OUTSIDE, Gazetteer, Place
from bot.understanding.text import fold, words

MONTREAL = ZoneInfo("America/Toronto")
COMMAND_TYPO = 88
SHORTEST_TYPO = 5
_GLUED = re.compile(r"(\d)([^\W\d_])")
OF_OTHERS = ("partner", "children", "adult")
"""Questions about somebody else, in whose answers people are named."""
LAST = -1
LAST_DIGIT = 9
LONGEST_READ = 1000
"""Characters at most that are read for an answer; distress is heard in the whole text."""
LONGEST_REFUSAL = 4
"""Words at most in a denial that is taken for a refusal; a longer one may be about something else."""
SAFE = ("refuse", "keep")
"""The options that change nothing and send nothing."""
OTHER = "other"
GREETING = "greet"
ALIKE = (FactType.PLACE, FactType.PLACES, FactType.DATE, FactType.NUMBER)
"""What is written alike in every language: an answer that says nothing of the language it is in."""
FACTS = (Role.HOME, Role.GOAL)
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


@dataclass(frozen=True, kw_only=True)
class WordsReader:
    """Reads with the script's own words: labels, synonyms, commands; places with the gazetteer."""

    script: Script
    ears: Ears
    gazetteer: Gazetteer
    cues: Mapping[str, Cues]
    metropolitan: frozenset[str]
    """Places of Greater Montréal: never taken for a destination in a sentence about something else."""
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
        if here.command and here.command != GREETING:
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
            if value not in self.script.spec(fact).unheard
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
        self._whole = text
        self._text = text[:LONGEST_READ]
        self._folded = fold(text)
        self._language = standing.language
        self._question = standing.question
        self._today = today
        self._ears = reader.ears

    def read(self) -> Reading:
        """Everything there is to read, the most pressing first."""
        question = self._question
        base = Reading(asking=question.asking if question else 0, distress=self._ears.distress(self._whole))
        if base.distress == LONELY and question and (said := choices.whole(self._text, question.choices)):
            return replace(base, distress=None, option=(said,) if _several(question) else said)
        if base.distress:
            return base
        if not self._folded:
            return self._sign(base)
        wants = self._ears.wants_language(self._text)
        if wants:
            return self._with(base, wants_language=wants)
        if question and question.type in FREE_TYPES:
            refusal = "words_needed" if self._unnamed(question) else None
            command, option = self._command(typos=False), self._free_option(question)
            return self._with(base, command=command, option=option, refusal=refusal)
        if question:
            answered = self._answer(question, base)
            if answered:
                return answered
        if command := self._command(typos=True):
            return self._with(base, command=command)
        if question and (guessed := self._guess(question, base)):
            return guessed
        return self._beside(base)

    def _sign(self, base: Reading) -> Reading:
        """A text without a word: a thumb up or down where yes or no is asked."""
        said = self._ears.yes_no(self._text, self._language)
        if said is None or self._question is None or self._question.type is not FactType.YES_NO:
            return base
        return self._with(base, option="yes" if said else "no")

    @staticmethod
    def _with(base: Reading, **found: object) -> Reading:
        return Reading(**{**vars(base), **found})

    # --- the answer to the question -----------------------------------------------------------------------------------

    def _answer(self, question: Question, base: Reading) -> Reading | None:
        """The answer, where it is sure."""
        if self._is_strict(question):
            option = self._decision(question)
            return self._with(base, option=option) if option else None
        if exact := choices.exact(self._text, question.choices):
            return self._with(base, option=(exact,) if _several(question) else exact)
        if (state := self._state(question)) is not None:
            return self._with(base, option=state)
        if chosen := self._by_position(question):
            return self._chosen(question, base, chosen)
        if self._command(typos=False):
            return None
        value = self._typed_value(question)
        if value is None:
            value = self._named(question)
        if value is not None:
            spec = self._reader.script.spec(question.name) if question.asks is Asks.FACT else None
            if spec and value in spec.opens and self._slips(spec):
                return self._with(base, guesses=(str(value),))
            return self._with(base, option=value, answers=self._said_besides(question))
        if given := self._given(question):
            return self._with(base, answers=given)
        return None

    def _chosen(self, question: Question, base: Reading, value: Value) -> Reading:
        """The answer of that number; one that opens a flow at once (an erasure) is confirmed first, a number slips easily."""
        if question.asks is Asks.FACT and value in self._reader.script.spec(question.name).opens:
            return self._with(base, guesses=(str(value),))
        return self._with(base, option=value)

    def _is_strict(self, question: Question) -> bool:
        """Whether only a whole answer counts: a consent, or the confirmation of what can't be undone."""
        flow = self._reader.script.flows.get(question.flow)
        repair = flow is not None and flow.kind is FlowKind.REPAIR
        return question.asks is Asks.CONSENT or (question.asks is Asks.WAY and repair)

    def _decision(self, question: Question) -> str | None:
        """The whole text as an answer; where it says no in whatever words, the answer that changes nothing."""
        chosen = choices.whole(self._text, question.choices) or self._by_position(question)
        if isinstance(chosen, str):
            return chosen
        safe = next((choice.id for choice in question.choices if choice.id in SAFE), None)
        if "?" in self._text or not safe:
            return None
        said = self._ears.yes_no(self._text, self._language)
        denies = len(self._folded.split()) <= LONGEST_REFUSAL and not self._cues.affirms(self._folded)
        if said is False or denies:
            return safe
        first = question.choices[0].id
        return first if said and self._bare(self._folded) and first != safe else None

    def _said_besides(self, question: Question) -> tuple[tuple[str, Value], ...]:
        """Facts said in the same sentence; none where the whole text is just the label of an answer."""
        if choices.whole(self._text, question.choices):
            return ()
        said = tuple((fact, value) for fact, value in self._facts(question) if fact != question.name)
        if not choices.resembles(self._text, question.choices):
            return said
        return tuple((fact, value) for fact, value in said if self._settles(fact, value, question.name))

    def _settles(self, fact: str, value: Value, asked: str) -> bool:
        """Whether a fact says the very thing that is asked, in more detail."""
        return isinstance(value, str) and asked in self._reader.script.spec(fact).implies.get(value, {})

    def _guess(self, question: Question, base: Reading) -> Reading | None:
        """Answers that the text may mean, or why it can't be one."""
        if question.type is FactType.PLACE:
            return self._place_guess(question, base)
        match = self._mean(question)
        begun = self._begins_by_yes_or_no() if question.type is FactType.YES_NO else None
        banded = question.asks is Asks.FACT and bool(self._reader.script.spec(question.name).bands)
        guesses = (begun,) if begun else () if banded else match.guesses
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
        near = choices.nearly(self._text, states, besides=self._cues.plainly).sure
        return choices.exact(self._text, states) or (near[0] if near else None)

    def _by_position(self, question: Question) -> Value | None:
        """The option of that number, or several, where a number isn't what is asked."""
        offered = question.choices
        if question.type in (FactType.NUMBER, FactType.DATE) or self._text.strip().startswith("-"):
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
                return self._yes_or_no()
            case FactType.NUMBER:
                number = self._ears.number(self._text, self._language)
                return None if number is None else str(number)
            case FactType.DATE:
                return self._day(self._reader.script.spec(question.name))
            case FactType.PLACE:
                return self._place(question)
        return None

    def _yes_or_no(self) -> str | None:
        """Yes or no, where nothing said after it turns it: "yes but it expired" is to be confirmed."""
        said = self._ears.yes_no(self._text, self._language)
        if said is None or self._cues.wavers(self._folded, denies=not said):
            return None
        return "yes" if said else "no"

    def _band(self, spec: FactSpec) -> str | None:
        """The value whose numbers hold the one that was said: one's own age, said by itself."""
        if not spec.bands or self._text.strip().startswith("-"):
            return None
        number = self._ears.number_alone(_unglued(self._text), self._language, self._cues.age)
        return next((value for value, (low, high) in spec.bands.items() if number and low <= number <= high), None)

    def _slips(self, spec: FactSpec) -> bool:
        """Whether the number said is one digit: more likely a button's than an age."""
        number = self._ears.number(_unglued(self._text), self._language) if spec.bands else None
        return number is not None and number <= LAST_DIGIT

    def _day(self, spec: FactSpec) -> str | None:
        found = self._ears.dates(self._text, self._today, self._language, past=spec.not_after_today)
        exact = [one for one in found if spec.not_after_today or one.precision.value == "day"]
        return exact[0].value.isoformat() if exact else None

    def _given(self, question: Question) -> tuple[tuple[str, Value], ...]:
        """What answers the question by another fact: a date where a departure is asked."""
        if question.asks is not Asks.FACT:
            return ()
        vocabulary = self._reader.script.vocabulary
        dates = (one for one in vocabulary[question.name].given_by if vocabulary[one].type is FactType.DATE)
        return tuple((fact, day) for fact in dates if (day := self._day(vocabulary[fact])))

    def _named(self, question: Question) -> Value | None:
        if question.asks is Asks.FACT and self._reader.script.spec(question.name).bands:
            return choices.whole(self._text, question.choices)
        match = self._mean(question)
        if not match.sure or ("?" in self._text and question.type is FactType.ONE):
            return None
        return match.sure if _several(question) else match.sure[0]

    def _mean(self, question: Question) -> choices.Match:
        clauses = self._cues.clauses(self._text)
        scruples = self._scruples(question)
        return choices.mean(self._text, clauses, question.choices, several=_several(question), scruples=scruples)

    def _scruples(self, question: Question) -> choices.Scruples:
        """What may be said beside an answer without making it a guess: little where a misreading would cost."""
        cues = self._cues
        besides: choices.Says = cues.is_own
        elsewhere: choices.Says = _anything
        if question.asks is Asks.FACT and question.type is FactType.ONE:
            of_others = question.name.startswith(OF_OTHERS)
            besides, elsewhere = cues.plainly_of_others if of_others else cues.plainly, cues.is_calm
        return choices.Scruples(besides=besides, elsewhere=elsewhere, bare=self._only_whole(question))

    def _only_whole(self, question: Question) -> choices.Says:
        """The forms that are never found inside a sentence: a yes, a no, and the name of a language."""
        languages: set[str] = set()
        if question.asks is Asks.WAY:
            step = self._reader.script.flows[question.flow].step(question.name)
            setting = {way.id for way in step.ways if way.sets} if step else set()
            languages = {form for one in question.choices if one.id in setting for form in choices.forms(one)}
        return lambda form: form in languages or self._bare(form)

    def _place(self, question: Question) -> str | None:
        meant = self._places(question)
        if near := choices.nearly(self._text, question.choices, besides=self._cues.plainly).sure:
            return near[0]
        if self._also_quebec(meant):
            return None
        if len({place.value for place in meant}) == 1 and meant[0].sure and self._is_own(meant[0]):
            return self._value_of(meant[0], question)
        named = self._mean(question).sure
        return named[0] if named and not meant else None

    def _places(self, question: Question) -> list[Place]:
        """The places that may answer: not those one leaves, nor those said of something else."""
        fitting = (None, Role.of(question.name))
        return [place for place in self._reader.gazetteer.find_answer(self._text) if self._role(place) in fitting]

    def _also_quebec(self, places: list[Place]) -> bool:
        """Whether "Québec" is named beside another place: the city or the province can't be told."""
        return any(
            word.form in CITY_OR_PROVINCE and not any(place.start <= word.start < place.end for place in places)
            for word in words(self._text)
        ) and bool(places)

    def _is_own(self, place: Place) -> bool:
        before, after = self._cues.clause_around(self._text, place.start, place.end)
        return self._cues.is_own(fold(f"{before} {after}"))

    def _place_guess(self, question: Question, base: Reading) -> Reading | None:
        places = self._places(question)
        if not places:
            return None
        if len({place.value for place in places}) > 1 or self._also_quebec(places):
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
        outside = "abroad" if fold(place.text) in outside_canada() else "other_province"
        spec = self._reader.script.spec(question.name)
        return next((value for value in (OUTSIDE, outside) if value in spec.values), None)

    def _unnamed(self, question: Question) -> bool:
        """Whether a mere yes is typed where a name is asked: who, then?"""
        said = self._ears.yes_no(self._text, self._language) if self._bare(self._folded) else None
        return bool(said) and bool(question.choices)

    def _free_option(self, question: Question) -> Value | None:
        """In a question of free words: one of its few options or states, typed whole, a typo allowed."""
        states = (one for one in self._reader.commands[self._language] if one.id in question.allows)
        offered = (*question.choices, *states)
        if self._bare(self._folded) and self._ears.yes_no(self._text, self._language) is False and question.choices:
            return question.choices[0].id
        return choices.whole(self._text, offered) or self._by_position(question)

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
        script = self._reader.script
        named = (
            named or choices.misspelled_within(self._text, self._reader.commands[self._language], bare=self._bare).ids
        )
        journeys = [one for one in named if one in script.opened_by and self._is_journey(script.opened_by[one])]
        return journeys[0] if len(journeys) == 1 and "?" not in self._text else None

    def _is_journey(self, flow: str) -> bool:
        """Whether a flow may open on words inside a sentence: a journey, or what asks to confirm before anything happens."""
        opened = self._reader.script.flows[flow]
        return opened.kind is FlowKind.FLOW or opened.steps[0].kind is StepKind.OFFER

    def _facts(self, question: Question | None) -> Iterator[tuple[str, Value]]:
        """The facts of the vocabulary that are taken from a sentence whatever was asked."""
        asked = question.name if question else ""
        if "?" in self._text or self._is_of_a_run(question):
            return
        yield from self._places_beside(asked)
        for fact, spec in self._reader.script.vocabulary.items():
            if not spec.heard or fact == asked:
                continue
            if spec.bands:
                yield from self._age_beside(fact, spec)
            elif spec.type in (FactType.ONE, FactType.MANY):
                yield from self._options_beside(fact, spec)
            elif spec.type is FactType.DATE:
                yield from self._date_beside(fact, spec)

    def _is_of_a_run(self, question: Question | None) -> bool:
        """Whether the question is of one run (the partner's, a handoff's): what is said there isn't of the person."""
        if question is None or question.asks is not Asks.FACT:
            return False
        return self._reader.script.spec(question.name).scope is Scope.RUN

    def _options_beside(self, fact: str, spec: FactSpec) -> Iterator[tuple[str, Value]]:
        named = self._reader.heard_options(self._language, fact)
        besides = self._cues.is_own if spec.several else self._cues.is_certain
        elsewhere = _anything if spec.several else self._cues.is_calm
        scruples = choices.Scruples(besides=besides, elsewhere=elsewhere, bare=self._bare)
        clauses = self._cues.clauses(self._text)
        match = choices.mean(self._text, clauses, named, several=spec.several, scruples=scruples)
        found = tuple(one for one in match.sure if one != spec.exclusive)
        if found:
            yield fact, found if spec.several else found[0]

    def _age_beside(self, fact: str, spec: FactSpec) -> Iterator[tuple[str, Value]]:
        """One's own age, where a clause says it in full: "j'ai 12 ans"."""
        for clause in self._cues.clauses(self._text):
            number = self._ears.number_alone(_unglued(clause), self._language, self._cues.age)
            if number and self._cues.tells_age(_unglued(clause)):
                yield from ((fact, value) for value, (low, high) in spec.bands.items() if low <= number <= high)

    def _date_beside(self, fact: str, spec: FactSpec) -> Iterator[tuple[str, Value]]:
        """A date in a clause that says what it is the date of, and of nobody else."""
        role, found = Role.of(fact), []
        for clause in self._cues.clauses(self._text):
            if role in self._cues.roles(clause) and self._cues.is_own(fold(clause)):
                dates = self._ears.dates(clause, self._today, self._language, past=spec.not_after_today)
                found += [one for one in dates if (one.value <= self._today) == spec.not_after_today]
        if len(found) == 1:
            yield fact, found[0].value.isoformat()

    def _places_beside(self, asked: str) -> Iterator[tuple[str, Value]]:
        for place in self._reader.gazetteer.find(self._text):
            role = self._role(place)
            known = place.sure and role in FACTS and place.kind != OUTSIDE and self._is_own(place)
            leaves = role is Role.GOAL and place.value in self._reader.metropolitan
            if known and role is not None and role.fact != asked and not leaves:
                yield role.fact, place.value

    @property
    def _cues(self) -> Cues:
        return self._reader.cues[self._language]

    def _role(self, place: Place) -> Role | None:
        """What the words around a place say of it: home, destination, or a place one leaves."""
        before, after = self._cues.clause_around(self._text, place.start, place.end)
        led, followed = fold(self._text[: place.start]).split()[-1:], fold(after).split()[:1]
        if not self._cues.apart.isdisjoint(led) or not NOT_AFTER.isdisjoint(followed):
            return Role.AWAY
        return self._cues.role_before(before)


def _unglued(text: str) -> str:
    """The text with its numbers apart from the letters after them: "24ans"."""
    return _GLUED.sub(r"\1 \2", text)


def _anything(_clause: str) -> bool:
    """Whatever is said elsewhere changes nothing."""
    return True


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
