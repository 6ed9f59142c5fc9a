"""Asking the model: within its budget, without what could reach someone, and never at the cost of whoever waits."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

import pytest
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from bot.nlu.client import FAILURES, REMEMBERED, RasaClient, discreet
from bot.understanding.ears import NOTHING
from tests.live import served

ANSWER = {
    "text": "…",
    "intent": {"name": "ask_housing", "confidence": 0.8},
    "intent_ranking": [{"name": "ask_housing", "confidence": 0.8}, {"name": "ask_work", "confidence": 0.1}],
    "language": {"name": "fr", "confidence": 0.97},
}


@dataclass
class Rasa:
    """A server that answers as Rasa does, or as it is told; what it was asked is kept."""

    answer: Any = field(default_factory=lambda: dict(ANSWER))
    status: int = 200
    wait: float = 0.0
    asked: list[tuple[str, str]] = field(default_factory=list)

    def app(self) -> Starlette:
        """The application."""

        async def parse(request: Request) -> Response:
            self.asked.append((request.query_params["token"], (await request.json())["text"]))
            await asyncio.sleep(self.wait)
            return JSONResponse(self.answer, self.status)

        return Starlette(routes=[Route("/model/parse", parse, methods=["POST"])])


@pytest.fixture
def rasa() -> Rasa:
    return Rasa()


@pytest.fixture
def client(rasa: Rasa) -> Iterator[RasaClient]:
    with served(rasa.app()) as url:
        opened = RasaClient(url=url, token="opens-it")
        yield opened
        opened.close()


def test_what_the_model_hears_comes_likeliest_first_with_the_language(client: RasaClient, rasa: Rasa) -> None:
    heard = client.hear("un apart svp")
    assert heard.intents == (("ask_housing", 0.8), ("ask_work", 0.1))
    assert (heard.language, heard.sureness) == ("fr", 0.97)
    assert heard.confidence("ask_work") == 0.1
    assert heard.confidence("greet") == 0.0
    assert rasa.asked == [("opens-it", "un apart svp")]


def test_what_could_reach_someone_never_goes_to_the_model(client: RasaClient, rasa: Rasa) -> None:
    client.hear("appelez-moi au 514 555-0199 ou à marie.jo@example.org svp")
    assert "514" not in rasa.asked[0][1]
    assert "example" not in rasa.asked[0][1]
    assert rasa.asked[0][1].startswith("appelez-moi au")


@pytest.mark.parametrize("text", ["+1 (418) 555-0123", "x@y.ca", "5145550199"])
def test_numbers_and_addresses_of_every_shape_are_left_out(text: str) -> None:
    assert discreet(f"voici {text}").split() == ["voici"]


def test_a_very_long_message_is_cut(client: RasaClient, rasa: Rasa) -> None:
    client.hear("a" * 9_000)
    assert len(rasa.asked[0][1]) == 1_000


def test_a_slow_model_is_not_waited_for(client: RasaClient, rasa: Rasa) -> None:
    rasa.wait = 5
    began = time.monotonic()
    assert client.hear("un apart svp") == NOTHING
    assert time.monotonic() - began < 2
    assert not client.answers


def test_after_a_few_failures_it_is_left_alone_for_a_while(client: RasaClient, rasa: Rasa) -> None:
    rasa.status = 500
    for _ in range(FAILURES + 4):
        assert client.hear("un apart svp") == NOTHING
    assert len(rasa.asked) == FAILURES


def test_it_is_trusted_again_once_it_answers(client: RasaClient, rasa: Rasa) -> None:
    rasa.status = 500
    client.hear("un apart svp")
    rasa.status = 200
    assert client.hear("un apart svp").intents
    assert client.answers


@pytest.mark.parametrize("answer", [{}, {"intent_ranking": [{"name": "greet"}]}, [], "no", {"intent_ranking": 3}])
def test_an_answer_that_makes_no_sense_is_no_answer(client: RasaClient, rasa: Rasa, answer: Any) -> None:
    rasa.answer = answer
    assert client.hear("un apart svp") == NOTHING


def test_nobody_at_the_address_is_no_answer() -> None:
    client = RasaClient(url="http://127.0.0.1:9", token="t")
    assert client.hear("un apart svp") == NOTHING
    client.close()


def test_a_failure_is_logged_once_without_what_was_said(
    client: RasaClient, rasa: Rasa, caplog: pytest.LogCaptureFixture
) -> None:
    rasa.status = 500
    client.hear("mon mari me frappe")
    client.hear("mon mari me frappe")
    assert len(caplog.records) == 1
    assert "mari" not in caplog.text


def test_what_everyone_says_all_day_is_asked_once(client: RasaClient, rasa: Rasa) -> None:
    assert client.hear("merci") == client.hear("merci")
    assert len(rasa.asked) == 1
    client.hear("merci, mais mon mari ne veut pas partir")
    client.hear("merci, mais mon mari ne veut pas partir")
    assert len(rasa.asked) == 3


def test_what_was_heard_before_a_failure_is_asked_again(client: RasaClient, rasa: Rasa) -> None:
    client.hear("merci")
    rasa.status = 500
    client.hear("un apart svp")
    rasa.status = 200
    client.hear("merci")
    assert [text for _, text in rasa.asked] == ["merci", "un apart svp", "merci"]


def test_only_so_many_short_messages_are_remembered(client: RasaClient, rasa: Rasa) -> None:
    client._remembered.update((f"number {one}", NOTHING) for one in range(REMEMBERED))
    client.hear("merci")
    assert len(client._remembered) == REMEMBERED
    assert "merci" in client._remembered


def test_a_model_that_was_never_asked_is_not_said_to_answer(client: RasaClient, rasa: Rasa) -> None:
    assert not client.answers
    assert client.is_there()
    assert client.answers


def test_a_model_that_is_still_starting_is_not_there() -> None:
    starting = RasaClient(url="http://127.0.0.1:9", token="t")
    assert not starting.is_there()
    assert not starting.answers
    starting.close()
