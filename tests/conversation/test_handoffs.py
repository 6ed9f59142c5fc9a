"""Handing a page over: nothing leaves without a consent that names who receives it, and what left can't be undone."""

from __future__ import annotations

import json

import pytest

from bot.conversation.effects import Erase, PrepareReferral, SendReferral, WithdrawReferral
from bot.conversation.events import Chose
from tests.conversation.people import Person


def at_the_consent(status: str = "permanent_resident", **more: str) -> Person:
    """Someone who reads the page and is asked whether it may go."""
    person = Person().begin().tap("handoff")
    given = {
        "destination": "Rimouski",
        "departure": "later",
        "permit_question": "no",
        "followed_by": "none",
        "project": ("job",),
        "residence": "rmm",
        "situation": "unknown",
        "contact": "514 555-0199",
        "contact_hour": "evening",
        "request": "Je voudrais travailler à Rimouski",
        "quote": "yes",
        "csq": "no",
        "sae_r_enrolled": "no",
        **more,
    }
    for _ in range(20):
        question = person.question
        if question.name == "consent":
            return person
        if question.name == "situation":
            person.say(option=_situation(status))
        elif question.name == "status":
            person.say(option=status)
        elif question.name == "recipient":
            person.say(option=more.get("recipient", question.choices[0].id))
        else:
            person.say(text=str(given[question.name]), option=given[question.name])
    raise AssertionError("the consent was never asked")


def _situation(status: str) -> str:
    return {"permanent_resident": "permanent", "asylum_seeker": "claimant", "temporary_worker_closed": "temporary"}.get(
        status, "other"
    )


def prepared(person: Person) -> PrepareReferral:
    """The last draft."""
    return next(effect for effect in reversed(person.sent) if isinstance(effect, PrepareReferral))


def test_the_page_read_is_the_page_sent() -> None:
    person = at_the_consent()
    page = person.replies[person.keys.index("handoff.page")].text
    assert page == prepared(person).summary
    person.tap("consent")
    sent = person.sent[-1]
    assert isinstance(sent, SendReferral)
    assert (sent.organization, sent.digest) == (prepared(person).organization, prepared(person).digest)
    assert "handoff.says.held" in person.keys


def test_the_first_five_lines_say_deadline_contact_language_who_follows_and_what_is_asked() -> None:
    lines = prepared(at_the_consent()).summary.splitlines()[1:6]
    for line, part in zip(
        lines, ("Plus tard", "514 555-0199", "français", "Personne", "travailler à Rimouski"), strict=True
    ):
        assert part in line


def test_someone_who_reads_english_reads_the_page_in_english_and_the_french_that_goes() -> None:
    person = at_the_consent()
    person.say(wants_language="en")
    page = person.replies[person.keys.index("handoff.page")].text
    assert prepared(person).summary in page
    assert len(page) > 1.5 * len(prepared(person).summary)


def test_refusing_sends_nothing_and_costs_nothing() -> None:
    person = at_the_consent()
    before = person.facts
    person.tap("refuse")
    assert isinstance(person.sent[-1], WithdrawReferral)
    assert not any(isinstance(effect, SendReferral) for effect in person.sent)
    assert person.facts == before
    assert "handoff.says.refused" in person.keys


def test_an_answer_changed_after_the_page_was_read_makes_a_new_page_and_the_old_consent_is_void() -> None:
    person = at_the_consent()
    old = person.button("consent")
    person.say(command="change").tap("contact_hour", "morning")
    assert person.question.name == "consent"
    assert "Le matin" in prepared(person).summary
    person.do(old)
    assert not any(isinstance(effect, SendReferral) for effect in person.sent)
    person.tap("consent")
    assert isinstance(person.sent[-1], SendReferral)


def test_back_stops_at_what_was_handed_over_and_offers_to_withdraw_it() -> None:
    person = at_the_consent().tap("consent").say(command="go_back")
    assert person.keys[0] == "back.says.blocked_referral"
    person.tap("withdraw_now")
    assert isinstance(person.sent[-1], WithdrawReferral)
    assert "withdraw.says.done" in person.keys


@pytest.mark.parametrize("status", ["asylum_seeker", "no_status", "temporary_worker_closed"])
def test_a_page_never_says_a_status_that_could_cost_someone(status: str) -> None:
    person = at_the_consent(status)
    page = prepared(person)
    body = json.loads(page.body)
    assert "à discuter" in page.summary.lower() or "a discuter" in page.summary.lower()
    assert not {"status", "kind", "programmes", "readiness"} & set(body)
    assert not {"status", "situation", "csq", "permit_end", "employer_change", "request"} & set(body["said"])
    assert "permit" not in body["themes"]
    for revealing in ("asile", "sans statut", "permis fermé", "SAE-R", "travailler à Rimouski"):
        assert revealing.lower() not in page.summary.lower()


def test_a_status_kept_quiet_reads_as_one_that_was_not_said() -> None:
    quiet, declined = prepared(at_the_consent("asylum_seeker")), prepared(at_the_consent("declined"))
    assert set(json.loads(quiet.body)) == set(json.loads(declined.body))


def test_between_14_and_17_nothing_is_handed_over_without_an_adult() -> None:
    person = Person().begin()
    person.say(answers=(("age_band", "14_17"),))
    person.tap("handoff", "no")
    assert "handoff.says.adult_first" in person.keys
    assert person.question.flow == "welcome"
    person.tap("human", "no")
    assert "human.says.adult_first" in person.keys
    assert not person.sent


def test_under_14_the_turn_that_says_so_erases_what_was_kept() -> None:
    person = Person().begin("es").say(answers=(("destination", "Rimouski"),))
    person.say(answers=(("age_band", "under_14"),))
    assert person.sent == [Erase(reason="under_14", language="es")]
    assert person.facts == {"language": "es"}
    assert "child.says.erased" in person.keys


def test_after_an_erasure_no_old_button_fits_a_new_question() -> None:
    person = Person().begin().tap("eligibility")
    old = person.button("job")
    person.say(command="delete_my_data").tap("erase_now").tap("eligibility")
    assert person.question.asking > old.asking
    person.do(old)
    assert "project" not in person.facts


def test_leaving_within_four_weeks_hands_over_to_two_organisations_each_with_its_consent() -> None:
    person = at_the_consent(departure="within_1_week").tap("consent")
    assert person.question.name == "another"
    first = prepared(person).organization
    person.tap("second")
    assert first not in [choice.id for choice in person.question.choices]
    person.say(option=person.question.choices[0].id).tap("consent")
    sent = [effect.organization for effect in person.sent if isinstance(effect, SendReferral)]
    assert len(sent) == len(set(sent)) == 2


def test_a_person_is_reached_before_any_choice_and_waits_with_the_operator() -> None:
    person = (
        Person().begin().tap("human").say(text="marie@exemple.test").tap("any").say(text="J'ai des questions").tap("no")
    )
    assert prepared(person).organization == "operator"
    assert "common.consent.to_operator" in person.keys
    assert "J'ai des questions" not in prepared(person).summary


def test_a_forged_consent_button_sends_nothing() -> None:
    person = at_the_consent()
    asking = person.question.asking
    person.do(Chose(flow="human", step="consent", option="consent", asking=asking))
    person.do(Chose(flow="handoff", step="consent", option="anything", asking=asking))
    assert not any(isinstance(effect, SendReferral) for effect in person.sent)
