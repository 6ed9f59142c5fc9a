"""A referral to an organisation whose delivery contact an operator confirmed leaves at once, and the person is told."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import UTC, date, datetime
from pathlib import Path

import pytest
from sqlalchemy import select

from bot import house as opening
from bot.advice.directory import OPERATOR, Directory
from bot.house import Contents, open_house, read_contents
from bot.referrals.reading import show
from bot.service.house import House
from bot.service.updates import Answer
from bot.settings import Settings
from bot.store.tables import consent, referral

NOW = datetime(2026, 11, 20, 15, tzinfo=UTC)
ANSWERS = {"contact": "514 555-0199", "request": "J'ai des questions sur le logement", "quote": "non"}
Opens = Callable[[date], House]


@pytest.fixture
def open_with(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Opens]:
    """The real house over a directory where every organisation has a contact confirmed that day."""
    opened: list[House] = []

    def opens(confirmed_on: date) -> House:
        read = read_contents()
        directory = Directory(
            organizations=tuple(
                one
                if OPERATOR in one.kinds
                else replace(one, delivery_contact="handoffs@fixture.example", verified_on=confirmed_on)
                for one in read.heart.knowledge.directory.organizations
            )
        )
        heart = replace(read.heart, knowledge=replace(read.heart.knowledge, directory=directory))
        monkeypatch.setattr(opening, "read_contents", lambda _operator: Contents(heart=heart, reader=read.reader))
        opened.append(open_house(Settings(data=tmp_path), clock=lambda: NOW))
        return opened[0]

    yield opens
    for house in opened:
        house.close()


def to_the_consent(house: House) -> Answer:
    """What is on screen once the page was read: each question is answered by its first option or in words."""
    answer = house.take("rest", "ana", "bonjour")
    answer = house.take("rest", "ana", "Trouver un organisme qui m’aide")
    for _ in range(20):
        first = answer.replies[-1].options[0].payload
        _, step, _, _ = first.split(":")
        if step == "consent":
            return answer
        answer = house.take("rest", "ana", ANSWERS.get(step, first))
    raise AssertionError("the consent was never asked")


def test_with_a_confirmed_contact_the_page_is_sent_and_the_person_is_told(open_with: Opens) -> None:
    house = open_with(date(2026, 11, 1))
    asked = to_the_consent(house)
    assert "common.consent.direct" in [reply.key for reply in asked.replies]
    page = next(reply.text for reply in asked.replies if reply.key == "handoff.page")

    told = house.take("rest", "ana", asked.replies[-1].options[0].payload)
    row = house.store.run(lambda c: c.execute(select(referral).where(referral.c.reference.is_not(None))).one())
    given = house.store.run(lambda c: c.execute(select(consent)).one())
    said = next(reply.text for reply in told.replies if reply.key == "handoff.says.sent")
    assert (row.state, row.sent_at) == ("sent", NOW)
    assert row.due_at is not None, "who received it is awaited"
    assert (given.referral_id, given.organization, given.via_operator) == (row.id, row.organization, False)
    assert row.reference in said
    assert show(house.store, row.reference, now=NOW) == page


def test_a_contact_confirmed_too_long_ago_never_receives_a_page(open_with: Opens) -> None:
    house = open_with(date(2025, 11, 1))
    asked = to_the_consent(house)
    house.take("rest", "ana", asked.replies[-1].options[0].payload)
    states = house.store.run(lambda c: c.execute(select(referral.c.state)).scalars().all())
    assert "sent" not in states
