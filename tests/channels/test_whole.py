"""The product itself behind its doors: real words, real knowledge, its own keys, in three languages."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from bot.app import build_app, create_app
from bot.house import open_house, policies_of
from bot.service.house import House
from bot.settings import Settings
from bot.store.store import DatabaseError
from tests.channels.http_client import Client

TOKEN = "a-token-for-these-tests"


@pytest.fixture
def house(tmp_path: Path) -> Iterator[House]:
    opened = open_house(Settings(data=tmp_path, rest_token=TOKEN))
    yield opened
    opened.close()


@pytest.fixture
def client(house: House) -> Client:
    return Client(build_app(house, TOKEN, policies_of(house)), token=TOKEN)


@pytest.mark.parametrize(("way", "language"), [("eligibility", "fr"), ("english", "en"), ("espanol", "es")])
def test_a_person_is_greeted_and_goes_on_in_their_language(client: Client, way: str, language: str) -> None:
    greeting = client.say("ana", "")
    assert {reply["custom"]["language"] for reply in greeting} == {"fr"}
    payloads = [button["payload"] for reply in greeting for button in reply.get("buttons", ())]
    chosen = next(payload for payload in payloads if payload.split(":")[2] == way)
    assert {reply["custom"]["language"] for reply in client.say("ana", chosen)} == {language}
    assert all(len(payload.encode()) <= 64 for payload in payloads)


def test_coming_back_after_a_restart_loses_nothing(tmp_path: Path) -> None:
    settings = Settings(data=tmp_path)
    first = open_house(settings)
    greeting = first.take("rest", "ana", "")
    payload = next(
        option.payload for reply in greeting.replies for option in reply.options if ":eligibility:" in option.payload
    )
    first.take("rest", "ana", payload)
    first.take("rest", "ana", "un emploi", "m3")
    said = first.facts("rest", "ana")
    first.close()
    again = open_house(settings)
    assert again.facts("rest", "ana") == said
    assert said["project"] == ("job",)
    assert again.take("rest", "ana", "un emploi", "m3").repeated
    again.close()


def test_an_unknown_button_is_answered_kindly(client: Client) -> None:
    client.say("ana", "")
    replies = client.say("ana", "flow_of_old:step:option:zz")
    assert replies
    assert all(reply["custom"]["key"] != "problems.trouble" for reply in replies)


@pytest.mark.parametrize("name", ["eligibility", "readiness", "routing"])
def test_the_policies_answer_an_empty_profile_and_name_an_unknown_field(client: Client, name: str) -> None:
    assert client.request("POST", f"/api/{name}", json={}).status_code == 200
    document = client.request("POST", f"/api/{name}", json={"statut": "citizen"}).json()
    assert (document["status"], document["field"], document["got"]) == (422, "statut", "citizen")
    assert "status" in document["accepted"]


def test_the_first_start_says_where_its_keys_are(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    open_house(Settings(data=tmp_path)).close()
    assert str(tmp_path / "keys") in capsys.readouterr().err
    open_house(Settings(data=tmp_path)).close()
    assert capsys.readouterr().err == ""


def test_a_database_that_cannot_be_opened_is_told_before_anything_is_served(tmp_path: Path) -> None:
    with pytest.raises(DatabaseError, match="ESCALE_DATABASE"):
        create_app(Settings(data=tmp_path, database="mysql://here/there"))
