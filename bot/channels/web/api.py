"""The web API: sessions, messages and the stream of events, for whoever bears a token of ours."""

from __future__ import annotations

import json
from collections.abc import Callable, Coroutine
from dataclasses import dataclass
from typing import Any

from starlette.middleware import Middleware
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route
from starlette.types import Scope

from bot.channels.json_bodies import object_of, read_body, read_object
from bot.channels.web.conversations import Conversations
from bot.channels.web.events import Streams
from bot.channels.web.messages import Sent, plain_replies, read_language, read_message
from bot.channels.web.origins import Across, Origins
from bot.channels.web.tokens import Tokens
from bot.conversation.words import Words
from bot.problem_documents import ProblemError, document, preferred_language
from bot.service.people import EndedError

LONGEST_CURSOR = 12
PRIVATE = {"cache-control": "no-store"}
Endpoint = Callable[[Request], Coroutine[Any, Any, Response]]


@dataclass(frozen=True, kw_only=True)
class Api:
    """The routes of the API over the conversations of a house."""

    tokens: Tokens
    conversations: Conversations
    streams: Streams
    origins: Origins
    words: Words

    def routes(self) -> list[Route]:
        """Each path with what it answers."""
        return [
            self._route("/chat/sessions", POST=self.open_session, DELETE=self.end_session),
            self._route("/chat/messages", POST=self.take_message),
            self._route("/chat/events", GET=self.follow),
        ]

    async def open_session(self, request: Request) -> Response:
        """A new token, and the replies to a first message where one came along."""
        body = await read_body(request)
        tree = object_of(body) if body.strip() else {}
        language, first = read_language(tree), tree.get("message")
        if first is not None and not isinstance(first, dict):
            raise ProblemError(422, "bad_field", {"field": "message", "accepted": "{id, text | payload}"})
        sent = read_message(first, language) if first is not None else None
        token = self.tokens.issue()
        opened: dict[str, object] = {"token": token}
        if sent:
            opened["replies"] = await self._replies(self._bearer(token), sent)
        return _json(opened, 201)

    async def end_session(self, request: Request) -> Response:
        """Everything kept about whoever bears the token is erased; done already, it is done."""
        await self.conversations.erase(self._bearer(_token(request)))
        return Response(status_code=204, headers=PRIVATE)

    async def take_message(self, request: Request) -> Response:
        """The replies to a message."""
        address = self._bearer(_token(request))
        return _json(await self._replies(address, read_message(await read_object(request))))

    async def follow(self, request: Request) -> Response:
        """The stream of what was said after the client's cursor, and of what comes."""
        address = self._bearer(_token(request))
        after = request.query_params.get("after", "0")
        if not (after.isascii() and after.isdigit() and len(after) <= LONGEST_CURSOR):
            raise ProblemError(422, "bad_field", {"field": "after", "accepted": "0, 1, 2…"})
        try:
            return await self.streams.open(address, int(after))
        except EndedError:
            raise ProblemError(401, "bad_token") from None

    async def _replies(self, address: str, sent: Sent) -> list[dict[str, object]]:
        try:
            return plain_replies(await self.conversations.take(address, sent.message, sent.content, sent.id))
        except EndedError:
            raise ProblemError(401, "bad_token") from None

    def _bearer(self, token: str) -> str:
        """The address of whoever bears a token; raises `ProblemError` where it isn't ours."""
        address = self.tokens.address(token)
        if address is None:
            raise ProblemError(401, "bad_token")
        return address

    def _route(self, path: str, **endpoints: Endpoint) -> Route:
        async def answer(request: Request) -> Response:
            return await endpoints["GET" if request.method == "HEAD" else request.method](request)

        methods = [*endpoints, "OPTIONS"]
        across = Middleware(Across, origins=self.origins, methods=", ".join(endpoints), refused=self._refused)
        return Route(path, answer, methods=methods, middleware=[across])

    def _refused(self, scope: Scope) -> Response:
        origin = Request(scope).headers.get("origin", "")
        language = preferred_language(Request(scope).headers.get("accept-language"))
        return document(ProblemError(403, "other_site", {"site": origin}), self.words, language)


def _token(request: Request) -> str:
    scheme, _, token = request.headers.get("authorization", "").partition(" ")
    return token.strip() if scheme.lower() == "bearer" else ""


def _json(value: object, status: int = 200) -> Response:
    body = json.dumps(value, ensure_ascii=False, separators=(",", ":")).encode("utf-8", "replace")
    return Response(body, status_code=status, media_type="application/json", headers=PRIVATE)
