"""The door's files: the widget's modules, their words, the pages' style. Read and compressed once, at the start."""

from __future__ import annotations

import gzip
import json
from collections.abc import Iterator
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path

from starlette.middleware import Middleware
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from bot.channels.web.lean import lean
from bot.channels.web.origins import Across, Origins
from bot.conversation.words import LANGUAGES, Words

HERE = Path(__file__).parent
KEPT = 600
"""Seconds for which a browser doesn't ask again: the names of the files don't change with them."""
_WIDGET = "widget."
_TYPES = {".js": "text/javascript", ".css": "text/css", ".svg": "image/svg+xml"}


@dataclass(frozen=True, kw_only=True)
class StaticFile:
    """A file as it is sent, plain or compressed."""

    plain: bytes
    media_type: str
    compressed: bytes
    tag: str

    def answer(self, request: Request) -> Response:
        """The file in the form that the client takes, or nothing where it has it."""
        takes_gzip = "gzip" in request.headers.get("accept-encoding", "")
        tag = f'"{self.tag}-gz"' if takes_gzip else f'"{self.tag}"'
        headers = {
            "etag": tag,
            "cache-control": f"public, max-age={KEPT}",
            "vary": "Accept-Encoding",
            "x-content-type-options": "nosniff",
            "cross-origin-resource-policy": "cross-origin",
        }
        known = {one.strip().removeprefix("W/") for one in request.headers.get("if-none-match", "").split(",")}
        if tag in known or "*" in known:
            return Response(status_code=304, headers=headers)
        if takes_gzip:
            headers["content-encoding"] = "gzip"
        return Response(self.compressed if takes_gzip else self.plain, media_type=self.media_type, headers=headers)


def file_routes(words: Words, origins: Origins) -> list[Route]:
    """A route for each file: `/widget.js`, `/widget/…`, the words of the widget, and what the pages link."""
    return [_route(path, file, origins) for path, file in _files(words)]


def _files(words: Words) -> Iterator[tuple[str, StaticFile]]:
    for path in sorted((HERE / "widget").glob("*.js")):
        file = _file(lean(path.read_text(encoding="utf-8")).encode(), path.suffix)
        yield f"/widget/{path.name}", file
        if path.stem == "widget":
            yield "/widget.js", file
    for language in LANGUAGES:
        yield f"/widget/words/{language}.js", _file(words_module(words, language), ".js")
    for path in sorted((HERE / "static").iterdir()):
        yield f"/{path.name}", _file(path.read_bytes(), path.suffix)


def words_module(words: Words, language: str) -> bytes:
    """The widget's words in a language, as an ES module: whatever keys `widget.yml` has."""
    own = {key.removeprefix(_WIDGET): text for key, text in words.texts[language].items() if key.startswith(_WIDGET)}
    return f"export default {json.dumps(own, ensure_ascii=False, separators=(',', ':'), default=dict)};\n".encode()


def _file(plain: bytes, suffix: str) -> StaticFile:
    return StaticFile(
        plain=plain,
        media_type=_TYPES[suffix],
        compressed=gzip.compress(plain, 9, mtime=0),
        tag=sha256(plain).hexdigest()[:16],
    )


def _route(path: str, file: StaticFile, origins: Origins) -> Route:
    async def answer(request: Request) -> Response:
        return file.answer(request)

    across = Middleware(Across, origins=origins, methods="GET")
    return Route(path, answer, methods=["GET", "OPTIONS"], middleware=[across])
