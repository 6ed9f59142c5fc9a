"""Someone who only types: each text is read by the real reader, then taken by the heart."""

from __future__ import annotations

from collections.abc import Mapping

from bot.conversation.events import Said
from bot.conversation.facts import Value
from tests.conversation.people import Person
from tests.conversation.test_handoffs import at_the_consent
from tests.understanding.test_reader import asked, read

AT_THE_PARTNER: Mapping[str, Value] = {"csq": "no", "sae_r_enrolled": "no", "status": "temporary_worker_open"}


def typed(person: Person, *texts: str) -> Person:
    """The person types these texts, one after the other; `sent` then holds only what they made happen."""
    person.sent.clear()
    for text in texts:
        person.do(Said(text=text, reading=read(person, text)))
    return person


def done(person: Person) -> list[str]:
    """The names of the effects that were applied."""
    return [type(effect).__name__ for effect in person.sent]


def at_the_partner(language: str = "fr") -> Person:
    """Someone with an open permit who is asked about their partner."""
    person = asked("situation", language).say(option="temporary")
    for fact, value in AT_THE_PARTNER.items():
        if person.question.name == fact:
            person.say(option=value)
    for _ in range(4):
        if person.question.name == "partner":
            return person.tap("screen")
        person.say(option=AT_THE_PARTNER[person.question.name])
    raise AssertionError(f"the question is {person.question.name}")


def facing_the_consent(language: str = "fr") -> Person:
    """Someone who reads the page in this language and is asked whether it may go."""
    person = at_the_consent()
    return person if language == "fr" else typed(person, {"en": "English", "es": "Español"}[language])
