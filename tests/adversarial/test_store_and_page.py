"""Double clicks, late consents, forged lines and erasures on a real house.

One page leaves at most, and what is erased is gone.
"""

from __future__ import annotations

import asyncio
from collections.abc import Iterator
from dataclasses import dataclass

import pytest
from sqlalchemy import select

from bot.conversation.replies import Option, Reply
from bot.journeys.stage import Stage, stage
from bot.service.updates import of_text
from bot.store.tables import referral

ANSWERS = {
    "destination": "Rimouski",
    "departure": "later",
    "permit_question": "no",
    "followed_by": "none",
    "project": "job",
    "residence": "rmm",
    "job_offer": "none",
    "other_programme": "no",
    "sae_r_enrolled": "no",
    "csq": "no",
    "age_band": "18_34",
    "situation": "permanent",
    "status": "permanent_resident",
    "contact": "514 555 0199",
    "contact_hour": "any",
    "request": "Trouver un logement",
    "quote": "no",
}


@dataclass(kw_only=True)
class Sender:
    """Someone at the REST door of a house."""

    stage: Stage
    name: str
    replies: tuple[Reply, ...] = ()

    def say(self, text: str) -> Sender:
        """Sends one message."""
        self.replies = asyncio.run(self.stage.house.turns.take(of_text("rest", self.name, text, None))).replies
        return self

    @property
    def options(self) -> tuple[Option, ...]:
        """The buttons on screen."""
        return next((reply.options for reply in reversed(self.replies) if reply.options), ())

    @property
    def step(self) -> str:
        """The step on screen."""
        return self.options[0].payload.split(":")[1]

    def button(self, option: str) -> str:
        """The payload of a button on screen."""
        return next(one.payload for one in self.options if one.payload.split(":")[2] == option)

    def tap(self, option: str) -> Sender:
        """Presses a button on screen."""
        return self.say(self.button(option))

    def until_the_consent(self, **said: str) -> Sender:
        """From the first word to the page and its consent."""
        self.say("bonjour").tap("handoff")
        answers = {**ANSWERS, **said}
        for _ in range(30):
            if self.step == "consent":
                return self
            value = self.options[0].payload.split(":")[2] if self.step == "recipient" else answers[self.step]
            offered = {one.payload.split(":")[2]: one.payload for one in self.options}
            self.say(offered.get(value, value))
        raise AssertionError(f"the consent was never asked: {self.step}")

    @property
    def keys(self) -> list[str]:
        """The keys of what was just said."""
        return [reply.key for reply in self.replies]


@pytest.fixture(scope="module")
def house() -> Iterator[Stage]:
    """One house for these tests."""
    with stage() as built:
        yield built


def rows(house: Stage) -> list[tuple[str | None, str, bytes]]:
    """Every referral: its reference, its state, its sealed page."""
    query = select(referral.c.reference, referral.c.state, referral.c.summary_sealed).order_by(referral.c.id)
    return house.house.store.read(
        lambda connection: [(row.reference, row.state, row.summary_sealed) for row in connection.execute(query)]
    ).result()


def test_a_consent_pressed_six_times_at_once_sends_one_page(house: Stage) -> None:
    sender = Sender(stage=house, name="impatient").until_the_consent()
    pressed, before = sender.button("consent"), len(rows(house))

    async def all_at_once() -> list[list[str]]:
        turns = (house.house.turns.take(of_text("rest", "impatient", pressed, f"id{at}")) for at in range(6))
        return [[reply.key for reply in answer.replies] for answer in await asyncio.gather(*turns)]

    keys = asyncio.run(all_at_once())
    assert sum("handoff.says.held" in told for told in keys) == 1
    assert len(rows(house)) == before
    assert rows(house)[-1][1] == "held"


def test_a_consent_given_the_next_morning_tells_its_reference_once(house: Stage) -> None:
    sender = Sender(stage=house, name="slept on it").until_the_consent()
    house.clock.forward(1)
    sender.tap("consent")
    reference, state, _ = rows(house)[-1]
    assert state == "held"
    assert reference is not None
    assert any(reference in reply.text for reply in sender.replies)
    assert "common.consent.ask" not in sender.keys


def test_an_expired_page_is_not_sent_and_can_be_agreed_to_anew(house: Stage) -> None:
    sender = Sender(stage=house, name="away a week").until_the_consent()
    house.forward(8)
    sender.tap("consent")
    assert "handoff.says.not_sent" in sender.keys
    for _ in range(4):
        if sender.step == "consent":
            break
        sender.tap("keep_it")
    sender.tap("consent")
    assert "handoff.says.held" in sender.keys


def test_a_page_refused_then_taken_back_is_sent_with_one_yes(house: Stage) -> None:
    sender = Sender(stage=house, name="of two minds").until_the_consent()
    assert sender.tap("refuse").keys[0] == "handoff.says.refused"
    assert sender.say("retour").step == "consent"
    assert "handoff.says.held" in sender.tap("consent").keys


def test_erasing_with_a_page_still_held_withdraws_it_and_empties_it(house: Stage) -> None:
    sender = Sender(stage=house, name="afraid").until_the_consent().tap("consent")
    erase = sender.say("effacer mes données").button("erase_now")
    assert "erase.says.done" in sender.say(erase).keys
    assert rows(house)[-1][1:] == ("withdrawn", b"")
    assert sender.say(erase).keys[0] == "common.old_button"
    assert "erase.says.done" in sender.say("effacer mes données").tap("erase_now").keys


@pytest.mark.parametrize(("situation", "status"), [("claimant", "asylum_seeker"), ("other", "no_status")])
def test_the_page_of_someone_who_risks_something_says_nothing_of_it(house: Stage, situation: str, status: str) -> None:
    said = {"situation": situation, "status": status, "followed_by": "PRAIDA demandeurs d'asile", "quote": "yes"}
    sender = Sender(stage=house, name=status)
    sender.until_the_consent(**said, request="Je suis demandeur d'asile et mon permis est expiré")
    page = next(reply.text for reply in sender.replies if reply.key == "handoff.page")
    assert not {"asile", "PRAIDA", "expiré", "Sans statut"} & set(page.replace("’", " ").replace("'", " ").split())


def test_control_characters_and_braces_typed_are_only_words_on_the_page(house: Stage) -> None:
    sender = Sender(stage=house, name="joker")
    sender.until_the_consent(contact="514 555 0199 {operator} {0.__class__} %s \x1b[31m\u202e", quote="no")
    page = next(reply.text for reply in sender.replies if reply.key == "handoff.page")
    assert "{operator} {0.__class__} %s" in page
    assert not {"\x1b", "\u202e", "\x00"} & set(page)
