"""What must never be misread: somebody else's status, a wish, a refusal, a place one leaves; a consent is only ever whole."""

from __future__ import annotations

import pytest

from tests.conversation.people import Person
from tests.conversation.test_handoffs import at_the_consent
from tests.understanding.test_reader import asked, read


@pytest.mark.parametrize(
    ("language", "fact", "text"),
    [
        ("fr", "situation", "ma femme a la résidence permanente"),
        ("fr", "situation", "mon mari est citoyen"),
        ("fr", "situation", "bientôt résident permanent"),
        ("fr", "situation", "ma demande de résidence permanente est en cours"),
        ("fr", "situation", "j'ai perdu ma résidence permanente"),
        ("fr", "situation", "suis-je résident permanent?"),
        ("fr", "other_programme", "quand je serai résident permanent"),
        ("en", "other_programme", "when I am a permanent resident"),
        ("fr", "situation", "je ne suis pas résident permanent"),
        ("es", "situation", "no soy residente permanente"),
        ("es", "situation", "mi esposa es residente permanente"),
        ("en", "situation", "my husband is a permanent resident"),
        ("fr", "status", "permis pas fermé"),
        ("fr", "status", "j'avais un permis ouvert il est expiré"),
        ("fr", "job_offer", "j'ai refusé l'offre"),
        ("fr", "job_offer", "mon mari a accepté un emploi"),
        ("fr", "job_offer", "j'ai un emploi à Montréal"),
        ("en", "job_offer", "I refused the offer"),
        ("en", "job_offer", "I have accepted nothing"),
        ("es", "job_offer", "no tengo trabajo"),
        ("es", "job_offer", "rechacé la oferta"),
        ("fr", "age_band", "j'ai 3 enfants"),
        ("fr", "age_band", "mon fils a 12 ans"),
        ("en", "age_band", "my son is 12"),
        ("es", "age_band", "tengo 2 hijos"),
        ("fr", "age_band", "bientôt 18"),
        ("fr", "age_band", "18 dans un mois"),
        ("fr", "destination", "je veux quitter Montréal"),
        ("fr", "destination", "pas Rimouski"),
        ("fr", "destination", "loin de Montréal"),
        ("fr", "destination", "ma sœur habite à Rimouski"),
        ("fr", "destination", "Québec ou Montréal"),
        ("en", "destination", "leave Montreal"),
        ("fr", "residence", "je n'habite plus à Montréal"),
        ("fr", "residence", "j'habite sur la rue Sherbrooke"),
        ("es", "residence", "no vivo en Montreal"),
        ("fr", "other_programme", "oui mais fini"),
        ("en", "other_programme", "yes but i finished"),
    ],
)
def test_what_could_be_something_else_is_never_taken_as_sure(language: str, fact: str, text: str) -> None:
    person = asked(fact, language)
    before = person.facts
    reading = read(person, text)
    assert reading.option is None
    assert not {"status", "situation", "job_offer", "residence", "destination"} & {name for name, _ in reading.answers}
    person.say(text=text, **{key: value for key, value in vars(reading).items() if value})
    assert person.facts == before


@pytest.mark.parametrize(
    "text",
    [
        "vous l'envoyez à qui?",
        "oui j'accepte pas",
        "d'accord mais plus tard",
        "je veux pas",
        "ne l'envoyez pas",
        "j'accepte ?",
    ],
)
def test_only_a_whole_yes_is_a_consent(text: str) -> None:
    reading = read(at_the_consent(), text)
    assert reading.option in (None, "refuse")


def test_a_plain_yes_is_a_consent_and_any_no_a_refusal() -> None:
    person = at_the_consent()
    assert read(person, "oui").option == "consent"
    assert read(person, "oui j'acepte").option == "consent"
    assert read(person, "oui merci").option == "consent"
    assert read(person, "oui mais").option != "consent"
    assert read(person, "non merci").option == "refuse"
    assert read(person, "je n'accepte pas").option == "refuse"


@pytest.mark.parametrize("text", ["qu'est-ce qui est effacé?", "d'accord mais plus tard", "effacer tout sauf mon nom"])
def test_nothing_is_erased_by_a_question_or_a_maybe(text: str) -> None:
    person = Person().begin().say(command="delete_my_data")
    assert read(person, text).option in (None, "keep")


def test_an_age_that_erases_is_confirmed_where_only_its_number_in_the_list_was_typed() -> None:
    person = asked("age_band")
    assert read(person, "12 ans").option == "under_14"
    assert read(person, "moins de 14 ans").option == "under_14"
    for text in ("1", "6", "3 ans"):
        assert (read(person, text).option, read(person, text).guesses) == (None, ("under_14",))


@pytest.mark.parametrize(
    ("language", "text"),
    [
        ("fr", "j'ai 12 ans et je veux partir"),
        ("en", "I'm 12 years old"),
        ("es", "tengo 12 años, quiero ir a Rimouski"),
    ],
)
def test_an_age_said_whatever_was_asked_is_heard(language: str, text: str) -> None:
    assert ("age_band", "under_14") in read(asked("other_programme", language), text).answers


def test_a_fact_said_otherwise_than_before_is_a_change_to_confirm() -> None:
    person = asked("other_programme")
    person.say(answers=(("destination", "Sherbrooke"),))
    assert person.facts["destination"] == "Rimouski"
    assert person.question.flow == "confirm_change"
    person.tap("change_it")
    assert person.facts["destination"] == "Sherbrooke"


def test_a_wish_for_another_language_is_heard_even_where_free_words_are_asked() -> None:
    person = Person().begin().tap("human")
    assert read(person, "english please").wants_language == "en"


@pytest.mark.parametrize("text", ["non", "oui", "rien", "1", "\u200b", "\x00", "je ne veux pas le dire"])
def test_a_way_to_be_reached_holds_a_number_or_an_address(text: str) -> None:
    person = Person().begin().tap("human").say(text=text)
    assert "contact" not in person.facts
    assert person.question.name == "contact"
