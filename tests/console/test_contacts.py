"""The operator confirms where an organisation receives pages, and the conversation knows it at once, in every worker."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from sqlalchemy import select

from bot.console.addresses import is_contact
from bot.house import open_house
from bot.service import confirmations
from bot.service.house import House
from bot.service.updates import Answer
from bot.store.tables import delivery_contact, referral
from tests.console.world import World

ANSWERS = {"contact": "514 555-0199", "request": "J'ai des questions sur le logement", "quote": "non"}


@pytest.fixture
def other_worker(world: World) -> Iterator[House]:
    """Another process's house over the same database: on SQLite only one process serves."""
    if world.store.sqlite:
        pytest.skip("one process on SQLite")
    opened = open_house(world.settings, clock=world.clock)
    yield opened
    opened.close()


def to_the_consent(house: House, who: str) -> Answer:
    """What is on screen once the page was read: each question is answered by its first option or in words."""
    answer = house.take("rest", who, "bonjour")
    answer = house.take("rest", who, "Trouver un organisme qui m’aide")
    for _ in range(20):
        first = answer.replies[-1].options[0].payload
        _, step, _, _ = first.split(":")
        if step == "consent":
            return answer
        answer = house.take("rest", who, ANSWERS.get(step, first))
    raise AssertionError("the consent was never asked")


def asked(answer: Answer) -> str:
    return next(reply.key for reply in answer.replies if reply.key.startswith("common.consent."))


def confirm_all(world: World) -> None:
    """Every organisation that this newcomer may be proposed."""
    browser = world.browser("odile")
    for one in world.house.heart.knowledge.directory.organizations:
        if "operator" not in one.kinds:
            answer = browser.post(f"/organizations/{one.id}", {"contact": " accueil@exemple.org "})
            assert answer.headers["location"] == f"/console/organizations/{one.id}?done=confirmed"


def test_once_confirmed_the_next_consent_is_direct_and_the_page_is_sent(world: World) -> None:
    assert asked(to_the_consent(world.house, "luis")) == "common.consent.through_operator"
    confirm_all(world)
    consent = to_the_consent(world.house, "ana")
    assert asked(consent) == "common.consent.direct"
    world.house.take("rest", "ana", consent.replies[-1].options[0].payload)
    sent = world.store.run(lambda c: c.execute(select(referral).where(referral.c.state == "sent")).one())
    assert sent.sent_at == world.now
    kept = world.store.run(lambda c: c.execute(select(delivery_contact)).first())
    assert kept is not None
    assert b"accueil" not in bytes(kept.contact_sealed)
    assert (kept.verified_on, kept.verified_by) == (world.now.date(), world.staff["odile"].mark)


def test_another_worker_knows_within_seconds(
    world: World, other_worker: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    confirm_all(world)
    monkeypatch.setattr(confirmations, "KNOWN_FOR", 0.0)
    assert asked(to_the_consent(other_worker, "ana")) == "common.consent.direct"


def test_a_contact_taken_away_between_the_page_and_the_consent_receives_nothing(small_world: World) -> None:
    world = small_world
    confirm_all(world)
    consent = to_the_consent(world.house, "ana")
    browser = world.browser("odile")
    for one in world.house.heart.knowledge.directory.organizations:
        if "operator" not in one.kinds:
            browser.post(f"/organizations/{one.id}/remove")
    world.house.take("rest", "ana", consent.replies[-1].options[0].payload)
    states = world.store.run(lambda c: c.execute(select(referral.c.state)).scalars().all())
    assert "sent" not in states
    assert "Aucun contact confirmé" in browser.get("/organizations/promis").text


def test_a_turn_does_not_read_the_contacts_again_and_again(small_world: World) -> None:
    world = small_world
    known = world.house.heart.known
    world.house.take("rest", "ana", "bonjour")
    assert world.house.heart.known is known


def test_the_page_says_who_confirmed_and_until_when_it_counts(small_world: World) -> None:
    world = small_world
    browser = world.browser("odile")
    browser.post("/organizations/promis", {"contact": "514 555-0100"})
    page = browser.get("/organizations/promis").text
    assert "Confirmé le vendredi 20 novembre par Odile" in page
    assert "samedi 20 novembre 2027" in page
    world.passes(days=366)
    page = world.browser("odile").get("/organizations").text
    assert "Contact à confirmer de nouveau" in page


@pytest.mark.parametrize("written", ["a@b.example", "514 555-0199", "+1 (514) 555-0199 poste 12", "514.555.0199 x12"])
def test_what_looks_like_a_contact_is_accepted(written: str) -> None:
    assert is_contact(written)


@pytest.mark.parametrize("written", ["", "555-0199", "a@b", "bonjour", "a b@c.example", "5" * 201, "a@b.example\x00"])
def test_what_does_not_is_refused(small_world: World, written: str) -> None:
    browser = small_world.browser("odile")
    answer = browser.post("/organizations/promis", {"contact": written})
    assert answer.status_code == 422
    assert 'href="#contact"' in answer.text
    assert small_world.store.run(lambda c: c.execute(select(delivery_contact)).all()) == []
