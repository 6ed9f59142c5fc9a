"""What the door serves besides the conversation: small, compressed, kept by browsers until it changes."""

from __future__ import annotations

import gzip
import json
from pathlib import Path

import httpx
import pytest

from bot.channels.web.files import HERE, words_module
from bot.conversation.words import LANGUAGES
from tests.channels.web.visitor import Visitor
from tests.service.parrot import SCRIPT

MODULES = [f"/widget/{path.name}" for path in sorted((HERE / "widget").glob("*.js"))]
WORDS = [f"/widget/words/{language}.js" for language in LANGUAGES]


@pytest.fixture
def database_url(tmp_path: Path) -> str:
    """SQLite: nothing here depends on the database."""
    return f"sqlite:///{tmp_path / 'escale.db'}"


@pytest.mark.parametrize(
    "path", ["/widget.js", *MODULES, *WORDS, "/pages.css", "/pages.js", "/icon.svg", "/landscape.svg"]
)
def test_a_file_is_compressed_and_asked_again_only_once_changed(visitor: Visitor, path: str) -> None:
    plain = visitor.client.get(visitor.url + path, headers={"accept-encoding": "identity"})
    assert plain.status_code == 200
    assert "content-encoding" not in plain.headers
    with visitor.client.stream("GET", visitor.url + path, headers={"accept-encoding": "gzip"}) as packed:
        raw = b"".join(packed.iter_raw())
    assert gzip.decompress(raw) == plain.content
    for response in (plain, packed):
        assert response.headers["x-content-type-options"] == "nosniff"
        assert "max-age" in response.headers["cache-control"]
        assert {"Accept-Encoding", "Origin"} <= {one.strip() for one in response.headers["vary"].split(",")}
        again = visitor.client.get(
            visitor.url + path,
            headers={
                "if-none-match": response.headers["etag"],
                "accept-encoding": response.headers.get("content-encoding", "identity"),
            },
        )
        assert (again.status_code, again.content) == (304, b"")
    assert plain.headers["etag"] != packed.headers["etag"]


def test_scripts_are_scripts_and_the_widget_is_at_the_root(visitor: Visitor) -> None:
    responses: list[httpx.Response] = [visitor.client.get(visitor.url + path) for path in (*MODULES, *WORDS)]
    assert all(one.headers["content-type"].startswith("text/javascript") for one in responses)
    at_the_root = visitor.client.get(f"{visitor.url}/widget.js")
    assert at_the_root.content == visitor.client.get(f"{visitor.url}/widget/widget.js").content
    assert visitor.client.get(f"{visitor.url}/widget/words/de.js").status_code == 404
    assert visitor.client.get(f"{visitor.url}/widget/../files.py").status_code == 404


def test_the_words_of_the_widget_are_all_there_in_each_language() -> None:
    keys = set()
    for language in LANGUAGES:
        module = words_module(SCRIPT.words, language).decode()
        assert module.startswith("export default {")
        words = json.loads(module.removeprefix("export default ").removesuffix(";\n"))
        assert all(words.values())
        keys.add(frozenset(words))
    assert len(keys) == 1
    assert keys.pop()
