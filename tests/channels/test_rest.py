"""The REST door: Rasa's shape, payloads as choices, the same id the same replies, and kind problem documents."""

from __future__ import annotations

import json
import logging
from collections.abc import Iterator
from typing import Any

import httpx
import pytest

from bot.app import build_app
from bot.service.house import House
from bot.store.store import Store
from tests.channels.http_client import WEBHOOK, Client
from tests.service.parrot import parrot_house

TOKEN = "a token for these tests"
PROBLEM = "application/problem+json"


@pytest.fixture
def database_url(tmp_path: Any) -> str:
    """SQLite: what differs on PostgreSQL is tested beneath the door."""
    return f"sqlite:///{tmp_path / 'escale.db'}"


@pytest.fixture
def house(store: Store) -> Iterator[House]:
    opened = parrot_house(store)
    yield opened
    opened.turns.close()


@pytest.fixture
def client(house: House) -> Client:
    return Client(build_app(house, TOKEN, {}), token=TOKEN.replace(" ", "%20"))


def post(client: Client, content: bytes | str, language: str = "en", token: str = TOKEN) -> httpx.Response:
    return client.request(
        "POST",
        WEBHOOK,
        params={"token": token},
        content=content,
        headers={"accept-language": language},
    )


def test_a_message_is_answered_in_the_shape_of_rasas_channel(client: Client) -> None:
    assert client.say("ana", "hola") == [
        {
            "recipient_id": "ana",
            "text": "1 hola 0",
            "buttons": [{"title": "Oui", "payload": "parrot:step:yes:1"}],
            "custom": {"key": "parrot.heard", "language": "fr"},
        }
    ]


def test_a_payload_sent_back_is_the_choice_it_names(client: Client) -> None:
    payload = client.say("ana", "hola")[0]["buttons"][0]["payload"]
    assert client.say("ana", payload)[0]["text"] == "2 chose yes"
    assert client.say("ana", "nothing:like:this:zz")[0]["text"] == "3 chose this"


@pytest.mark.parametrize("text", ["", " \n ", "/start"])
def test_opening_a_conversation(client: Client, text: str) -> None:
    assert client.say("ana", text)[0]["text"] == "1 began"


def test_a_message_of_ten_thousand_characters_is_heard_and_one_more_is_not(client: Client) -> None:
    assert client.say("ana", "é" * 10_000)[0]["text"].startswith("1 éé")
    assert client.say("ana", "é" * 10_001)[0]["text"] == "2 too_long"


@pytest.mark.parametrize("text", ["🏔️🍁", "مرحبا\u202eكيف", "a\x00b", "::::", "a:b:c", "'; DROP TABLE person; --"])
def test_any_text_is_heard_as_it_was_written(client: Client, text: str) -> None:
    assert client.say("ana", text)[0]["text"] == f"1 {text} 0"


def test_half_a_character_is_heard_without_it(client: Client) -> None:
    response = post(client, '{"sender": "\\ud800", "message": "a\\ud83db", "message_id": "\\udfff"}')
    assert response.status_code == 200
    assert response.json()[0]["text"] == "1 a?b 0"
    assert response.json()[0]["recipient_id"] == "\ud800"


def test_the_same_message_id_gives_the_same_replies_even_when_two_arrive_at_once(client: Client) -> None:
    first, second = client.send(client.message("ana", "hola", "m1"), client.message("ana", "hola", "m1"))
    assert first.json() == second.json() == client.say("ana", "hola", "m1")
    assert client.say("ana", "hola")[0]["text"] == "2 hola 1"


@pytest.mark.parametrize("token", ["", "nearly", TOKEN + "x", "é"])
def test_a_bad_token_is_refused_and_nothing_is_heard(client: Client, house: House, token: str) -> None:
    response = post(client, b'{"sender": "ana", "message": "hola"}', token=token)
    assert response.status_code == 401
    assert response.headers["content-type"] == PROBLEM
    assert response.json()["type"] == "urn:escale:problem:bad_token"
    assert TOKEN not in response.text
    assert house.conversation("rest", "ana").turns == ()


def test_without_a_token_of_its_own_the_channel_is_off(house: House) -> None:
    response = post(Client(build_app(house, "", {})), b"{}", token="")
    assert (response.status_code, response.json()["type"]) == (404, "urn:escale:problem:rest_off")


