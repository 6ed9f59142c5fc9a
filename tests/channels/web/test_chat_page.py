"""`/chat` by form posts alone: read whole, sent once, refused from elsewhere, erased without a trace."""

from __future__ import annotations

import html
import re
from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest

from bot.app import build_app
from bot.channels.web.tokens import Tokens
from bot.channels.web.web_door import web_door
from bot.conversation.words import LANGUAGES
from bot.house import open_house, policies_of
from bot.service.house import House
from bot.settings import Settings
from tests.live import served

BEGIN = {"fr": "Commencer", "en": "Start", "es": "Empezar"}
FIRST = {
    "fr": "Voir les programmes pour moi",
    "en": "See programs that could help me",
    "es": "Ver los programas para mí",
}


@pytest.fixture
def house(tmp_path: Path) -> House:
    return open_house(Settings(data=tmp_path))


@pytest.fixture
def url(house: House) -> Iterator[str]:
    with served(build_app(house, "", policies_of(house), (web_door(house, Settings()),))) as address:
        yield address


class Reader:
    """Someone whose browser runs no script: reads the page, fills its forms, follows where they lead."""

    def __init__(self, url: str, language: str = "fr") -> None:
        self.client = httpx.Client(base_url=url, follow_redirects=True, headers={"accept-language": language})
        self.page = self.client.get("/chat").text

    @property
    def token(self) -> str:
        return self.client.cookies["escale_chat"]

    @property
    def hidden(self) -> dict[str, str]:
        return dict(re.findall(r'name="(mark|id)" value="([^"]*)"', self.page))

    def buttons(self) -> dict[str, tuple[str, str]]:
        """The buttons that can be pressed, by their label: what each sends."""
        found = re.findall(r'<button name="(\w+)" value="([^"]*)"[^>]*>([^<]*)</button>', self.page)
        return {html.unescape(label): (name, html.unescape(value)) for name, value, label in found}

    def press(self, label: str) -> str:
        name, value = self.buttons()[label]
        return self.send({name: value})

    def send(self, fields: dict[str, str], **headers: str) -> str:
        response = self.client.post("/chat", data={**self.hidden, **fields}, headers=headers)
        assert response.status_code == 200, response.text
        self.page = html.unescape(response.text)
        return self.page

    def close(self) -> None:
        self.client.close()


@pytest.fixture
def reader(url: str) -> Iterator[Reader]:
    someone = Reader(url)
    yield someone
    someone.close()


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_conversation_goes_on_by_forms_alone(url: str, house: House, language: str) -> None:
    reader = Reader(url, language)
    reader.press(BEGIN[language])
    page = reader.press(FIRST[language])
    assert re.search(
        r'<li class="mine" id="new" tabindex="-1"><span class="sr">[^<]*</span> <span[^>]*>' + FIRST[language], page
    )
    assert f'<li class="theirs" lang="{language}">' in page
    labels = list(reader.buttons())
    reader.press(labels[0])
    facts = house.facts("web", Tokens(store=house.store).address(reader.token) or "")
    assert facts["project"] == ("job",)
    assert facts["language"] == language
    reader.close()


def test_the_whole_conversation_can_be_read_and_what_was_chosen_seen(reader: Reader) -> None:
    reader.press("Commencer")
    reader.press(FIRST["fr"])
    page = reader.send({"text": "un emploi <b>ici</b>"})
    assert "Bonjour ! Ici Escale" in page.replace("\u00a0", " ")
    assert f'<li class="chosen">{FIRST["fr"]}' in page
    assert page.count('class="choices"') == 1, "only the last question can be answered"
    assert "<b>ici</b></span>" in page, "unescaped by the test alone"
    assert "&lt;b&gt;ici" in reader.client.get("/chat").text


