"""The answer to the question on screen: sure where nothing said could turn it, else a guess to confirm, else nothing."""

from __future__ import annotations

from bot.conversation.events import Reading
from bot.conversation.facts import FactSpec, FactType, Value
from bot.conversation.question import Asks, Question
from bot.conversation.script import FlowKind
from bot.understanding import choices
from bot.understanding.asides import Asides
from bot.understanding.cues import Role
from bot.understanding.hearing import anything, several, unglued
from bot.understanding.numbers import LAST
from bot.understanding.place_words import CITY_OR_PROVINCE, outside_canada
from bot.understanding.places import OUTSIDE, Place
from bot.understanding.text import fold, words

OF_OTHERS = ("partner", "children", "adult")
"""Questions about somebody else, in whose answers people are named."""
LAST_DIGIT = 9
LONGEST_REFUSAL = 4
"""Words at most in a denial that is taken for a refusal; a longer one may be about something else."""
LONGEST_YES = 2
"""Words at most in a yes that decides: "oui merci"."""
LEARNING = "learning"
"""The purpose of what is kept to learn from: a yes to it is a consent."""
SAFE = ("refuse", "keep")
"""The options that change nothing and send nothing."""


class Answers(Asides):
    """Reads the answer."""

    def _answer(self, question: Question, base: Reading) -> Reading | None:
        """The answer, where it is sure."""
        if self._is_strict(question):
            option = self._decision(question)
            return found(base, option=option) if option else None
        if exact := choices.exact(self._text, question.choices):
            return found(base, option=(exact,) if several(question) else exact)
        if (state := self._state(question)) is not None:
            return found(base, option=state)
        if chosen := self._by_position(question):
            return self._chosen(question, base, chosen)
        if self._command(typos=False):
            return None
        value = self._typed_value(question)
        if value is None:
            value = self._named(question)
        if value is not None:
            spec = self._lore.script.spec(question.name) if question.asks is Asks.FACT else None
            if spec and value in spec.opens and self._slips(spec):
                return found(base, guesses=(str(value),))
            return found(base, option=value, answers=self._said_besides(question))
        named = choices.within(self._text, question.choices, bare=self._bare)
        if not named and (given := self._given(question)):
            return found(base, answers=given)
        return None

    def _chosen(self, question: Question, base: Reading, value: Value) -> Reading:
        """The answer of that number; one that opens a flow at once (an erasure) is confirmed first, a number slips easily."""
        if question.asks is Asks.FACT and value in self._lore.script.spec(question.name).opens:
            return found(base, guesses=(str(value),))
        return found(base, option=value)

    def _is_strict(self, question: Question) -> bool:
        """Whether only a whole answer counts: a consent, or the confirmation of what can't be undone."""
        flow = self._lore.script.flows.get(question.flow)
        repair = flow is not None and flow.kind is FlowKind.REPAIR
        kept = question.asks is Asks.FACT and self._lore.script.spec(question.name).purpose == LEARNING
        return kept or question.asks is Asks.CONSENT or (question.asks is Asks.WAY and repair)

    def _decision(self, question: Question) -> str | None:
        """The whole text as an answer; where it says no in whatever words, the answer that changes nothing."""
        chosen = choices.whole(self._text, question.choices) or self._by_position(question)
        if isinstance(chosen, str):
            return chosen
        if question.asks is Asks.FACT:
            return None
        safe = next((choice.id for choice in question.choices if choice.id in SAFE), None)
        if "?" in self._text or not safe:
            return None
        said = self._ears.yes_no(self._text, self._language)
        denies = len(self._folded.split()) <= LONGEST_REFUSAL and not self._cues.affirms(self._folded)
        if said is False or denies:
            return safe
        first = question.choices[0].id
        plain = len(self._folded.split()) <= LONGEST_YES and self._cues.is_certain(self._folded)
        return first if said and plain and first != safe else None

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
        return isinstance(value, str) and asked in self._lore.script.spec(fact).implies.get(value, {})

    def _guess(self, question: Question, base: Reading) -> Reading | None:
        """Answers that the text may mean, or why it can't be one."""
        if question.type is FactType.PLACE:
            return self._place_guess(question, base)
        if self._is_strict(question):
            return None
        match = self._mean(question)
        begun = self._begins_by_yes_or_no() if question.type is FactType.YES_NO else None
        banded = question.asks is Asks.FACT and bool(self._lore.script.spec(question.name).bands)
        guesses = (begun,) if begun else () if banded else match.guesses
        if guesses and question.asks is Asks.FACT:
            return found(base, guesses=guesses)
        return None

    def _begins_by_yes_or_no(self) -> str | None:
        """What a longer answer begins by: "si mi mamá está de acuerdo"."""
        said = self._ears.yes_no(self._folded.split()[0], self._language)
        return None if said is None else "yes" if said else "no"

    def _state(self, question: Question) -> str | None:
        """`unknown` or `declined`, where the question allows it and the text is just that, a typo allowed."""
        states = tuple(one for one in self._lore.commands[self._language] if one.id in question.allows)
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
        if several(question):
            return ids
        return ids[0] if len(ids) == 1 else None

    def _typed_value(self, question: Question) -> Value | None:
        """The value by the type of the fact: yes or no, a date, a number, a place."""
        if question.asks is Asks.FACT and (band := self._band(self._lore.script.spec(question.name))):
            return band
        match question.type:
            case FactType.YES_NO:
                return self._yes_or_no()
            case FactType.NUMBER:
                number = self._ears.number(self._text, self._language)
                return None if number is None else str(number)
            case FactType.DATE:
                return self._day(self._lore.script.spec(question.name))
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
        number = self._ears.number_alone(unglued(self._text), self._language, self._cues.age)
        return next((value for value, (low, high) in spec.bands.items() if number and low <= number <= high), None)

    def _slips(self, spec: FactSpec) -> bool:
        """Whether the number said is one digit: more likely a button's than an age."""
        number = self._ears.number(unglued(self._text), self._language) if spec.bands else None
        return number is not None and number <= LAST_DIGIT

    def _day(self, spec: FactSpec) -> str | None:
        found = self._ears.dates(self._text, self._today, self._language, past=spec.not_after_today)
        exact = [one for one in found if spec.not_after_today or one.precision.value == "day"]
        return exact[0].value.isoformat() if exact else None

    def _given(self, question: Question) -> tuple[tuple[str, Value], ...]:
        """What answers the question by another fact: a date where a departure is asked."""
        if question.asks is not Asks.FACT:
            return ()
        vocabulary = self._lore.script.vocabulary
        dates = (one for one in vocabulary[question.name].given_by if vocabulary[one].type is FactType.DATE)
        return tuple((fact, day) for fact in dates if (day := self._day(vocabulary[fact])))

    def _named(self, question: Question) -> Value | None:
        if question.asks is Asks.FACT and self._lore.script.spec(question.name).bands:
            return choices.whole(self._text, question.choices)
        match = self._mean(question)
        if not match.sure or ("?" in self._text and question.type is FactType.ONE):
            return None
        return match.sure if several(question) else match.sure[0]

    def _mean(self, question: Question) -> choices.Match:
        clauses = self._cues.clauses(self._text)
        scruples = self._scruples(question)
        return choices.mean(self._text, clauses, question.choices, several=several(question), scruples=scruples)

    def _scruples(self, question: Question) -> choices.Scruples:
        """What may be said beside an answer without making it a guess: little where a misreading would cost."""
        cues = self._cues
        besides: choices.Says = cues.is_own
        elsewhere: choices.Says = anything
        if question.asks is Asks.FACT and question.type is FactType.ONE:
            of_others = question.name.startswith(OF_OTHERS)
            besides, elsewhere = cues.plainly_of_others if of_others else cues.plainly, cues.is_calm
        return choices.Scruples(besides=besides, elsewhere=elsewhere, bare=self._only_whole(question))

    def _only_whole(self, question: Question) -> choices.Says:
        """The forms that are never found inside a sentence: a yes, a no, and the name of a language."""
        languages: set[str] = set()
        if question.asks is Asks.WAY:
            step = self._lore.script.flows[question.flow].step(question.name)
            setting = {way.id for way in step.ways if way.sets} if step else set()
            languages = {form for one in question.choices if one.id in setting for form in choices.forms(one)}
        return lambda form: form in languages or self._bare(form)

    def _unnamed(self, question: Question) -> bool:
        """Whether a mere yes is typed where a name is asked: who, then?"""
        said = self._ears.yes_no(self._text, self._language) if self._bare(self._folded) else None
        return bool(said) and bool(question.choices)

    def _free_option(self, question: Question) -> Value | None:
        """In a question of free words: one of its few options or states, typed whole, a typo allowed."""
        states = (one for one in self._lore.commands[self._language] if one.id in question.allows)
        offered = (*question.choices, *states)
        if self._bare(self._folded) and self._ears.yes_no(self._text, self._language) is False and question.choices:
            return question.choices[0].id
        return choices.whole(self._text, offered) or self._by_position(question)

    # --- places --------------------------------------------------------------------------------------------------------

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
        return [place for place in self._lore.gazetteer.find_answer(self._text) if self._role(place) in fitting]

    def _also_quebec(self, places: list[Place]) -> bool:
        """Whether "Québec" is named beside another place: the city or the province can't be told."""
        return any(
            word.form in CITY_OR_PROVINCE and not any(place.start <= word.start < place.end for place in places)
            for word in words(self._text)
        ) and bool(places)

    def _place_guess(self, question: Question, base: Reading) -> Reading | None:
        places = self._places(question)
        if not places:
            return None
        if len({place.value for place in places}) > 1 or self._also_quebec(places):
            return found(base, refusal="place_ambiguous")
        return self._one_place(base, places[0])

    def _one_place(self, base: Reading, place: Place) -> Reading:
        assert self._question is not None
        value = self._value_of(place, self._question)
        return found(base, guesses=(value,)) if value else found(base, refusal="place_unknown")

    def _value_of(self, place: Place, question: Question) -> str | None:
        """A place as the fact holds it: what is outside Québec is an option of its own."""
        if place.kind != OUTSIDE:
            return place.value
        outside = "abroad" if fold(place.text) in outside_canada() else "other_province"
        spec = self._lore.script.spec(question.name)
        return next((value for value in (OUTSIDE, outside) if value in spec.values), None)


def found(base: Reading, **what: object) -> Reading:
    """The reading with what was found."""
    return Reading(**{**vars(base), **what})