BAD = [
    (b"", 400, "not_json"),
    (b'{"sender": "ana",', 400, "not_json"),
    (b"\xff\xfe", 400, "not_json"),
    (b"[" * 100_000, 400, "not_json"),
    (b'{"sender": 1' + b"0" * 5000 + b"}", 400, "not_json"),
    (b"[]", 422, "not_object"),
    (b'"hola"', 422, "not_object"),
    (b"{}", 422, "field_missing"),
    (b'{"sender": "ana"}', 422, "field_missing"),
    (b'{"sender": 12, "message": "hola"}', 422, "field_not_text"),
    (b'{"sender": "", "message": "hola"}', 422, "field_empty"),
    (b'{"sender": "ana", "message": ["hola"]}', 422, "field_not_text"),
    (b'{"sender": "ana", "message": "hola", "message_id": 7}', 422, "field_not_text"),
    (b'{"sender": "' + b"a" * 201 + b'", "message": "hola"}', 422, "field_too_long"),
    (b'{"sender": "ana", "message": "' + b"a" * 300_000 + b'"}', 413, "too_large"),
]


@pytest.mark.parametrize(("content", "status", "problem"), BAD, ids=[f"{n}-{case[2]}" for n, case in enumerate(BAD)])
def test_a_request_that_cannot_be_read_says_what_to_put_right(
    client: Client, content: bytes, status: int, problem: str
) -> None:
    seen = set()
    for language in ("fr", "en", "es"):
        response = post(client, content, language=language)
        document = response.json()
        assert (response.status_code, document["status"]) == (status, status)
        assert response.headers["content-type"] == PROBLEM
        assert response.headers["content-language"] == language
        assert document["type"] == f"urn:escale:problem:{problem}"
        assert "{" not in document["detail"]
        seen.add(document["title"] + document["detail"])
    assert len(seen) == 3, "each language has its own words"


@pytest.mark.parametrize(
    ("accepted", "language"),
    [
        ("es-MX,es;q=0.9", "es"),
        ("de, en;q=0.5, es;q=0.7", "es"),
        ("EN-ca", "en"),
        ("", "fr"),
        ("de", "fr"),
        ("en;q=x", "fr"),
        ("*", "fr"),
    ],
)
def test_problems_are_told_in_the_language_that_the_client_prefers(
    client: Client, accepted: str, language: str
) -> None:
    assert post(client, b"", language=accepted).headers["content-language"] == language


def test_nothing_of_a_person_is_in_the_log(client: Client, caplog: pytest.LogCaptureFixture) -> None:
    with caplog.at_level(logging.DEBUG):
        client.say("a-name-of-mine", "my private words", "my-message-id")
        client.say("a-name-of-mine", "parrot:step:my_private_choice:1")
        client.say("a-name-of-mine", "boom")
        post(client, b'{"sender": "a-name-of-mine", "message": 5')
    assert "a turn on rest failed" in caplog.text
    for word in ("a-name-of-mine", "private", "my-message-id", TOKEN):
        assert word not in caplog.text


def test_when_the_database_cannot_be_written_the_client_is_asked_to_send_again(
    client: Client, house: House, caplog: pytest.LogCaptureFixture
) -> None:
    client.say("ana", "hola")
    house.store.run(lambda c: c.exec_driver_sql("ALTER TABLE outgoing RENAME TO elsewhere"))
    response = client.send(client.message("ana", "my private words", "m2"))[0]
    assert (response.status_code, response.json()["type"]) == (503, "urn:escale:problem:unavailable")
    assert response.headers["retry-after"] == "2"
    assert "private" not in caplog.text
    house.store.run(lambda c: c.exec_driver_sql("ALTER TABLE elsewhere RENAME TO outgoing"))
    assert client.say("ana", "my private words", "m2")[0]["text"] == "2 my private words 1"


def test_metrics_count_turns_and_say_nothing_personal(client: Client) -> None:
    client.say("a-name-of-mine", "hola", "m1")
    client.say("a-name-of-mine", "hola", "m1")
    client.say("a-name-of-mine", "boom")
    text = client.request("GET", "/metrics").text
    assert 'escale_turns_total{channel="rest",outcome="answered"} 1.0' in text
    assert 'escale_turns_total{channel="rest",outcome="repeated"} 1.0' in text
    assert 'escale_turns_total{channel="rest",outcome="trouble"} 1.0' in text
    assert "escale_turns_under_way 0.0" in text
    assert "a-name-of-mine" not in text
    assert "hola" not in text


def test_openapi_describes_the_message_and_its_replies(client: Client) -> None:
    operation = client.request("GET", "/openapi.json").json()["paths"][WEBHOOK]["post"]
    schema = operation["requestBody"]["content"]["application/json"]["schema"]
    assert schema["required"] == ["sender", "message"]
    assert json.dumps(operation["responses"]).count("recipient_id") == 2
