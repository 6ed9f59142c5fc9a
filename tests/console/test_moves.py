"""Moving a referral in the console: the ledger's table decides, the person is told, nothing happens twice."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from datetime import date

import httpx
import pytest
from sqlalchemy import select

from bot.jobs import queue_for
from bot.jobs.work import job_kinds
from bot.referrals.ledger import CLOCK_JOB, Ledger
from bot.referrals.life import MOVES, DeclineReason, State
from bot.service import data_rights
from bot.service.confirmations import Confirmation, confirm
from bot.store.tables import audit, referral_event
from tests.console.world import NOW, Browser, World


def move(browser: Browser, number: int, to: str, seen: str, **fields: str) -> httpx.Response:
    return browser.post(f"/referrals/{number}/{to}", {"seen": seen, **fields})


def moves_of(world: World, number: int) -> list[tuple[str, str, str]]:
    query = select(referral_event).where(referral_event.c.referral_id == number).order_by(referral_event.c.id)
    rows = world.store.run(lambda c: c.execute(query).all())
    return [(row.actor, row.state_from, row.state_to) for row in rows if row.state_from]


def confirmed(world: World, organization: str, on: date) -> None:
    said = Confirmation(contact="a@b.example", verified_on=on, verified_by="1")
    world.store.run(lambda c: confirm(c, world.store.sealer, organization, said))


# --- told -------------------------------------------------------------------------------------------------------------


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
    assert "À faire par Marie" in page

    replies = world.house.take("rest", "ana", "hola").replies
    assert replies[0].key == "referral.accepted"
    assert row.reference in replies[0].text
    assert "27 de noviembre de 2026" in replies[0].text
    assert "PROMIS" not in replies[0].text, "a locked screen names no organisation"
    assert "Marie" not in replies[0].text
    again = world.house.take("rest", "ana", "hola").replies
    assert "referral.accepted" not in [one.key for one in again]


@pytest.mark.parametrize("reason", DeclineReason)
def test_a_refusal_is_told_kindly_and_another_organisation_can_be_chosen_at_once(
    small_world: World, reason: DeclineReason
) -> None:
    world = small_world
    world.house.take("rest", "ana", "bonjour")
    number = world.refer(who="ana")
    assert move(world.browser("marie"), number, "declined", "sent", decline_reason=reason).status_code == 303
    assert (world.row(number).state, world.row(number).decline_reason) == ("declined", reason)
    [(key, text)] = world.messages()
    assert key == f"referral.declined.{reason}"
    assert "Ce n’est pas votre faute" in text
    assert "« trouver un organisme »" in text.replace("\xa0", " ")
    after = world.house.take("rest", "ana", "trouver un organisme").replies
    assert "handoff.says.intro" in [reply.key for reply in after]


def test_each_move_of_a_life_is_told(small_world: World) -> None:
    world = small_world
    world.house.take("rest", "ana", "bonjour")
    number = world.refer(who="ana")
    browser = world.browser("marie")
    move(browser, number, "received", "sent")
    move(browser, number, "accepted", "received")
    move(browser, number, "contacted", "accepted")
    move(browser, number, "closed", "contacted", outcome="stay_booked")
    keys = [key for key, _ in world.messages()]
    assert keys == ["referral.received", "referral.accepted", "referral.contacted", "referral.closed.otherwise"]
    assert world.row(number).outcome == "stay_booked"


def test_someone_erased_meanwhile_is_told_nothing_and_the_counsellor_knows(small_world: World) -> None:
    world = small_world
    world.house.take("rest", "ana", "bonjour")
    gone, kept = world.refer(who="ana"), world.refer(who="luis", state=State.ACCEPTED)
    browser = world.browser("marie")
    browser.get(f"/referrals/{gone}")
    data_rights.erase(world.store, world.row(gone).person_id, now=world.now)
    assert move(browser, gone, "accepted", "sent").status_code == 409
    assert "514 555-0199" not in browser.get(f"/referrals/{gone}").text

    from sqlalchemy import delete

    from bot.store.tables import person

    world.store.run(lambda c: c.execute(delete(person).where(person.c.id == world.row_in(c, kept).person_id)))
    answer = move(browser, kept, "contacted", "accepted")
    assert answer.headers["location"].endswith("?done=contacted&told=no")
    assert "n’a pas pu en être avertie" in browser.get(f"/referrals/{kept}?done=contacted&told=no").text
    assert world.row(kept).state == "contacted"
    assert world.messages() == []


# --- once -------------------------------------------------------------------------------------------------------------


def test_a_double_click_moves_once_and_reads_as_done(world: World) -> None:
    number = world.refer(who="ana")
    browser = world.browser("marie")
    answers = [move(browser, number, "accepted", "sent") for _ in range(2)]
    assert [one.headers["location"] for one in answers] == [f"/console/referrals/{number}?done=accepted"] * 2
    assert [to for _, _, to in moves_of(world, number)].count("accepted") == 1
    assert len(world.messages()) == 1


def test_two_counsellors_at_the_same_moment_one_accepts_and_the_other_is_told(world: World) -> None:
    number = world.refer(who="ana")
    browsers = [world.browser("marie"), world.browser("paul")]
    with ThreadPoolExecutor(2) as pool:
        answers = list(pool.map(lambda browser: move(browser, number, "accepted", "sent"), browsers))
    assert sorted(one.status_code for one in answers) == [303, 409]
    assert len(world.messages()) == 1
    changed = next(one for one in answers if one.status_code == 409)
    assert "a changé entre-temps" in changed.text
    assert "Acceptée" in changed.text


def test_a_page_shown_before_somebody_moved_the_referral_does_nothing(small_world: World) -> None:
    world = small_world
    number = world.refer(who="ana")
    slow, quick = world.browser("marie"), world.browser("paul")
    slow.get(f"/referrals/{number}")
    move(quick, number, "declined", "sent", decline_reason="no_capacity")
    answer = move(slow, number, "accepted", "sent")
    assert answer.status_code == 409
    assert "Votre action n’a pas été faite" in answer.text
    assert world.row(number).state == "declined"


# --- the table --------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("state", [one for one in State if one is not State.DRAFT])
@pytest.mark.parametrize("login", ["marie", "odile"])
def test_only_what_the_table_allows_is_offered_and_done(small_world: World, state: State, login: str) -> None:
    world = small_world
    confirmed(world, "promis", world.now.date())
    number = world.refer(state=state, by="marie")
    browser = world.browser(login)
    shown = browser.get(f"/referrals/{number}").text
    actors = {"operator"} if login == "odile" else {"organization", "counsellor"}
    allowed = {to for to, who in MOVES[state].items() if actors & {str(one) for one in who}}
    for to in (State.RECEIVED, State.ACCEPTED, State.CONTACTED, State.SENT, State.CLOSED, State.DECLINED):
        offered = f"/console/referrals/{number}/{to}" in shown
        assert offered is (to in allowed and not (login == "marie" and state is State.HELD)), to
        if not offered:
            fields = {"outcome": "duplicate", "decline_reason": "no_capacity"}
            answer = move(browser, number, to, state, **fields)
            assert answer.status_code in (404, 409), to
    assert world.row(number).state == state


def test_a_colleague_may_go_on_in_the_place_of_who_accepted_and_the_history_says_who(small_world: World) -> None:
    world = small_world
    number = world.refer(state=State.ACCEPTED, by="marie")
    browser = world.browser("paul")
    assert move(browser, number, "contacted", "accepted").status_code == 303
    assert moves_of(world, number)[-1] == (f"counsellor:{world.staff['paul'].mark}", "accepted", "contacted")
    assert "Paul" in browser.get(f"/referrals/{number}").text


def test_an_ending_needs_its_outcome_and_a_refusal_its_reason(small_world: World) -> None:
    world = small_world
    number = world.refer(state=State.ACCEPTED, by="marie")
    browser = world.browser("marie")
    for outcome in ("", "nonsense", "handled_by_operator"):
        answer = move(browser, number, "closed", "accepted", outcome=outcome)
        assert answer.status_code == 422
        assert 'href="#outcome"' in answer.text
        assert 'aria-describedby="outcome-wrong"' in answer.text
    other = world.refer()
    answer = move(browser, other, "declined", "sent")
    assert answer.status_code == 422
    assert 'href="#decline_reason"' in answer.text
    assert (world.row(number).state, world.row(other).state) == ("accepted", "sent")


# --- the operator -----------------------------------------------------------------------------------------------------


def test_the_operator_sends_on_what_is_held_only_to_a_contact_confirmed_within_a_year(world: World) -> None:
    number = world.refer(State.HELD)
    browser = world.browser("odile")
    answer = move(browser, number, "sent", "held")
    assert answer.status_code == 409
    assert 'href="/console/organizations/promis"' in answer.text
    confirmed(world, "promis", date(2025, 11, 19))
    assert move(browser, number, "sent", "held").status_code == 409
    confirmed(world, "promis", date(2025, 11, 20))
    assert world.browser("marie").get(f"/referrals/{number}").status_code == 404
    assert move(browser, number, "sent", "held").status_code == 303
    row = world.row(number)
    assert (row.state, row.sent_at) == ("sent", world.now)
    assert row.due_at is not None
    assert [key for key, _ in world.messages()] == ["referral.sent"]
    assert world.browser("marie").get(f"/referrals/{number}").status_code == 200
    assert "514 555-0199" not in browser.get(f"/referrals/{number}").text, "it is the organisation's to read now"


def test_every_look_at_a_page_is_in_the_audit_log(small_world: World) -> None:
    world = small_world
    number, gone = world.refer(), world.refer(State.WITHDRAWN, who="luis")
    browser = world.browser("marie")
    browser.get("/referrals")
    browser.get(f"/referrals/{number}")
    browser.get(f"/referrals/{number}")
    page = browser.get(f"/referrals/{gone}").text
    assert "La personne a retiré sa demande" in page
    assert "514 555-0199" not in page
    looks = world.store.run(
        lambda c: c.execute(select(audit.c.actor, audit.c.subject).where(audit.c.action == "referral_read")).all()
    )
    assert looks == [(f"counsellor:{world.staff['marie'].mark}", f"referral:{number}")] * 2


@pytest.mark.parametrize("organization", ["operator", "current_counsellor"])
def test_a_page_for_the_operator_or_for_someone_outside_the_directory_is_not_offered_to_be_sent(
    small_world: World, organization: str
) -> None:
    world = small_world
    number = world.refer(State.HELD, organization)
    browser = world.browser("odile")
    page = browser.get(f"/referrals/{number}").text
    assert f"/console/referrals/{number}/sent" not in page
    assert f"/console/referrals/{number}/closed" in page
    assert move(browser, number, "sent", "held").status_code == 409
    assert move(browser, number, "closed", "held", outcome="handled_by_operator").status_code == 303


def test_whoever_had_no_answer_in_time_is_told_and_what_to_do_next(world: World) -> None:
    world.house.take("rest", "ana", "english")
    number = world.refer(who="ana")
    payload = {"referral": number, "state": "sent", "action": "end"}
    kinds = job_kinds(world.store, Ledger(queue=queue_for(world.store)), world.house.heart.script.words)
    clock = next(kind for kind in kinds if kind.name == CLOCK_JOB)
    for _ in range(2):
        world.store.run(lambda c: clock.work(c, payload, NOW))
    assert world.row(number).state == "expired"
    replies = world.house.take("rest", "ana", "hello").replies
    assert [reply.key for reply in replies].count("referral.expired") == 1
    assert world.row(number).reference in replies[0].text
    assert "find an organization" in replies[0].text
