"""When Telegram is slow, refuses, or is gone: nothing is lost, nobody waits for another, nothing secret is said."""

from __future__ import annotations

import logging
import time
from pathlib import Path

import httpx
import pytest
from sqlalchemy import select

from bot.journeys.bot_api.server import bot_api_served, too_many
from bot.journeys.bot_api.world import Failure, Person, World
from bot.settings import Settings
from bot.store.tables import identity
from tests.channels.telegram.exchange import (
    Exchange,
    answering,
    exchange,
    free_port,
    settings_for,
)

BROKEN = Failure(code=500, description="Internal Server Error")
BLOCKED = Failure(code=403, description="Forbidden: bot was blocked by the user")


def unreachable(one: Exchange) -> int:
    """How many people aren't written to."""
    query = select(identity.c.id).where(identity.c.unreachable_at.is_not(None))
    return len(one.house.store.read(lambda c: c.execute(query).all()).result())


def answered(one: Exchange, person: Person, after: int) -> bool:
    """Whether everything was said to someone after so many messages."""
    return len(one.world.spoken(person.id)) > after and one.settled(person)


def test_one_who_must_wait_holds_up_nobody_and_is_answered_in_order(polling: Exchange) -> None:
    ana, bao = polling.newcomer("en"), polling.newcomer("en")
    before = len(polling.world.spoken(ana.id))
    polling.world.fail("sendMessage", too_many(2))
    began = time.monotonic()
    polling.world.say(ana, "am i eligible")
    polling.until(lambda: any(call.status == 429 for call in polling.world.calls))
    polling.say_quickly(bao, "am i eligible")
    assert time.monotonic() - began < 1.9
    polling.until(lambda: answered(polling, ana, before))
    assert time.monotonic() - began >= 2
    texts = [one.text for one in polling.world.spoken(ana.id)[before:]]
    assert texts == [one.text for one in polling.world.spoken(bao.id)[before:]]
    assert polling.metric('escale_sent_again_total{channel="telegram"}') == 0


@pytest.mark.parametrize(
    ("failure", "again", "twice"),
    [
        (Failure(drops=True, done=True), 1, True),
        (Failure(drops=True), 1, False),
        (BROKEN, 1, False),
        (Failure(code=502, description="Bad Gateway"), 1, False),
    ],
    ids=["dropped after", "dropped before", "500", "502"],
)
def test_what_may_have_been_sent_is_sent_again_and_counted(
    polling: Exchange, failure: Failure, again: int, twice: bool
) -> None:
    ana = polling.newcomer("en")
    before = len(polling.world.spoken(ana.id))
    polling.world.fail("sendMessage", failure)
    polling.world.say(ana, "/help")
    polling.until(lambda: answered(polling, ana, before))
    texts = [one.text for one in polling.world.spoken(ana.id)[before:]]
    assert (len(texts) != len(set(texts))) is twice
    assert polling.metric('escale_sent_again_total{channel="telegram"}') == again


def test_a_server_that_was_away_loses_nothing_and_doubles_nothing(tmp_path: Path) -> None:
    world, port = World(), free_port()
    with bot_api_served(world, port=port) as api:
        settings = settings_for(tmp_path, api, world, webhook=False, database="", port=0)
        opened = answering(settings, world, api)
        one = opened.__enter__()
        ana = one.newcomer("en")
    before = len(world.spoken(ana.id))
    one.until(lambda: one.ready()["poller"] == "retrying")
    assert httpx.get(f"{one.address}/healthz").json() == {"status": "ok"}
    with bot_api_served(world, port=port):
        world.say(ana, "/help")
        one.until(lambda: answered(one, ana, before), 20)
        one.until(lambda: one.ready()["poller"] == "ok")
        opened.__exit__(None, None, None)
    texts = [message.text for message in world.spoken(ana.id)[before:]]
    assert len(texts) == len(set(texts))


@pytest.mark.parametrize(
    "failure",
    [
        BLOCKED,
        Failure(code=403, description="Forbidden: user is deactivated"),
        Failure(code=400, description="Bad Request: chat not found"),
        Failure(
            code=400,
            description="Bad Request: group chat was upgraded to a supergroup chat",
            parameters={"migrate_to_chat_id": -5},
        ),
    ],
    ids=lambda failure: failure.description,
)
def test_nobody_is_written_to_who_is_gone_until_they_write_again(polling: Exchange, failure: Failure) -> None:
    ana = polling.newcomer("en")
    polling.world.fail("sendMessage", failure)
    polling.world.say(ana, "/help")
    polling.until(lambda: unreachable(polling) == 1)
    calls = len(polling.world.calls)
    time.sleep(1.3)
    assert not any(call.method == "sendMessage" for call in polling.world.calls[calls:])
    before = len(polling.world.spoken(ana.id))
    polling.world.say(ana, "/help")
    polling.until(lambda: answered(polling, ana, before))
    assert unreachable(polling) == 0


