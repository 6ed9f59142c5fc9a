"""The web API: a token that is ours, messages taken once and in order, everything erased and nothing read again."""

from __future__ import annotations

import asyncio
import base64
import logging
from collections.abc import Iterator
from contextlib import contextmanager
from uuid import uuid4

import httpx
import pytest
from sqlalchemy import Connection, func, select

from bot.app import build_app
from bot.channels.web.conversations import CHANNEL, Conversations, typed
from bot.channels.web.tokens import Tokens
from bot.channels.web.web_door import web_door
from bot.service.data_rights import erase
from bot.service.house import House
from bot.service.people import EndedError, find
from bot.settings import Settings
from bot.store.store import Store, open_store
from bot.store.tables import ended_identity, identity, incoming, metadata, outgoing, person
from tests.channels.web.visitor import Visitor
from tests.keys import KEYS
from tests.live import served
from tests.service.parrot import Ears, parrot_house

PROBLEM = "urn:escale:problem:"


def rows(store: Store, table: str) -> int:
    """How many rows a table has."""
    return store.run(lambda c: c.execute(select(func.count()).select_from(metadata.tables[table])).scalar()) or 0


def test_a_session_in_which_nothing_was_said_leaves_no_trace(visitor: Visitor, store: Store) -> None:
    response = visitor.begin()
    assert (response.status_code, list(response.json())) == (201, ["token"])
    assert rows(store, "person") == rows(store, "identity") == 0


def test_a_first_message_comes_with_the_session_and_opens_it_in_its_language(visitor: Visitor) -> None:
    message = {"id": str(uuid4()), "payload": "/start"}
    first = visitor.begin(language="es", message=message).json()["replies"]
    assert first == [
        {
            "sequence": 1,
            "text": "1 began",
            "language": "fr",
            "key": "parrot.heard",
            "buttons": [{"title": "Oui", "payload": "parrot:step:yes:1", "role": "answer"}],
        }
    ]
    assert visitor.post(message).json() == first


def test_no_token_of_ours_is_in_the_database(visitor: Visitor, store: Store) -> None:
    visitor.begin()
    visitor.say("hola")
    raw = base64.urlsafe_b64decode(visitor.token)

    def values(connection: Connection) -> Iterator[object]:
        for table in metadata.sorted_tables:
            for row in connection.execute(select(table)):
                yield from row

    for value in store.run(lambda c: list(values(c))):
        held = value.encode() if isinstance(value, str) else bytes(value) if isinstance(value, bytes) else b""
        assert raw not in held
        assert visitor.token.encode() not in held
    address = store.run(lambda c: c.execute(select(identity.c.address_sealed)).scalar())
    assert visitor.token not in store.sealer.unseal(address, "identity.address")


def test_the_same_id_gives_the_same_replies_with_the_same_sequences(visitor: Visitor) -> None:
    visitor.begin()
    once = str(uuid4())
    first = visitor.say("hola", once)
    assert [reply["sequence"] for reply in first] == [1]
    assert [reply["sequence"] for reply in visitor.say("bueno")] == [2]
    assert visitor.say("hola", once) == first
    assert visitor.say("hola", once.upper()) == first


def test_the_same_id_in_two_conversations_is_two_messages(visitor: Visitor) -> None:
    once = str(uuid4())
    visitor.begin()
    assert visitor.say("hola", once)[0]["text"] == "1 hola 0"
    visitor.begin()
    assert visitor.say("adios", once)[0]["text"] == "1 adios 0"


def test_a_button_is_the_choice_it_names_and_words_like_one_are_words(visitor: Visitor) -> None:
    visitor.begin()
    payload = visitor.say("hola")[0]["buttons"][0]["payload"]
    assert visitor.press(payload)[0]["text"] == "2 chose yes"
    assert visitor.say(payload)[0]["text"] == f"3 {payload} 2"
    assert visitor.press("not a button")[0]["text"] == "4 bad_button"
    assert visitor.say("é" * 10_001)[0]["text"] == "5 too_long"
    assert visitor.say(" ")[0]["text"] == "6 empty"


def test_messages_of_one_session_sent_at_once_keep_their_order(visitor: Visitor, house: House) -> None:
    conversations = Conversations(house=house)
    address = Tokens(store=house.store).address(Tokens(store=house.store).issue()) or ""

    async def all_at_once() -> list[str]:
        sent = (conversations.take(address, *typed(f"word{n}"), str(uuid4())) for n in range(12))
        return [answer.replies[0].text for answer in await asyncio.gather(*sent)]

    assert asyncio.run(all_at_once()) == [f"{n + 1} word{n} {n}" for n in range(12)]


BAD = [
    ({"text": "hola"}, "field_missing"),
    ({"id": "7", "text": "hola"}, "bad_field"),
    ({"id": "{" + str(uuid4()) + "}", "text": "hola"}, "bad_field"),
    ({"id": 7, "text": "hola"}, "field_not_text"),
    ({"id": str(uuid4())}, "bad_field"),
    ({"id": str(uuid4()), "text": "hola", "payload": "/start"}, "bad_field"),
    ({"id": str(uuid4()), "text": ["hola"]}, "field_not_text"),
    ([], "not_object"),
]


@pytest.mark.parametrize(("body", "problem"), BAD)
def test_a_message_that_cannot_be_read_says_what_to_put_right(visitor: Visitor, body: object, problem: str) -> None:
    visitor.begin()
    response = visitor.post(body)
    assert (response.status_code, response.json()["type"]) == (422, PROBLEM + problem)


