"""The application around the doors: alive, ready or not, addresses listed without a third party, errors as documents."""

from __future__ import annotations

import logging
from collections.abc import Iterator, Mapping
from datetime import date
from typing import Any

import pytest

from bot.advice.profile import ProfileError
from bot.app import build_app
from bot.service.house import House
from bot.store.store import Store
from tests.channels.http_client import Client
from tests.service.parrot import parrot_house


@pytest.fixture
def database_url(tmp_path: Any) -> str:
    """SQLite: what differs on PostgreSQL is tested beneath the doors."""
    return f"sqlite:///{tmp_path / 'escale.db'}"


def policy(record: Mapping[str, Any], today: date) -> Mapping[str, Any]:
    """Answers with the profile it was given, unless a field is wrong or it breaks."""
    if "boom" in record:
        raise LookupError(record["boom"])
    if "statut" in record:
        raise ProfileError("statut", record["statut"], ("status", "project"))
    return {"on": today.isoformat(), "was": dict(record)}


@pytest.fixture
def house(store: Store) -> Iterator[House]:
    opened = parrot_house(store)
    yield opened
    opened.turns.close()


@pytest.fixture
def client(house: House) -> Client:
    return Client(build_app(house, "", {"eligibility": policy}))


def test_it_is_alive_and_says_which_parts_are_ready(client: Client) -> None:
    assert client.request("GET", "/healthz").json() == {"status": "ok"}
    response = client.request("GET", "/readyz")
    assert (response.status_code, response.json()) == (200, {"database": "ok", "jobs": "off", "nlu": "off"})


def test_it_is_not_ready_without_its_database(client: Client, house: House) -> None:
    house.store.close()
    response = client.request("GET", "/readyz")
    assert (response.status_code, response.json()["database"]) == (503, "unreachable")


def test_the_page_of_addresses_loads_nothing_from_elsewhere(client: Client) -> None:
    response = client.request("GET", "/docs")
    assert "/api/eligibility" in response.text
    assert "http" not in response.text.replace("http-equiv", "")
    assert response.headers["content-security-policy"].startswith("default-src 'none'")


def test_an_unknown_address_and_a_wrong_method_are_told(client: Client) -> None:
    response = client.request("GET", "/nowhere", headers={"accept-language": "es"})
    assert (response.status_code, response.json()["title"]) == (404, "Dirección desconocida")
    response = client.request("GET", "/api/eligibility")
    assert (response.status_code, response.headers["allow"]) == (405, "POST")
    assert "POST" in response.json()["detail"]


def test_a_policy_answers_a_profile(client: Client) -> None:
    answer = client.request("POST", "/api/eligibility", json={"status": "citizen"}).json()
    assert answer["was"] == {"status": "citizen"}


def test_a_field_that_is_not_accepted_is_named_with_what_is(client: Client) -> None:
    response = client.request("POST", "/api/eligibility", json={"statut": "citizen"}, headers={"accept-language": "en"})
    document = response.json()
    assert response.status_code == 422
    assert (document["field"], document["got"], document["accepted"]) == ("statut", "citizen", ["status", "project"])
    assert "statut" in document["detail"]


def test_an_unforeseen_error_is_a_document_and_a_line_that_quotes_nobody(
    client: Client, caplog: pytest.LogCaptureFixture
) -> None:
    with caplog.at_level(logging.DEBUG):
        response = client.request("POST", "/api/eligibility", json={"boom": "my private words"})
    assert (response.status_code, response.json()["type"]) == (500, "urn:escale:problem:internal")
    assert "LookupError at test_app.py" in caplog.text
    assert "private" not in caplog.text + response.text
