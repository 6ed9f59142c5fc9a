"""Moving a referral in the console: the ledger's table decides, the person is told, nothing happens twice."""

from __future__ import annotations

import pytest
from sqlalchemy import select

from bot.referrals.life import State
from bot.service import data_rights
from bot.store.tables import audit, referral_event
from tests.console.world import Browser, World


def move(browser: Browser, number: int, to: str, seen: str, **fields: str):  # type: ignore[no-untyped-def]
    return browser.post(f"/referrals/{number}/{to}", {"seen": seen, **fields})


def test_a_counsellor_accepts_and_the_person_reads_it_in_their_language_before_anything_else(world: World) -> None:
    world.house.take("rest", "ana", "buenos dias")
    world.house.take("rest", "ana", "español")
    number = world.refer(who="ana")
    browser = world.browser("marie")
    shown = browser.get(f"/referrals/{number}")
    assert world.row(number).reference in shown.text
    assert "514 555-0199" in shown.text
    assert world.row(number).state == "sent", "looking doesn't move it"

    answer = move(browser, number, "accepted", "sent")
    assert (answer.status_code, answer.headers["location"]) == (303, f"/console/referrals/{number}?done=accepted")
    row = world.row(number)
    assert (row.state, row.counsellor) == ("accepted", world.staff["marie"].mark)
    page = browser.get(f"/referrals/{number}?done=accepted").text
    assert "demande acceptée" in page
    assert "Marie" in page

    replies = world.house.take("rest", "ana", "hola").replies
    assert replies[0].key == "referral.accepted"
    assert row.reference in replies[0].text
    assert "27 de noviembre de 2026" in replies[0].text
    assert "PROMIS" not in replies[0].text, "a locked screen names no organisation"
    assert "Marie" not in replies[0].text
    again = world.house.take("rest", "ana", "hola").replies
    assert "referral.accepted" not in [one.key for one in again]
