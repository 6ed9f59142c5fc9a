"""Questions, doubts and consents: what is asked is no answer, what is guessed takes nothing away, a yes to one thing is none to another."""

from __future__ import annotations

from dataclasses import dataclass

import pytest

from bot.conversation.events import Reading, Said
from bot.conversation.words import LANGUAGES
from bot.understanding.ears import Heard
from bot.understanding.opening import open_reader
from tests.conversation.people import Person, the_knowledge, the_script


def test_a_distress_only_guessed_gets_a_word_in_case_and_the_question_comes_back() -> None:
    for language in LANGUAGES:
        person = Person().begin(language).tap("eligibility", "job", "later")
        person.say(distress="unsure")
        assert person.keys[0] == "worry.says.in_case"
        assert person.question.name == "destination"


@dataclass
class Model:
    """A model that hears the same in whatever is said."""

    heard: Heard

    def hear(self, _text: str) -> Heard:
        return self.heard


def reading_of(text: str, person: Person, heard: Heard) -> Reading:
    """What is read of a text with a model that hears so."""
    return open_reader(the_script(), the_knowledge(), model=Model(heard)).read(text, person.standing, person.now)


@pytest.mark.parametrize(
    ("text", "yes", "language"), [("i want to kill myself", "yes", "en"), ("quiero morirme", "si", "es")]
)
def test_distress_in_the_first_words_is_answered_in_their_language_and_so_is_the_yes(
    text: str, yes: str, language: str
) -> None:
    person = Person()
    reading = reading_of(text, person, Heard(intents=(("express_distress", 0.9),), language=language, sureness=0.95))
    person.do(Said(text=text, reading=reading))
    assert person.state.facts["language"].value == language
    assert {reply.language for reply in person.replies} == {language}
    answer = reading_of(yes, person, Heard(intents=(("affirm", 0.99),), language=language, sureness=0.9))
    assert answer.option == "human"


def test_distress_in_another_language_than_the_conversations_is_answered_in_it() -> None:
    person = Person().begin("en")
    reading = reading_of("mi marido me pega", person, Heard(language="es", sureness=0.97))
    person.do(Said(text="mi marido me pega", reading=reading))
    assert person.replies[0].language == "es"


@pytest.mark.parametrize("text", ["c'est quoi la mauricie", "is sherbrooke nice?", "¿Gatineau queda lejos?"])
def test_a_question_about_a_place_is_not_where_someone_would_live(text: str) -> None:
    person = Person().begin().tap("eligibility", "job", "later")
    reading = reading_of(text, person, Heard(intents=(("ask_region_info", 0.9),)))
    assert (reading.option, reading.answers, reading.guesses) == (None, (), ())
    assert reading.intents[0][0] == "ask_region_info"


def test_a_place_with_a_question_mark_is_an_answer_one_is_not_sure_of() -> None:
    person = Person().begin().tap("eligibility", "job", "later")
    assert reading_of("Rimouski?", person, Heard(intents=(("ask_region_info", 0.9),))).option == "Rimouski"


def test_a_question_about_a_status_does_not_say_ones_own() -> None:
    person = Person().begin().tap("eligibility", "job", "later")
    text = "comment on fait pour demander l'asile"
    reading = reading_of(text, person, Heard(intents=(("ask_immigration_procedure", 0.9),)))
    assert not {"status", "situation"} & {fact for fact, _ in reading.answers}
    assert reading.intents[0][0] == "ask_immigration_procedure"


def test_a_status_that_is_said_is_no_question_about_papers() -> None:
    person = Person().begin().tap("eligibility", "job", "later")
    reading = reading_of(
        "j'ai un permis de travail fermé", person, Heard(intents=(("ask_immigration_procedure", 0.9),))
    )
    assert dict(reading.answers)
    assert reading.intents == ()


@pytest.mark.parametrize(
    "text", ["eso que es", "oui oui mais mon bail", "d'accord mais combien de temps", "yes but what for"]
)
def test_a_yes_with_more_to_say_is_no_consent_to_keep_sentences(text: str) -> None:
    for language in LANGUAGES:
        person = Person().begin(language)
        person.say("grmbl").say("grmbl encore", redacted="grmbl encore")
        assert person.question.name == "keep_unread"
        reading = reading_of(text, person, Heard())
        assert reading.option is None
        assert reading.guesses == ()


def test_a_plain_yes_is_a_consent_to_keep_sentences() -> None:
    for language, text in (("fr", "oui"), ("en", "yes"), ("es", "si")):
        person = Person().begin(language)
        person.say("grmbl").say("grmbl encore", redacted="grmbl encore")
        assert reading_of(text, person, Heard()).option == "yes"


@pytest.mark.parametrize("act", ["affirm", "deny"])
def test_a_yes_to_no_question_has_it_asked_again_and_says_nothing_strange(act: str) -> None:
    person = Person().begin().say(intents=((act, 0.99),))
    assert person.keys == ["welcome.offers.menu.text"]


def test_not_wanting_to_answer_in_any_words_is_no_answer_to_that_question() -> None:
    person = Person().begin().tap("eligibility", "job", "later")
    person.say(intents=(("skip_question", 0.9),))
    assert person.question.name != "destination"


def test_a_request_in_free_words_that_is_also_a_command_is_the_request() -> None:
    person = Person().begin().say(command="talk_to_counsellor")
    while person.question.name not in ("request", "quote"):
        person.say(option="438 555 0166") if person.question.name == "contact" else person.tap("any")
    reading = reading_of("trouver un emploi", person, Heard())
    assert reading.command is None
    assert reading_of("aide", person, Heard()).command == "help"


@pytest.mark.parametrize(
    ("language", "text"), [("fr", "non je veux pas"), ("en", "no i dont want"), ("es", "no quiero responder")]
)
def test_not_wanting_to_say_who_helps_already_is_nobodys_name(language: str, text: str) -> None:
    person = Person().begin(language).say(command="find_organization")
    person.say(option="Rimouski").tap("undecided")
    while person.question.name != "followed_by":
        person.tap(person.question.choices[0].id)
    assert reading_of(text, person, Heard()).option == "declined"
