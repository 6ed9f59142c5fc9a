"""Which pages may use the web door: our own, and those of the sites that the settings name. The others are told no."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass
from urllib.parse import urlsplit

from starlette.datastructures import Headers, MutableHeaders
from starlette.responses import Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

KEPT = "600"
"""Seconds for which a browser remembers what it may ask."""


@dataclass(frozen=True, kw_only=True)
class Origins:
    """`sites` are the origins allowed besides our own, which is `own`, or wherever a request was sent to."""

    own: str
    sites: Collection[str] = ()

    def allows(self, headers: Mapping[str, str]) -> bool:
        """Whether the page that makes a request of these headers may; what no page makes is always allowed."""
        origin = headers.get("origin")
        if origin is None or headers.get("sec-fetch-site") == "same-origin":
            return True
        return origin in (self.own, *self.sites) or urlsplit(origin).netloc == headers.get("host")


class Across:
    """Lets the pages of allowed origins read the responses of a route, and answers when they ask what they may send.

    `refused` makes the response of a request that another page made; None where all may ask, and only theirs may read.
    """

    def __init__(
        self, app: ASGIApp, *, origins: Origins, methods: str, refused: Callable[[Scope], Response] | None = None
    ) -> None:
        self._app = app
        self._origins = origins
        self._methods = methods
        self._refused = refused

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """See ASGI."""
        headers = Headers(scope=scope)
        allowed = self._origins.allows(headers)
        origin = headers.get("origin", "")

        async def marked(message: Message) -> None:
            if message["type"] == "http.response.start":
                answered = MutableHeaders(scope=message)
                answered.add_vary_header("Origin")
                if allowed and origin:
                    answered["access-control-allow-origin"] = origin
            await send(message)

        if scope["method"] == "OPTIONS":
            await self._may(allowed)(scope, receive, marked)
        elif not allowed and self._refused:
            await self._refused(scope)(scope, receive, marked)
        else:
            await self._app(scope, receive, marked)

    def _may(self, allowed: bool) -> Response:
        if not allowed:
            return Response(status_code=403)
        return Response(
            status_code=204,
            headers={
                "access-control-allow-methods": self._methods,
                "access-control-allow-headers": "authorization, content-type",
                "access-control-max-age": KEPT,
            },
        )
