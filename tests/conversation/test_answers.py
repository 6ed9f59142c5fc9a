"""Answers, changes and going back: what a person said stays said, and nothing is taken that wasn't."""

from __future__ import annotations

from datetime import timedelta

from bot.conversation.events import Chose
from bot.conversation.journal import Asked
from tests.conversation.people import Person


def at_the_residence() -> Person:
    """Someone who looks for a job, leaves later, for Rimouski, and is asked where they live."""
    person = Person().begin().tap("eligibility", "job", "later")
    person.say(option="Rimouski")
    assert person.question.name == "residence"
    return person


def test_a_fact_given_once_is_recalled_and_not_asked_again() -> None:
    person = at_the_residence().say(command="stop").tap("readiness")
    assert "common.recap" in person.keys
    assert "Rimouski" in person.replies[person.keys.index("common.recap")].text
    person.tap("result")
    assert person.question.name == "after"
    assert person.facts["departure"] == "later"


def test_what_was_said_long_ago_is_confirmed_and_keeps_its_value() -> None:
    person = at_the_residence()
    person.say(command="stop")
    person.now += timedelta(days=20)
    person.tap("eligibility")
    assert person.question.name == "departure"
    assert "common.still_true" not in person.keys
    before = person.state.facts["departure"].said_at
    person.tap("keep_it")
    assert person.facts["departure"] == "later"
    assert person.state.facts["departure"].said_at > before
    assert person.question.name == "residence"


def test_changing_an_early_answer_keeps_the_others_and_says_what_no_longer_applies() -> None:
    person = Person().begin().tap("readiness", "partner", "agrees", "job_or_training")
    person.say(command="change").tap("partner", "none")
    assert "change.says.no_longer" in person.keys
    assert "partner_plan" in person.facts
    assert person.state.facts["partner"].value == "none"
    text = person.replies[person.keys.index("change.says.no_longer")].text
    assert "partenaire" in text or "personne" in text
    assert person.question.name == "themes"


def test_back_undoes_two_facts_said_in_one_sentence_together() -> None:
    person = Person().begin().tap("eligibility")
    person.say(option=("job",), answers=(("destination", "Rimouski"), ("status", "citizen")))
    assert person.facts["destination"] == "Rimouski"
    assert person.facts["situation"] == "permanent"
    person.say(command="go_back")
    assert person.question.name == "project"
    assert not {"project", "destination", "status", "situation"} & set(person.facts)


def test_going_back_again_and_again_comes_to_the_menu_and_no_further() -> None:
    person = at_the_residence()
    for _ in range(12):
        person.say(command="go_back")
    assert person.question.flow == "welcome"
    assert person.facts == {}
    assert "back.says.nothing" in person.keys


def test_an_old_button_changes_an_earlier_answer_only_once_confirmed() -> None:
    person = at_the_residence()
    asking = next(
        turn.number
        for turn in person.conversation.turns
        for entry in turn.entries
        if isinstance(entry, Asked) and entry.fact == "project"
    )
    person.do(Chose(flow="eligibility", step="project", option="training", asking=asking))
    assert person.facts["project"] == ("job",)
    person.tap("change_it")
    assert person.facts["project"] == ("training",)
    assert person.question.name == "residence"


def test_refusing_the_change_of_an_old_button_changes_nothing() -> None:
    person = at_the_residence()
    person.do(Chose(flow="eligibility", step="project", option="training", asking=2))
    person.tap("keep")
    assert person.facts["project"] == ("job",)
    assert "change.says.done" not in person.keys


def test_a_button_of_another_conversation_answers_nothing() -> None:
    person = at_the_residence()
    before = person.facts
    person.do(Chose(flow="handoff", step="consent", option="consent", asking=4))
    assert person.facts == before
    assert person.keys[0] == "common.old_button"
    assert person.question.name == "residence"


def test_not_knowing_and_not_saying_are_answers_to_every_question_about_oneself() -> None:
    for state in ("unknown", "declined"):
        person = Person().begin().tap("eligibility")
        for _ in range(20):
            if person.question.flow == "welcome" or person.question.name == "after":
                break
            person.tap(state)
        assert person.question.name == "after"
        assert set(person.facts.values()) <= {state, (state,)}


def test_another_language_keeps_every_answer_and_the_question() -> None:
    person = at_the_residence()
    before, question = person.facts, person.question.name
    person.say(wants_language="es")
    assert person.standing.language == "es"
    assert person.question.name == question
    assert {**before, "language": "es"} == person.facts


def test_a_day_later_one_may_go_on_or_start_this_part_over() -> None:
    person = at_the_residence()
    person.now += timedelta(days=2)
    person.say(text="allo", command="greet")
    assert person.question.flow == "resume"
    person.tap("go_on")
    assert person.question.name == "residence"
    person.now += timedelta(days=2)
    person.say(text="allo", command="greet").tap("afresh")
    assert person.question.name == "residence"
    assert "common.recap" in person.keys


def test_starting_over_forgets_the_answers_and_keeps_the_language() -> None:
    person = at_the_residence().say(wants_language="en").say(command="restart").tap("start_over")
    assert person.facts == {"language": "en"}
    assert person.question.flow == "welcome"


def test_why_is_answered_and_the_question_keeps_its_buttons() -> None:
    person = at_the_residence()
    asking = person.question.asking
    person.tap("why")
    assert person.keys[0] == "facts.residence.why"
    assert person.question.asking == asking
    person.tap("rmm")
    assert person.facts["residence"] == "rmm"


def test_an_answer_that_the_vocabulary_no_longer_allows_is_dropped_and_said() -> None:
    person = at_the_residence()
    stored = person.conversation.turns
    person.say(option="not_a_place_any_more")
    assert "residence" not in person.facts
    assert person.keys[0] == "common.refused.place_unknown"
    assert person.conversation.turns[: len(stored)] == stored