def test_whoever_blocks_the_bot_is_left_alone_and_welcome_back(on_database: Exchange) -> None:
    one = on_database
    ana = one.newcomer("en")
    time.sleep(1.1)  # Telegram tells the time in whole seconds
    blocked = one.world.block(ana)
    one.until(lambda: unreachable(one) == 1)
    one.world.block(ana, blocks=False)
    one.until(lambda: unreachable(one) == 0)
    time.sleep(1.1)
    one.say(ana, "/help")
    one.world.redeliver(blocked)
    one.until(lambda: not one.world.waits_for(ana))
    assert unreachable(one) == 0


def test_a_message_telegram_refuses_as_it_is_written_is_sent_bare(polling: Exchange) -> None:
    ana = polling.newcomer("en")
    polling.world.fail("sendMessage", Failure(code=400, description="Bad Request: can't parse entities: oh no"))
    before = len(polling.world.spoken(ana.id))
    polling.world.say(ana, "/help")
    assert "type" in polling.told_since(ana, before)[0].text


@pytest.mark.parametrize("kind", ["message is not modified", "query is too old"])
def test_what_changes_nothing_is_not_even_said(polling: Exchange, kind: str, caplog: pytest.LogCaptureFixture) -> None:
    ana = polling.newcomer("en")
    method = "answerCallbackQuery" if "query" in kind else "editMessageReplyMarkup"
    polling.world.fail(method, Failure(code=400, description=f"Bad Request: {kind}"))
    polling.press(ana, "See programs that could help me")
    polling.until(lambda: any(call.method == method for call in polling.world.calls))
    polling.press(ana, "Find a job")
    assert "stays as it was" not in caplog.text


def test_a_token_that_is_refused_is_said_once_and_never_shown(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    world = World()
    wrong = "7000000001:another-token-that-nobody-knows-of"
    with bot_api_served(world) as api, caplog.at_level(logging.DEBUG):
        settings = Settings(data=tmp_path, telegram_token=wrong, telegram_api=api)
        with answering(settings, world, api) as one:
            one.until(lambda: "refuses ESCALE_TELEGRAM_TOKEN" in caplog.text)
            assert one.ready()["poller"] == "retrying"
            assert httpx.get(f"{one.address}/healthz").status_code == 200
    assert caplog.text.count("refuses ESCALE_TELEGRAM_TOKEN") == 1
    assert wrong not in caplog.text
    assert "another-token" not in caplog.text


def test_no_log_ever_holds_the_token_or_what_was_said(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    with caplog.at_level(logging.DEBUG), exchange(tmp_path) as one:
        ana = one.newcomer("en")
        for failure in (BROKEN, Failure(drops=True), too_many(1)):
            one.world.fail("sendMessage", failure)
            one.world.fail("getUpdates", failure)
            before = len(one.world.spoken(ana.id))
            one.world.say(ana, "my very own words")
            one.until(lambda before=before: answered(one, ana, before))
    assert one.world.token not in caplog.text
    assert one.world.token.partition(":")[2] not in caplog.text
    assert "my very own words" not in caplog.text
    assert str(ana.id) not in caplog.text


def test_two_programs_with_one_token_are_told_of(polling: Exchange, caplog: pytest.LogCaptureFixture) -> None:
    conflict = Failure(code=409, description="Conflict: terminated by other getUpdates request")
    ana = polling.newcomer("en")
    polling.world.fail("getUpdates", conflict)
    polling.world.say(ana, "hello")
    polling.until(lambda: "Another program asks Telegram" in caplog.text)
    polling.until(lambda: polling.settled(ana))
    polling.until(lambda: "Telegram answers again" in caplog.text)


def test_without_a_token_the_door_is_closed_and_says_so(tmp_path: Path) -> None:
    world = World()
    with answering(Settings(data=tmp_path), world, "") as one:
        assert one.ready()["poller"] == "off"
        assert httpx.post(f"{one.address}/telegram/webhook").status_code == 404
