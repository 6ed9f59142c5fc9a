"""What a hurried, frightened or joking newcomer types, from the text to what became of it.

Nothing too good is concluded, nothing leaves, nothing is lost.
"""

from __future__ import annotations

import pytest

from tests.adversarial.newcomer import at_the_partner, done, facing_the_consent, typed
from tests.conversation.people import Person
from tests.understanding.test_reader import asked

BLANK_STATUS = {"status", "situation"}


@pytest.mark.parametrize(
    "text",
    [
        "mon mari est résident permanent",
        "on m'a refusé la résidence permanente",
        "si j'étais résident permanent",
        "un ami m'a dit qu'avec un permis de travail ouvert on peut partir",
        "est-ce qu'un résident permanent peut aller à Gaspé?",
        "I was refused permanent residence",
        "my brother is an international student",
        "no soy residente permanente",
        "mi hermano tiene permiso de trabajo abierto",
        "permis expiré",
    ],
)
def test_first_words_about_somebody_else_or_another_time_give_no_status(text: str) -> None:
    assert not BLANK_STATUS & set(typed(Person(), text).facts)


@pytest.mark.parametrize(
    ("language", "texts"),
    [
        ("fr", ["ma femme cherche un emploi et elle est résidente permanente", "elle a la résidence permanente"]),
        ("fr", ["il veut étudier, il habite à Rimouski", "demande d'asile"]),
        ("en", ["a job", "he has a closed work permit, we live in Rimouski"]),
        ("es", ["mi esposa es residente permanente y busca trabajo", "residente permanente"]),
    ],
)
def test_what_is_said_of_the_partner_is_never_taken_for_the_person(language: str, texts: list[str]) -> None:
    person = at_the_partner(language)
    typed(person, *texts)
    assert (person.facts["status"], person.facts["situation"]) == ("temporary_worker_open", "temporary")
    assert person.facts["residence"] == "rmm"


def test_the_licence_that_expired_is_the_driver_s() -> None:
    person = Person().begin().tap("readiness", "destination").say(option="Matane").tap("transport")
    while person.question.name not in ("licence", "themes"):
        person.say(option="rural")
    assert person.question.name == "licence"
    assert not BLANK_STATUS & set(typed(person, "permis expiré").facts)


@pytest.mark.parametrize(
    ("language", "text"),
    [
        ("fr", "vous l'envoyez à qui?"),
        ("fr", "oui si c'est gratuit"),
        ("fr", "ok mais d'abord changez mon numéro"),
        ("fr", "mon mari dit oui"),
        ("fr", "handoff:consent:consent:1"),
        ("en", "I agree but later"),
        ("en", "yes but not my phone"),
        ("es", "de acuerdo pero despues"),
        ("es", "si pero no mi telefono"),
    ],
)
def test_nothing_leaves_on_a_question_a_condition_or_a_later(language: str, text: str) -> None:
    assert "SendReferral" not in done(typed(facing_the_consent(language), text))


@pytest.mark.parametrize(("language", "text"), [("fr", "oui"), ("fr", "OUI!!!"), ("en", "yes"), ("es", "sí")])
def test_a_plain_yes_sends_the_page(language: str, text: str) -> None:
    assert done(typed(facing_the_consent(language), text)) == ["SendReferral"]


def test_distress_is_heard_while_a_consent_or_free_words_wait_and_nothing_leaves() -> None:
    person = typed(facing_the_consent(), "je veux mourir")
    assert person.question.flow == "distress"
    assert done(person) == []
    person.tap("go_on")
    assert person.question.name == "consent"
    contact = typed(Person().begin().tap("human"), "mon mari me frappe, n'appelez pas à la maison")
    assert contact.question.flow == "distress"
    assert "contact" not in contact.facts


@pytest.mark.parametrize(
    "text",
    ["effacer?", "si j'efface, l'organisme garde ma page?", "oui mais gardez mon nom", "je veux pas tout effacer"],
)
def test_a_question_about_erasing_erases_nothing(text: str) -> None:
    person = typed(asked("departure"), "effacer mes données", text)
    assert done(person) == []
    assert person.facts["project"] == ("job",)


@pytest.mark.parametrize(
    ("language", "text"),
    [
        ("fr", "j'ai 3 enfants"),
        ("fr", "j'ai 12 ans d'expérience"),
        ("fr", "quand j'avais 12 ans"),
        ("en", "I have 2 kids"),
        ("en", "I have 10 years of experience"),
        ("es", "tengo 2 hijos"),
        ("es", "tengo 10 años de experiencia"),
    ],
)
@pytest.mark.parametrize("fact", ["project", "age_band"])
def test_children_and_years_of_work_erase_nobody(fact: str, language: str, text: str) -> None:
    assert done(typed(asked(fact, language), text)) == []


@pytest.mark.parametrize("text", ["je ne suis pas mineur", "j'aurai 18 ans en mars", "bientôt 18"])
def test_an_age_to_come_or_denied_is_asked_again(text: str) -> None:
    assert "age_band" not in typed(asked("age_band"), text).facts


def test_sixteen_said_anywhere_asks_for_an_adult_before_anything_is_prepared() -> None:
    person = typed(asked("departure"), "j'ai 16 ans", "parler à une personne")
    assert person.question.name == "adult_agrees"
    typed(person, "non j'ai personne")
    assert "human.says.adult_first" in person.keys
    assert done(person) == []


@pytest.mark.parametrize(
    "text", ["parler à une personne", "I want to talk to a person", "quiero hablar con una persona"]
)
def test_the_very_first_words_may_ask_for_a_person(text: str) -> None:
    person = typed(Person(), text)
    assert person.question.flow == "human"
    assert person.keys[0] == "welcome.says.hello"


@pytest.mark.parametrize(
    "text",
    [
        "{operator} {0.__class__} %s %(x)s",
        "'; DROP TABLE person;--",
        "<script>alert(1)</script>",
        "\x00",
        "\u200b",
        "👍" * 300,
        "مرحبا كيف حالك",
        "\u202eabc",
        "a" * 4000,
    ],
)
def test_strange_texts_are_answered_kindly_and_change_nothing(text: str) -> None:
    person = asked("situation")
    before = dict(person.facts)
    typed(person, text)
    assert {**person.facts, "language": "fr"} == before
    assert person.question.name == "situation"
    assert person.replies
