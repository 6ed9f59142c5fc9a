"""When a reader gives the text without who wrote it: wherever it may turn out not to be understood, and nowhere else."""

from __future__ import annotations

from dataclasses import dataclass, replace

import pytest

from bot.conversation.events import Reading
from bot.understanding.ears import Heard
from tests.conversation.people import Person
from tests.understanding.test_reader import asked, read, reader

ODD = "et pour le poisson de Fatou je fais quoi"
KEPT = "et pour le poisson de [name] je fais quoi"


@dataclass(frozen=True)
class Hears:
    """A model that hears one intent, so sure."""

    intent: str
    sureness: float

    def hear(self, text: str) -> Heard:
        """The intent."""
        return Heard(intents=((self.intent, self.sureness),))


def heard(intent: str, sureness: float, text: str = ODD) -> Reading:
    person = Person().begin("fr")
    return replace(reader(), model=Hears(intent, sureness)).read(text, person.standing, person.now)


def test_what_the_words_do_not_say_is_given_without_names() -> None:
    assert read(Person().begin("fr"), ODD).redacted == KEPT


@pytest.mark.parametrize("sureness", [0.02, 0.4])
def test_an_intent_faintly_heard_is_not_understanding(sureness: float) -> None:
    assert heard("ask_housing", sureness).redacted == KEPT


def test_what_a_model_is_sure_of_is_understood() -> None:
    assert heard("ask_housing", 0.9).redacted == ""


def test_distress_is_never_given_to_be_kept() -> None:
    assert heard("express_distress", 0.2).redacted == ""
    assert read(Person().begin("fr"), "mon mari me frappe").redacted == ""


def test_an_answer_a_command_and_a_long_text_are_not_given() -> None:
    person = asked("project")
    assert read(person, "un emploi").redacted == ""
    assert read(person, "aide").redacted == ""
    assert read(person, f"{ODD} " * 12).redacted == ""
