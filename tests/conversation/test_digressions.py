"""A question asked in the middle of a questionnaire is answered, with its date and its sources, then the question comes back."""

from __future__ import annotations

import pytest

from bot.conversation.words import LANGUAGES
from tests.conversation.people import Person, the_knowledge

ANSWERS = tuple(the_knowledge().answers)
WITH_A_HUMAN = ("report_discrimination", "ask_immigration_procedure", "urgent_departure")


def at_a_question(language: str = "fr") -> Person:
    """Someone in the middle of the programmes, in a language."""
    person = Person().begin()
    if language != "fr":
        person.say(wants_language=language)
    person.tap("eligibility", "job", "later")
    assert person.question.name == "destination"
    return person


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("answer", ANSWERS)
def test_a_question_in_the_middle_is_answered_then_the_question_comes_back(answer: str, language: str) -> None:
    person = at_a_question(language).say(intents=((answer, 0.95),))
    assert f"{answer}.says.answer" in person.keys
    text = person.replies[person.keys.index("answers.checked")].text
    assert "2026" in text
    for source in the_knowledge().answers[answer].sources:
        assert source in text
    for place in the_knowledge().answers[answer].official:
        assert place.site in text
    if answer in WITH_A_HUMAN:
        assert person.question.name == "after"
        person.tap("go_on")
    assert person.question.name == "destination"


@pytest.mark.parametrize("answer", WITH_A_HUMAN)
def test_after_what_is_grave_a_human_is_one_button_away(answer: str) -> None:
    person = at_a_question().say(intents=((answer, 0.95),)).tap("human")
    assert person.state.frames[-1].flow == "human" or person.question.name in ("contact", "contact_hour", "age_band")


def test_an_answer_can_be_asked_again_later() -> None:
    person = at_a_question().say(intents=(("ask_housing", 0.95),)).say(intents=(("ask_housing", 0.95),))
    assert "ask_housing.says.answer" in person.keys
    assert person.question.name == "destination"


def test_an_answer_asked_from_the_menu_leads_back_to_the_menu() -> None:
    person = Person().begin().say(intents=(("ask_health", 0.95),))
    assert person.keys[0] == "ask_health.says.answer"
    assert person.question.name == "menu"