def test_a_body_too_large_and_a_language_or_cursor_that_is_none_are_refused(visitor: Visitor) -> None:
    assert visitor.begin(language="de").status_code == 422
    assert visitor.begin(message="hola").status_code == 422
    visitor.begin()
    assert visitor.post({"id": str(uuid4()), "text": "a" * 300_000}).status_code == 413
    for cursor in ("-1", "x", "9" * 30):
        address = f"{visitor.url}/chat/events?after={cursor}"
        assert visitor.client.get(address, headers=visitor.bearer).status_code == 422


def test_a_token_that_is_not_ours_opens_nothing(visitor: Visitor, store: Store) -> None:
    visitor.begin()
    ours = visitor.token
    forged = base64.urlsafe_b64encode(bytes(54)).decode()
    elsewhere = ("A" if ours[0] != "A" else "B") + ours[1:]
    for token in ("", "x", "é", forged, elsewhere, ours[:-1], ours + "A", "\u00b2" * 72):
        headers = {"authorization": f"Bearer {token}".strip().encode()}
        for method, path in (("POST", "messages"), ("GET", "events"), ("DELETE", "sessions")):
            response = visitor.client.request(method, f"{visitor.url}/chat/{path}", headers=headers)
            assert (response.status_code, response.json()["type"]) == (401, PROBLEM + "bad_token")
    assert rows(store, "person") == 0


def test_a_token_in_the_address_or_in_a_cookie_opens_nothing(visitor: Visitor) -> None:
    visitor.begin()
    address = f"{visitor.url}/chat/events?token={visitor.token}&after=0"
    cookie = {"cookie": f"escale_chat={visitor.token}"}
    assert visitor.client.get(address, headers=cookie).status_code == 401


# --- what was said is there after everything else ---------------------------------------------------------------------


@contextmanager
def living(database_url: str) -> Iterator[str]:
    """A server over a database, from its start to its stop."""
    house = parrot_house(open_store(database_url, KEYS))
    with served(build_app(house, "", {}, (web_door(house, Settings()),))) as url:
        yield url


def test_a_server_that_restarts_in_between_changes_nothing(database_url: str) -> None:
    once = str(uuid4())
    with httpx.Client(timeout=20) as client:
        with living(database_url) as url:
            before = Visitor(url, client)
            before.begin()
            first = before.say("hola", once)
        with living(database_url) as url:
            after = Visitor(url, client, before.token)
            assert after.say("hola", once) == first
            assert after.say("otra vez")[0]["text"] == "2 otra vez 1"
            assert [event.get("said") for event in after.history(4)] == ["hola", None, "otra vez", None]


# --- erasure ----------------------------------------------------------------------------------------------------------


def test_once_erased_nothing_is_kept_and_the_token_opens_nothing_again(visitor: Visitor, store: Store) -> None:
    visitor.begin()
    once = str(uuid4())
    visitor.say("hola", once)
    assert visitor.end() == 204
    assert [rows(store, table.name) for table in (person, identity, incoming, outgoing)] == [0, 0, 0, 0]
    assert visitor.post({"id": once, "text": "hola"}).status_code == 401
    assert visitor.post({"id": str(uuid4()), "payload": "/start"}).status_code == 401
    assert visitor.client.get(f"{visitor.url}/chat/events", headers=visitor.bearer).status_code == 401
    assert rows(store, "person") == 0
    assert visitor.end() == 204, "asked again, it is done"


def test_a_message_on_its_way_while_everything_is_erased_brings_nobody_back(store: Store) -> None:
    ears = Ears()
    house = parrot_house(store, ears=ears)
    tokens, conversations = Tokens(store=store), Conversations(house=house)
    address = tokens.address(tokens.issue()) or ""

    def erased_meanwhile() -> None:
        place = store.read(lambda c: find(c, store, CHANNEL, address)).result()
        assert place is not None
        erase(store, place.person_id)

    async def talk() -> None:
        await conversations.take(address, *typed("hola"), str(uuid4()))
        ears.meanwhile = erased_meanwhile
        await conversations.take(address, *typed("my private words"), str(uuid4()))

    with pytest.raises(EndedError):
        asyncio.run(talk())
    assert rows(store, "person") == rows(store, "incoming") == 0
    assert rows(store, ended_identity.name) == 1
    house.turns.close()


def test_erased_in_the_chat_the_same_conversation_begins_anew(visitor: Visitor) -> None:
    visitor.begin()
    visitor.say("my private words")
    assert visitor.say("erase")[0]["text"].endswith("Erased")
    assert [event["text"] for event in visitor.history(1)] == ["3 Erased"]
    assert visitor.say("hola")[0]["sequence"] == 3


def test_nothing_of_a_person_is_in_the_log_nor_in_the_measures(
    visitor: Visitor, caplog: pytest.LogCaptureFixture
) -> None:
    with caplog.at_level(logging.DEBUG):
        visitor.begin()
        visitor.say("my private words")
        visitor.say("boom")
        visitor.post({"id": "my private id", "text": "x"})
        visitor.history(4)
        visitor.end()
    measures = visitor.client.get(f"{visitor.url}/metrics").text
    assert 'escale_turns_total{channel="web",outcome="answered"} 1.0' in measures
    assert "a turn on web failed" in caplog.text
    ours = "\n".join(
        record.getMessage() for record in caplog.records if not record.name.startswith(("http", "asyncio"))
    )
    for word in ("private", visitor.token):
        assert word not in ours + measures
