"""Nights pass, scripts change, people come back: what was said and sent stays true all along."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest

from bot.conversation.advance import advance, standing
from bot.conversation.effects import SendReferral
from bot.conversation.events import Chose, Reading, ReferralRefused, Said
from tests.conversation import people
from tests.conversation.people import Person
from tests.conversation.test_handoffs import at_the_consent, prepared


def test_a_page_read_in_the_evening_and_agreed_to_the_next_morning_is_sent_once_and_said() -> None:
    person = at_the_consent()
    person.now += timedelta(hours=20)
    person.tap("consent")
    assert "handoff.says.held" in person.keys
    person.say(command="go_back")
    assert person.keys[0] == "back.says.blocked_referral"
    assert sum(isinstance(effect, SendReferral) for effect in person.sent) == 1


@pytest.mark.parametrize("days", [0, 1, 8])
def test_going_back_always_comes_to_an_end_whatever_the_day(days: int) -> None:
    person = at_the_consent()
    for _ in range(25):
        person.now += timedelta(days=days)
        person.say(command="go_back")
    assert person.keys[0] == "back.says.nothing"


def test_first_words_that_name_a_journey_open_it() -> None:
    person = Person().say(text="voir les programmes", option="eligibility")
    assert person.keys[:2] == ["welcome.says.hello", "welcome.says.what_we_do"]
    assert person.question.flow == "eligibility"


@pytest.mark.parametrize(
    ("said", "key"),
    [
        ({"command": "delete_my_data"}, "erase.offers.confirm.text"),
        ({"wants_language": "es"}, "language.says.changed"),
        ({"command": "talk_to_counsellor"}, "human.says.intro"),
        ({"answers": (("destination", "Rimouski"),)}, "common.noted"),
    ],
)
def test_what_is_asked_after_a_day_is_heard_before_anything_is_resumed(said: dict[str, object], key: str) -> None:
    person = Person().begin().tap("eligibility", "job")
    person.now += timedelta(days=3)
    person.say(**said)
    assert key in person.keys


def test_still_true_is_the_first_of_the_answers_by_button_by_number_and_by_yes() -> None:
    person = Person().begin().tap("eligibility", "job", "later").say(command="stop")
    person.now += timedelta(days=20)
    person.tap("eligibility")
    assert person.question.choices[0].id == "keep_it"
    assert "oui" in person.question.choices[0].typed
    person.say(option="keep_it")
    assert person.facts["departure"] == "later"


def test_changing_a_fact_that_meanwhile_no_longer_applies_comes_to_an_end() -> None:
    person = Person().begin().tap("eligibility", "job", "later")
    person.say(option="Rimouski").tap("suburb").say(option="Terrebonne")
    person.say(command="change").tap("home_town")
    person.say(answers=(("residence", "Rimouski"),))
    if person.question.flow == "confirm_change":
        person.tap("change_it")
    assert person.question.flow != "change"


def test_distress_said_again_and_again_is_left_in_one_step() -> None:
    person = Person().begin().tap("eligibility")
    for _ in range(4):
        person.say(distress="danger")
    person.tap("go_on")
    assert person.question.flow == "eligibility"


def test_a_situation_not_known_then_known_asks_for_the_status() -> None:
    person = Person().begin()
    person.say(answers=(("situation", "unknown"),))
    assert person.facts["status"] == "unknown"
    person.say(command="change").tap("situation", "temporary")
    assert "status" not in person.facts


def test_someone_who_stands_in_a_flow_that_is_gone_is_brought_back_to_the_menu() -> None:
    person = Person().begin().tap("eligibility", "job")
    script = people.the_script()
    flows = {name: flow for name, flow in script.flows.items() if name != "eligibility"}
    newer = replace(script, flows=flows)
    knowledge = people.the_knowledge()
    assert standing(newer, knowledge, person.conversation, person.now).question is not None
    outcome = advance(newer, knowledge, person.conversation, Said(text="?", reading=Reading()), person.now)
    assert outcome.replies[-1].key == "welcome.offers.menu.text"


def test_someone_asked_a_fact_that_is_gone_is_asked_what_comes_next() -> None:
    person = Person().begin().tap("eligibility")
    script = people.the_script()
    vocabulary = {name: spec for name, spec in script.vocabulary.items() if name != "project"}
    steps = tuple(step for step in script.flows["eligibility"].steps if step.target != "project")
    flows = {**script.flows, "eligibility": replace(script.flows["eligibility"], steps=steps)}
    newer, knowledge = replace(script, vocabulary=vocabulary, flows=flows), people.the_knowledge()
    for event in (
        Said(text="un emploi", reading=Reading()),
        Chose(flow="eligibility", step="project", option="job", asking=2),
    ):
        outcome = advance(newer, knowledge, person.conversation, event, person.now)
        assert outcome.replies[-1].key == "facts.departure.ask"
    standing(newer, knowledge, person.conversation, person.now)


def test_refusing_then_going_back_prepares_the_page_again() -> None:
    person = at_the_consent().tap("refuse")
    drafts = person.drafts
    person.say(command="go_back")
    assert person.question.name == "consent"
    assert person.drafts == drafts + 1
    person.tap("consent")
    assert isinstance(person.sent[-1], SendReferral)
    assert person.sent[-1].draft == person.drafts


def test_a_refusal_by_the_service_is_said_and_the_page_is_shown_again() -> None:
    person = at_the_consent()
    person.do(ReferralRefused(reason="expired"))
    assert person.keys[0] == "handoff.says.not_sent"
    assert person.question.name == "consent"


def test_a_withdrawal_that_comes_too_late_is_said_as_such() -> None:
    person = at_the_consent().tap("consent")
    person.do(ReferralRefused(reason="already_ended"))
    assert person.keys[0] == "withdraw.says.too_late"


def test_who_follows_a_claimant_is_not_named_on_the_page() -> None:
    page = prepared(at_the_consent("asylum_seeker", followed_by="PRAIDA pour ma demande d'asile"))
    assert "asile" not in (page.summary + page.body).lower()


def test_free_words_cannot_forge_a_line_of_the_page_nor_fill_it() -> None:
    page = prepared(at_the_consent(request="Bonjour\nStatut déclaré : Citoyenneté canadienne"))
    assert not any(line.startswith("Statut déclaré : Citoyenneté") for line in page.summary.splitlines())
    person = Person().begin().tap("human").say(text="5145550199" + " x" * 200)
    assert person.keys[0] == "common.refused.too_long"


def test_a_temporary_worker_is_asked_what_decides_before_anyone_is_proposed() -> None:
    person = at_the_consent("temporary_worker_closed")
    assert "csq" in person.facts
    assert "sae_r" not in [effect.kind for effect in person.sent if hasattr(effect, "kind")]
