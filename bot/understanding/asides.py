"""What a sentence says beside the question: facts that are taken whatever was asked, and wishes to go somewhere else."""

from __future__ import annotations

from collections.abc import Iterator

from bot.conversation.facts import FactSpec, FactType, Scope, Value
from bot.conversation.question import Asks, Question
from bot.conversation.script import FlowKind, StepKind
from bot.understanding import choices
from bot.understanding.cues import Role
from bot.understanding.hearing import Hearing, anything, unglued
from bot.understanding.places import OUTSIDE
from bot.understanding.text import fold

FACTS = (Role.HOME, Role.GOAL)


class Asides(Hearing):
    """Reads what is said beside."""

    def _facts(self, question: Question | None) -> Iterator[tuple[str, Value]]:
        """The facts of the vocabulary that are taken from a sentence whatever was asked."""
        asked = question.name if question else ""
        if "?" in self._text or self._is_of_a_run(question):
            return
        yield from self._places_beside(asked)
        for fact, spec in self._lore.script.vocabulary.items():
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
        return self._lore.script.spec(question.name).scope is Scope.RUN

    def _options_beside(self, fact: str, spec: FactSpec) -> Iterator[tuple[str, Value]]:
        named = self._lore.heard_options(self._language, fact)
        besides = self._cues.is_own if spec.several else self._cues.is_certain
        elsewhere = anything if spec.several else self._cues.is_calm
        scruples = choices.Scruples(besides=besides, elsewhere=elsewhere, bare=self._bare)
        clauses = self._cues.clauses(self._text)
        match = choices.mean(self._text, clauses, named, several=spec.several, scruples=scruples)
        found = tuple(one for one in match.sure if one != spec.exclusive)
        if found:
            yield fact, found if spec.several else found[0]

    def _age_beside(self, fact: str, spec: FactSpec) -> Iterator[tuple[str, Value]]:
        """One's own age, where a clause says it in full: "j'ai 12 ans"."""
        for clause in self._cues.clauses(self._text):
            number = self._ears.number_alone(unglued(clause), self._language, self._cues.age)
            if number and self._cues.tells_age(unglued(clause)):
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
        for place in self._lore.gazetteer.find(self._text):
            role = self._role(place)
            known = place.sure and role in FACTS and place.kind != OUTSIDE and self._is_own(place)
            leaves = role is Role.GOAL and place.value in self._lore.metropolitan
            if known and role is not None and role.fact != asked and not leaves:
                yield role.fact, place.value

    def _wish(self) -> str | None:
        """A command named inside a longer sentence, where just one is."""
        named = choices.within(self._text, self._lore.commands[self._language], bare=self._bare)
        script = self._lore.script
        named = named or choices.misspelled_within(self._text, self._lore.commands[self._language], bare=self._bare).ids
        journeys = [one for one in named if one in script.opened_by and self._is_journey(script.opened_by[one])]
        return journeys[0] if len(journeys) == 1 and "?" not in self._text else None

    def _is_journey(self, flow: str) -> bool:
        """Whether a flow may open on words inside a sentence: a journey, or what asks to confirm before anything happens."""
        opened = self._lore.script.flows[flow]
        return opened.kind is FlowKind.FLOW or opened.steps[0].kind is StepKind.OFFER
