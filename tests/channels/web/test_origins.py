"""Whose pages may use the door: ours, those of the sites that the settings name, and no other."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from tests.channels.web.conftest import SITE
from tests.channels.web.visitor import Visitor

OTHER = "https://elsewhere.example"
PATHS = [("POST", "/chat/sessions"), ("POST", "/chat/messages"), ("GET", "/chat/events"), ("DELETE", "/chat/sessions")]


@pytest.fixture
def database_url(tmp_path: Path) -> str:
    """SQLite: nothing here depends on the database."""
    return f"sqlite:///{tmp_path / 'escale.db'}"


def asked(visitor: Visitor, method: str, path: str, origin: str, **headers: str) -> Any:
    return visitor.client.request(method, visitor.url + path, headers={"origin": origin, **headers})


@pytest.mark.parametrize(("method", "path"), PATHS)
def test_the_page_of_a_site_that_is_allowed_may_ask_and_read(visitor: Visitor, method: str, path: str) -> None:
    wished = {"access-control-request-method": method, "access-control-request-headers": "authorization,content-type"}
    before = asked(visitor, "OPTIONS", path, SITE, **wished)
    assert before.status_code == 204
    assert before.headers["access-control-allow-origin"] == SITE
    assert method in before.headers["access-control-allow-methods"]
    assert before.headers["access-control-allow-headers"] == "authorization, content-type"
    response = asked(visitor, method, path, SITE)
    assert response.headers["access-control-allow-origin"] == SITE, "a problem can be read too"
    assert "Origin" in response.headers["vary"]
    for answer in (before, response):
        assert "access-control-allow-credentials" not in answer.headers


@pytest.mark.parametrize(("method", "path"), PATHS)
@pytest.mark.parametrize("origin", [OTHER, "null", SITE.replace("https", "http"), SITE + ".evil.example"])
def test_the_page_of_another_site_may_not(visitor: Visitor, method: str, path: str, origin: str) -> None:
    before = asked(visitor, "OPTIONS", path, origin, **{"access-control-request-method": method})
    assert before.status_code == 403
    response = asked(visitor, method, path, origin)
    assert (response.status_code, response.json()["type"]) == (403, "urn:escale:problem:other_site")
    assert response.json()["site"] == origin
    for answer in (before, response):
        assert "access-control-allow-origin" not in answer.headers


def test_our_own_pages_may_wherever_they_are_served(visitor: Visitor) -> None:
    assert asked(visitor, "POST", "/chat/sessions", visitor.url).status_code == 201
    behind = {"host": "inside:8000", "sec-fetch-site": "same-origin"}
    assert asked(visitor, "POST", "/chat/sessions", "https://escale.example", **behind).status_code == 201


def test_the_widget_can_be_imported_by_those_sites_and_read_by_no_other(visitor: Visitor) -> None:
    for path in ("/widget.js", "/widget/words/es.js"):
        assert asked(visitor, "GET", path, SITE).headers["access-control-allow-origin"] == SITE
        other = asked(visitor, "GET", path, OTHER)
        assert other.status_code == 200
        assert "access-control-allow-origin" not in other.headers
