"""The pages: in three languages, under headers that let nothing in from elsewhere, with nothing of anyone else's."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from uuid import uuid4

import httpx
import pytest

from bot.app import build_app
from bot.channels.web.web_door import web_door
from bot.conversation.words import LANGUAGES
from bot.settings import Settings
from bot.store.store import Store
from tests.live import served
from tests.service.parrot import parrot_house

PUBLIC = "https://escale.example.org"
PAGES = ("/", "/embed", "/chat")
CSP = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; connect-src 'self'; form-action 'self'; "
    "base-uri 'none'; frame-ancestors 'none'; require-trusted-types-for 'script'; trusted-types 'none'"
)


@pytest.fixture
def database_url(tmp_path: Path) -> str:
    """SQLite: nothing here depends on the database."""
    return f"sqlite:///{tmp_path / 'escale.db'}"


@pytest.fixture
def client(store: Store) -> Iterator[httpx.Client]:
    settings = Settings(public_url=PUBLIC, operator="Carrefour <Nord> & Sud")
    house = parrot_house(store)
    with served(build_app(house, "", {}, (web_door(house, settings),))) as url, httpx.Client(base_url=url) as opened:
        yield opened


@pytest.mark.parametrize("page", PAGES)
@pytest.mark.parametrize("language", LANGUAGES)
def test_each_page_speaks_the_language_asked_for_or_preferred(client: httpx.Client, page: str, language: str) -> None:
    named = client.get(page, params={"lang": language}, headers={"accept-language": "de"})
    preferred = client.get(page, headers={"accept-language": f"{language}-CA,de;q=0.5"})
    for response in (named, preferred):
        assert response.status_code == 200
        assert response.headers["content-language"] == language
        assert f'<html lang="{language}">' in response.text
        assert "Carrefour &lt;Nord&gt; &amp; Sud" in response.text
    assert client.get(page, params={"lang": "<script>"}).headers["content-language"] == "fr"


@pytest.mark.parametrize("page", PAGES)
def test_each_page_is_under_the_strict_policy(client: httpx.Client, page: str) -> None:
    headers = client.get(page).headers
    assert headers["content-security-policy"] == CSP
    assert headers["x-content-type-options"] == "nosniff"
    assert headers["referrer-policy"] == "no-referrer"
    assert "camera=()" in headers["permissions-policy"]
    assert headers["cache-control"] == ("no-store" if page == "/chat" else "no-cache")
    assert ("set-cookie" in headers) == (page == "/chat")


@pytest.mark.parametrize("page", PAGES)
def test_no_page_asks_anything_of_a_third_party_nor_holds_a_style_or_script(client: httpx.Client, page: str) -> None:
    text = client.get(page).text
    linked = re.findall(r'(?:src|href|action|content)="([^"]*)"', text)
    assert linked
    assert [one for one in linked if re.match(r"(https?:)?//", one)] == []
    assert not re.search(r"<style|style=|\son\w+=|<script(?![^>]*src=)", text)


def test_the_snippet_is_the_one_that_serves_the_widget(client: httpx.Client) -> None:
    for language in LANGUAGES:
        text = client.get("/embed", params={"lang": language}).text
        assert f"&lt;script src=&#34;{PUBLIC}/widget.js&#34; data-language=&#34;{language}&#34; defer&gt;" in text
        assert "ESCALE_SITES=https://www.example.org" in text
        assert "wp_enqueue_script" in text
        demo = client.get("/", params={"lang": language}).text
        assert f'<script src="/widget.js" data-language="{language}" defer></script>' in demo


def test_the_cookie_is_kept_from_scripts_from_other_sites_and_from_the_clear(client: httpx.Client) -> None:
    cookie = client.get("/chat").headers["set-cookie"].lower()
    for part in ("httponly", "samesite=strict", "path=/chat", "secure"):
        assert part in cookie
    for part in ("max-age", "expires", "domain"):
        assert part not in cookie


def test_nothing_personal_is_in_an_address(client: httpx.Client) -> None:
    page = client.get("/chat", headers={"accept-language": "fr"})
    token = client.cookies.jar.__iter__().__next__().value or ""
    hidden = dict(re.findall(r'name="(mark|id)" value="([^"]*)"', page.text))
    cookie = {"cookie": f"escale_chat={token}"}
    response = client.post("/chat", data={**hidden, "text": "my private words"}, headers=cookie)
    assert response.status_code == 303
    assert response.headers["location"] == "/chat#new"
    read = client.get("/chat", headers=cookie).text
    assert "my private words" in read
    assert token not in read
    assert not re.search(r'(?:href|action)="[^"]*(private|' + hidden["mark"] + r')[^"]*"', read)
    assert str(uuid4()) not in read
