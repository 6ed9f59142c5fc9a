"""The webhook: only Telegram is listened to, and what it sends is recorded before it is acknowledged."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import httpx
import pytest
from sqlalchemy import text

from tests.channels.telegram.exchange import SECRET, Exchange, exchange

HEADER = "X-Telegram-Bot-Api-Secret-Token"


@pytest.fixture
def hooked(tmp_path: Path) -> Iterator[Exchange]:
    with exchange(tmp_path, webhook=True) as one:
        one.until(lambda: bool(one.world.webhook.url))
        yield one


def update(number: int, words: str = "hello") -> dict[str, Any]:
    """An update as Telegram sends it."""
    who = {"id": 321, "is_bot": False, "first_name": "Ana", "language_code": "en"}
    chat = {"id": 321, "type": "private", "first_name": "Ana"}
    return {"update_id": number, "message": {"message_id": 1, "from": who, "chat": chat, "date": 1, "text": words}}


def post(one: Exchange, body: Any, secret: str | None = SECRET) -> httpx.Response:
    headers = {HEADER: secret} if secret is not None else {}
    return httpx.post(f"{one.address}/telegram/webhook", json=body, headers=headers)


def test_telegram_is_told_where_to_send_what_and_with_which_secret(hooked: Exchange) -> None:
    assert hooked.world.webhook.url == f"{hooked.address}/telegram/webhook"
    assert hooked.world.webhook.secret == SECRET
    assert hooked.world.allowed == ("message", "edited_message", "callback_query", "my_chat_member")
    assert not hooked.calls("getUpdates")
    assert hooked.ready()["poller"] == "ok"


@pytest.mark.parametrize("secret", [None, "", "another-secret-altogether", f"{SECRET}-and-more"])
def test_nobody_but_telegram_is_listened_to(hooked: Exchange, secret: str | None) -> None:
    answer = post(hooked, update(1), secret)
    assert (answer.status_code, answer.json()["status"]) == (403, 403)
    assert hooked.recorded() == 0


def test_what_is_acknowledged_is_recorded_and_the_same_again_counts_once(hooked: Exchange) -> None:
    assert post(hooked, update(1)).status_code == 200
    assert hooked.recorded() == 1
    assert post(hooked, update(1)).status_code == 200
    assert post(hooked, update(0, "sooner, delivered later")).status_code == 200
    assert hooked.recorded() == 2


def test_what_cannot_be_read_is_not_sent_for_ever(hooked: Exchange) -> None:
    assert post(hooked, {"update_id": 5, "message": {"chat": 3}}).status_code == 200
    assert post(hooked, {"update_id": 6, "callback_query": {"id": 3}}).status_code == 200
    assert post(hooked, {"nothing": "known"}).status_code == 200
    assert post(hooked, [1, 2]).status_code == 422
    assert hooked.recorded() == 0


def test_while_the_database_cannot_be_written_nothing_is_acknowledged_and_nothing_lost(hooked: Exchange) -> None:
    store = hooked.house.store
    ana = hooked.world.arrive(language_code="en")
    store.run(lambda c: c.execute(text("ALTER TABLE incoming RENAME TO away")))
    assert post(hooked, update(9)).status_code == 503
    hooked.world.say(ana, "/start")
    hooked.until(lambda: hooked.world.refused_deliveries > 1)
    store.run(lambda c: c.execute(text("ALTER TABLE away RENAME TO incoming")))
    hooked.until(lambda: bool(hooked.world.spoken(ana.id)))


def test_going_back_to_asking_takes_the_webhook_away(tmp_path: Path) -> None:
    with exchange(tmp_path, webhook=True) as one:
        one.until(lambda: bool(one.world.webhook.url))
    with exchange(tmp_path, world=one.world) as two:
        ana = two.newcomer()
        assert two.last(ana).buttons
        assert two.world.webhook.url == ""