def test_a_form_sent_twice_is_taken_once_and_another_button_of_it_too(reader: Reader) -> None:
    reader.press("Commencer")
    hidden, (name, value) = reader.hidden, reader.buttons()[FIRST["fr"]]
    for _ in range(2):
        reader.client.post("/chat", data={**hidden, name: value})
    reader.page = reader.client.get("/chat").text
    assert reader.page.count('<li class="mine"') == 1
    reader.client.post("/chat", data={**hidden, "text": "pourquoi"})
    assert reader.client.get("/chat").text.count('<li class="mine"') == 2


def test_a_form_without_its_mark_or_from_elsewhere_is_refused(reader: Reader, url: str, house: House) -> None:
    reader.press("Commencer")
    before = reader.client.get("/chat").text.count("<li class=")
    other = Reader(url)
    for fields, headers in (
        ({"mark": ""}, {}),
        ({"mark": "0" * 64}, {}),
        ({"mark": other.hidden["mark"]}, {}),
        ({}, {"sec-fetch-site": "cross-site"}),
        ({}, {"sec-fetch-site": "same-site"}),
    ):
        data = {**reader.hidden, "text": "effacer", **fields}
        response = reader.client.post("/chat", data=data, headers=headers)
        assert response.status_code == 403
        assert response.headers["content-security-policy"].startswith("default-src 'none'")
        assert 'href="/chat?lang=fr#new"' in response.text
    assert httpx.post(f"{url}/chat", data={**reader.hidden, "text": "effacer"}).status_code == 403, "without the cookie"
    assert reader.client.get("/chat").text.count("<li class=") == before
    other.close()


def test_coming_from_another_site_opens_the_conversation_that_was_begun(reader: Reader, url: str) -> None:
    """Browsers don't send the cookie then: the page asks for itself again instead of giving another."""
    response = httpx.get(f"{url}/chat", headers={"sec-fetch-site": "cross-site"})
    assert response.status_code == 200
    assert "set-cookie" not in response.headers
    assert '<meta http-equiv="refresh" content="0; url=/chat?lang=fr">' in response.text


def test_the_language_can_be_changed_and_everything_begun_again(reader: Reader) -> None:
    reader.press("Commencer")
    reader.press(FIRST["fr"])
    page = reader.press("Español")
    assert '<html lang="es">' in page
    assert '<li class="theirs" lang="fr">' in page
    assert '<li class="theirs" lang="es">' in page
    reader.press("Empezar de nuevo")
    assert reader.page.count('<li class="mine"') == 3
    assert '<html lang="es">' in reader.press("Sí, borrar todo"), "to the end in the language of the conversation"


def test_a_person_can_be_asked_for_from_the_menu(reader: Reader) -> None:
    reader.press("Commencer")
    before = reader.page.count('class="theirs"')
    page = reader.press("Parler à une personne")
    assert page.count('class="theirs"') > before


def test_ended_and_erased_nothing_remains_and_the_old_cookie_opens_nothing(
    reader: Reader, house: House, url: str
) -> None:
    reader.press("Commencer")
    reader.send({"text": "mes mots secrets"})
    old, hidden = reader.token, reader.hidden
    page = reader.press("Oui, tout effacer")
    assert "C’est fait" in page
    assert '<html lang="fr">' in page
    assert "mes mots secrets" not in page
    assert reader.token != old
    assert house.conversation("web", Tokens(store=house.store).address(old) or "").turns == ()
    cookie = {"cookie": f"escale_chat={old}"}
    again = httpx.post(f"{url}/chat", data={**hidden, "text": "encore"}, headers=cookie)
    assert (again.status_code, again.headers["location"]) == (303, "/chat")
    assert "escale_chat=" in again.headers["set-cookie"]
    assert "mes mots secrets" not in httpx.get(f"{url}/chat", headers=cookie).text
    assert house.conversation("web", Tokens(store=house.store).address(old) or "").turns == ()


def test_an_old_button_or_none_at_all_is_answered_kindly(reader: Reader) -> None:
    reader.press("Commencer")
    reader.send({"payload": "welcome:menu:gone:zz"})
    reader.send({"text": ""})
    reader.send({"text": "a" * 10_001})
    assert reader.page.count('class="theirs"') >= 6
